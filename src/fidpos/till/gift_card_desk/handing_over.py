"""The cards are active: on paper, on the screen, or in the buyer's hand. A failed print undoes no sale."""

from collections.abc import Sequence

from fidpos.domain.errors import StoreError
from fidpos.domain.money import Money
from fidpos.till import announce
from fidpos.till.announce import Said
from fidpos.till.gift_card_desk.mailing import MailPage
from fidpos.till.gift_card_desk.sale import SCREEN, OnSale
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_desk.words import card_name
from fidpos.till.gift_card_paper import PaperGiftCard
from fidpos.till.new_card import PRINTED
from fidpos.till.task.acts import GoOn, PressKey, TaskAct
from fidpos.till.task.view import Fact, ReviewBody, TaskKey, TaskView
from fidpos.till.ticket.slip import Slips
from fidpos.till.ticket.ticket import GiftCardTicket
from fidpos.till.ticket.visit_ticket import ticket_head
from fidpos.till.view import Lamp, Message, Tone

PRINT, SLIP, NEXT_CODE, MAIL = "f4", "f5", "f6", "f7"


class HandOverPage(Page):
    """Done. Until Enter a sale is found again by a till that stops.

    Args:
        walk: of the desk.
        sold: the cards, and how each is handed over.
        is_sale: false for a card that takes another one's place.
    """

    def __init__(self, walk: Walk, sold: Sequence[OnSale], *, is_sale: bool = True) -> None:
        self._walk = walk
        self._is_sale = is_sale
        self._mailed_to = ""
        self._slips = Slips(walk.bench.station, walk.bench.workplace.printer)
        store = walk.bench.station.store
        self._sold = [each for each in sold if store.inscription(each.card.id) is not None]
        self._codes = [walk.number_of(each.card.id).canonical for each in self._sold]
        self._place = walk.place("done")
        self._shown = next((i for i, each in enumerate(self._sold) if each.kind == SCREEN), -1)
        if any(each.kind == PRINTED for each in self._sold):
            self._print([each for each in self._sold if each.kind == PRINTED])

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.done.title"),
            lead=Message(key="task.gift.done.lead"),
            body=ReviewBody(
                title=Message(key="task.gift.done.sold", params={"count": len(self._sold)}),
                detail=self._detail(),
                lamp=Lamp.OK,
                facts=(
                    *(_fact(each, is_strong=place == self._shown) for place, each in enumerate(self._sold)),
                    *self._mailed(),
                ),
                qr=self._codes[self._shown] if self._shown >= 0 else "",
            ),
            steps=SALE_STEPS,
            step=4,
            enter=Message(key="task.gift.done.enter"),
            keys=(
                TaskKey(key=PRINT, label=Message(key="task.gift.done.print")),
                TaskKey(key=SLIP, label=Message(key="task.gift.done.slip")),
                TaskKey(key=NEXT_CODE, label=Message(key="task.gift.done.code"), is_open=self._has_next_code),
                TaskKey(key=MAIL, label=Message(key="task.gift.done.mail"), is_open=self._has_mail),
            ),
            help="task.gift.done.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter once they are handed over; on paper after all; tickets; the code of the next one."""
        match act:
            case GoOn():
                self._end()
            case PressKey(key) if key == PRINT:
                self._print(self._sold)
            case PressKey(key) if key == SLIP:
                self._slips.print_all(*(self._slip(each) for each in self._sold))
            case PressKey(key) if key == NEXT_CODE and self._sold:
                self._shown = (self._shown + 1) % len(self._sold)
            case PressKey(key) if key == MAIL and self._has_mail:
                walk = self._walk
                walk.go(MailPage(walk, [each.card for each in self._sold], self._mail_asked))

    def tick(self) -> bool:
        """Whether the tickets have come out."""
        return self._slips.tick()

    def _slip(self, each: OnSale) -> GiftCardTicket:
        """One that was to be photographed is worth its money on paper too; any other is only confirmed."""
        station, card = self._walk.bench.station, each.card
        inscription = station.store.inscription(card.id)
        is_card = each.kind == SCREEN and inscription is not None
        return GiftCardTicket(
            head=ticket_head(station),
            ending=card.masked,
            number=inscription.number.canonical if is_card and inscription is not None else "",
            offered_by=inscription.offered_by if inscription is not None else "",
            message=inscription.message if inscription is not None else "",
            paid=Money(card.face_minor, card.currency) if self._is_sale else None,
            balance=card.balance,
            until=card.expires_on,
            grace_days=card.terms.grace_days,
        )

    @property
    def _has_mail(self) -> bool:
        """Only a centre sends mail."""
        return bool(self._sold) and self._walk.bench.workplace.link.standing().is_paired

    def _mail_asked(self, masked: str) -> None:
        self._mailed_to = masked

    def _mailed(self) -> tuple[Fact, ...]:
        label = Message(key="task.gift.done.mailed")
        return (Fact(label=label, value=self._mailed_to),) if self._mailed_to else ()

    @property
    def _has_next_code(self) -> bool:
        return len(self._sold) > 1 or self._shown < 0

    def _detail(self) -> Message:
        if self._walk.bench.workplace.stored_value is None:
            return Message(key="task.gift.done.detail")
        return Message(key="task.gift.done.detail.until_told")

    def _end(self) -> None:
        if self._is_sale:
            self._walk.bench.station.store.drop_gift_sale()
        key = "task.gift.sold" if self._is_sale else "task.gift.replaced"
        message = Message(key=key, params={"count": len(self._sold)})
        self._walk.finish(Said(tone=Tone.SUCCESS, message=message))

    def _print(self, cards: Sequence[OnSale]) -> None:
        store = self._walk.bench.station.store
        on_paper = [
            PaperGiftCard(inscription=inscription, amount=each.card.balance, until=each.card.expires_on)
            for each in cards
            if (inscription := store.inscription(each.card.id)) is not None
        ]
        try:
            document = self._walk.bench.workplace.press.print_gift_cards(on_paper)
            self._walk.bench.station.dialogue.document = document
        except StoreError as fault:
            said = announce.store_refused(fault)
            self._walk.problem = said.message, said.detail


def _fact(each: OnSale, *, is_strong: bool) -> Fact:
    until = each.card.expires_on
    key = "task.gift.money" if until is None else "task.gift.money_until"
    value = Message(key=key, params={"amount": each.card.balance, "until": until})
    return Fact(label=card_name(each.card), value=value, is_strong=is_strong)
