"""ESC/POS: a ticket is a picture and a cut, and the printer's answers mean what its manual says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.printing import escpos
from fidpos.printing.dots import Dots, burn
from fidpos.printing.ticket_blocks import blocks
from fidpos.printing.typesetting import PaperWidth, typeset
from fidpos.texts.texts import Texts
from fidpos.till.ticket.printer import PrinterState
from tests.helpers.fake_printer import PaperTrail
from tests.helpers.sample_tickets import TICKETS
from tests.helpers.sample_views import RESOURCES

FRENCH = Texts.load(RESOURCES / "translations", "fr")


@given(height=st.integers(1, 700), wide=st.booleans(), data=st.data())
def test_the_dots_on_paper_are_the_dots_that_were_burnt(height: int, wide: bool, data: st.DataObject) -> None:
    width = PaperWidth.WIDE.dots if wide else PaperWidth.NARROW.dots
    row = data.draw(st.binary(min_size=width // 8, max_size=width // 8))
    dots = Dots(width=width, height=height, rows=row * height)
    trail = PaperTrail()

    trail.take(b"".join(escpos.ticket(dots)))

    assert trail.tickets == [dots.rows]
    assert not trail.strange


@pytest.mark.parametrize("name", TICKETS)
@pytest.mark.parametrize("paper", PaperWidth)
def test_every_ticket_is_one_picture_and_one_cut(name: str, paper: PaperWidth) -> None:
    dots = burn(typeset(blocks(TICKETS[name], FRENCH), paper))
    trail = PaperTrail()

    for piece in escpos.ticket(dots):
        trail.take(piece)

    assert trail.tickets == [dots.rows]
    assert not trail.strange


@pytest.mark.parametrize(
    ("offline", "paper", "state"),
    [
        (0x12, 0x12, None),
        (0x12, 0x1E, None),
        (0x12, 0x72, PrinterState.NO_PAPER),
        (0x32, 0x12, PrinterState.NO_PAPER),
        (0x36, 0x12, PrinterState.NO_PAPER),
        (0x16, 0x12, PrinterState.COVER_OPEN),
        (0x52, 0x12, PrinterState.FAULTY),
    ],
)
def test_answers_say_what_is_wrong(offline: int, paper: int, state: PrinterState | None) -> None:
    assert escpos.trouble(offline, paper) is state


def test_answers_out_of_turn_and_in_turn_are_told_apart() -> None:
    assert escpos.is_real_time(0x12)
    assert escpos.is_real_time(0x72)
    assert not escpos.is_in_turn(0x12)
    assert escpos.is_in_turn(0x00)
    assert escpos.is_in_turn(0x0C)
    assert escpos.ran_out(0x0C)
    assert not escpos.ran_out(0x03)
