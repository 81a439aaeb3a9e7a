"""How the card is handed over: on a blank, on one printed beforehand, on paper, or as a code on screen."""

from collections.abc import Callable

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.money import Money
from fidpos.till.gift_card_desk.blank import BlankPage
from fidpos.till.gift_card_desk.sale import SCANNED, SCREEN
from fidpos.till.gift_card_desk.steps import SALE_STEPS
from fidpos.till.gift_card_desk.walk import Page, Walk, number_in
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.new_card import PRINTED
from fidpos.till.reads import Seen
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Message

_ICONS = {PRINTED: "printer", SCREEN: "smartphone", "ntag21x": "nfc"}


Chosen = Callable[[str, GiftCardNumber | None], None]
"""Told of the kind, and of the number of a card that was scanned."""


class MediumPage(Page):
    """The kinds by their digits; a card that was printed beforehand needs none: it is scanned.

    Args:
        walk: of the desk.
        face: what the card is to hold.
        chosen: what follows.
    """

    def __init__(self, walk: Walk, face: Money, chosen: Chosen) -> None:
        self._walk = walk
        self._face = face
        self._chosen = chosen
        self._place = walk.place("medium")

    @property
    def takes(self) -> frozenset[Seen]:
        """A card with a number on it."""
        return frozenset({Seen.GIFT_CARD})

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.sell.title"),
            lead=Message(key="task.gift.medium.lead", params={"amount": self._face}),
            body=ListBody(lines=tuple(_line(kind) for kind in self._kinds())),
            steps=SALE_STEPS,
            step=1,
            help="task.gift.medium.help",
        )

    def act(self, act: TaskAct) -> None:
        """A line."""
        kinds = self._kinds()
        if isinstance(act, ChooseLine) and 1 <= act.number <= len(kinds):
            self._chosen(kinds[act.number - 1], None)

    def take(self, read: CardRead | RefusedRead) -> None:
        """A number that no card has yet, here or elsewhere.

        It is tried as often as any other, so that nobody finds cards here. What was sold elsewhere the centre
        knows.
        """
        number = number_in(read)
        if number is None:
            return
        bench = self._walk.bench
        lookup, now_s = bench.workplace.gift_cards.lookup, bench.station.clock.monotonic_s()
        held_out = lookup.look(self._walk.work(), number.canonical, now_s)
        if isinstance(held_out, GiftCardRefusal):
            self._walk.refuse(held_out)
        elif held_out.card is not None:
            self._walk.refuse(GiftCardRefusal.UNUSABLE)
        elif bench.workplace.stored_value is None:
            self._chosen(SCANNED, number)
        else:
            asker = bench.workplace.stored_value.asker
            page = BlankPage(self._walk, asker, held_out, lambda: self._chosen(SCANNED, number))
            self._walk.go(page)
            page.ask()

    def _kinds(self) -> tuple[str, ...]:
        made_here = self._walk.bench.workplace.workshop.kinds()
        return (*(kind for kind in made_here if kind != PRINTED), PRINTED, SCREEN)


def _line(kind: str) -> Line:
    named = {PRINTED: "task.gift.medium.paper", SCREEN: "task.gift.medium.screen"}
    return Line(
        title=Message(key=named.get(kind, f"new_card.kind.{kind}")),
        icon=_ICONS.get(kind, "credit-card"),
    )
