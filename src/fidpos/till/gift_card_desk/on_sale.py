"""One card of the sale: written once more, handed over another way, or taken off."""

from fidpos.domain.money import Money
from fidpos.till.gift_card_desk.sale import NOT_WRITTEN, OnSale, cards_on_sale, take_off, waiting_cards
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_card_desk.words import card_name
from fidpos.till.gift_card_desk.writing import WritingPage
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.new_card import PRINTED
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Message


class OnSalePage(Page):
    """Which card."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._place = walk.place("on_sale")
        self._cards: tuple[OnSale, ...] = ()

    def entered(self) -> None:
        """The cards that wait for their ticket."""
        self._cards = waiting_cards(self._walk.bench.station.store)

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.on_sale.lead"),
            body=ListBody(lines=tuple(map(_line, self._cards))),
            steps=SALE_STEPS,
            step=2,
            help="task.gift.check.help",
        )

    def act(self, act: TaskAct) -> None:
        """A line."""
        cards = self._cards
        if isinstance(act, ChooseLine) and 1 <= act.number <= len(cards):
            self._walk.go(OneCardPage(self._walk, cards[act.number - 1]))


class OneCardPage(Page):
    """What becomes of it; a card that was half written when the till stopped is written once more."""

    def __init__(self, walk: Walk, chosen: OnSale) -> None:
        self._walk = walk
        self._chosen = chosen
        self._place = walk.place("one_card")

    def view(self) -> TaskView:
        """As it stands."""
        write = (Line(title=Message(key=f"new_card.kind.{kind}"), icon="nfc") for kind in self._kinds())
        off = Line(title=Message(key="task.gift.one_card.take_off"), icon="trash-2")
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.one_card.lead", params={"ending": self._chosen.card.masked}),
            body=ListBody(lines=(*write, off)),
            steps=SALE_STEPS,
            step=2,
            help="task.gift.check.help",
        )

    def act(self, act: TaskAct) -> None:
        """A line."""
        kinds = self._kinds()
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(kinds) + 1:
            return
        walk, card = self._walk, self._chosen.card
        if act.number <= len(kinds):
            kind = kinds[act.number - 1]
            walk.swap(WritingPage(walk, card.id, kind=kind, then=walk.back))
            return
        after = take_off(walk.work(), card.id)
        if isinstance(after, GiftCardRefusal):
            walk.refuse(after)
        elif cards_on_sale(walk.bench.station.store):
            walk.back()
        else:
            walk.home()

    def _kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind in self._walk.bench.workplace.workshop.kinds() if kind != PRINTED)


def _line(each: OnSale) -> Line:
    amount = Money(each.card.face_minor, each.card.currency)
    kind = f"task.gift.kind.{each.kind}" if each.kind in NOT_WRITTEN else f"new_card.kind.{each.kind}"
    return Line(
        title=card_name(each.card),
        detail=Message(key=kind),
        aside=Message(key="task.gift.money", params={"amount": amount}),
    )
