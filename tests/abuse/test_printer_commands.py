"""Abuse: a name, a message or an article carries the commands of a ticket printer.

`ESC p` opens the drawer of the cash register, `DLE EOT` makes a printer talk, `GS V` cuts. A ticket goes out
as a picture, so that what somebody typed is only ever dots.
"""

from dataclasses import replace

import pytest

from fidpos.printing import escpos
from fidpos.printing.dots import burn
from fidpos.printing.ticket_blocks import blocks
from fidpos.printing.typesetting import PaperWidth, PlacedText, typeset
from fidpos.texts.texts import Texts
from fidpos.till.ticket.ticket import Bought, Holder, Ticket
from tests.helpers.fake_printer import PaperTrail
from tests.helpers.sample_tickets import GIFT_CARD, PLAIN, euros
from tests.helpers.sample_views import RESOURCES

FRENCH = Texts.load(RESOURCES / "translations", "fr")

HOSTILE = (
    "\x1bp\x00\x19\xfaCamille",
    "\x10\x14\x01\x00\x05Camille",
    "\x1dVA\x00\x1b@Camille",
    "\x10\x04\x01\x10\x04\x02\x10\x04\x04",
    "Camille\u202eetsiruot\u2066",
    "<img src=x onerror=alert(1)> {0.__class__} %s",
    "'; DROP TABLE visit; --",
    "😀" * 500 + "\x00" * 500,
)


def carrying(text: str) -> tuple[Ticket, ...]:
    """Tickets with the text wherever somebody may have typed it."""
    bought = Bought(label=text, quantity=1_000, amount=euros(100))
    head = replace(PLAIN.head, merchant_name=text, shop_name=text)
    visit = replace(
        PLAIN,
        head=head,
        holder=Holder(given_name=text, number="0017"),
        register_ticket=text,
        lines=(bought,),
        gifts=(text,),
    )
    return visit, replace(GIFT_CARD, offered_by=text, message=text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_printer_is_given_pictures_and_cuts_and_nothing_else(hostile: str) -> None:
    for ticket in carrying(hostile):
        dots = burn(typeset(blocks(ticket, FRENCH, anchor=hostile), PaperWidth.WIDE))
        trail = PaperTrail()

        answers = b"".join(map(trail.take, escpos.ticket(dots)))

        assert trail.tickets == [dots.rows]
        assert not trail.strange
        assert answers == b""
        assert not any(command in dots.rows for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_set_can_be_read_and_turns_nothing(hostile: str) -> None:
    for ticket in carrying(hostile):
        sheet = typeset(blocks(ticket, FRENCH), PaperWidth.NARROW)

        assert all(item.text.isprintable() for item in sheet.items if isinstance(item, PlacedText))
