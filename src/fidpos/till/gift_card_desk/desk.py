"""The task of F7 with nothing to pay: a list of what can be done with gift cards, and the pages behind it."""

from dataclasses import replace

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.till.gift_card_desk.amount import AmountPage
from fidpos.till.gift_card_desk.home import HomePage
from fidpos.till.gift_card_desk.walk import Walk
from fidpos.till.identify import Identified
from fidpos.till.reads import Seen
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.task import Bench, Occasion, Task
from fidpos.till.task.view import TaskView
from fidpos.till.view import TillState


def open_gift_card_desk(bench: Bench, occasion: Occasion) -> Task | None:
    """Begin; whoever is attached to a visit plays no part in it."""
    del occasion
    return GiftCardDesk(bench)


class GiftCardDesk:
    """A `Task`; everything that is money or a card stands in the journal at each step."""

    def __init__(self, bench: Bench) -> None:
        self._walk = Walk(bench, AmountPage)
        self._walk.go(HomePage(self._walk))

    @property
    def state(self) -> TillState:
        """See `Task.state`."""
        return TillState.SELLING_GIFT_CARD

    @property
    def takes(self) -> frozenset[Seen]:
        """See `Task.takes`."""
        return self._walk.page.takes

    def view(self) -> TaskView:
        """The page with what stood in the way, if anything did."""
        view = self._walk.page.view()
        if self._walk.problem is None:
            return view
        problem, hint = self._walk.problem
        return replace(view, problem=problem, hint=hint)

    def act(self, act: TaskAct) -> None:
        """See `Task.act`."""
        self._walk.problem = None
        self._walk.page.act(act)

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """See `Task.take`; whose the card is plays no part."""
        del found
        self._walk.problem = None
        self._walk.page.take(read)

    def back(self) -> bool:
        """See `Task.back`."""
        self._walk.problem = None
        return self._walk.back()

    def tick(self) -> bool:
        """See `Task.tick`."""
        return self._walk.page.tick()

    def locked(self) -> None:
        """Nothing here is for one pair of eyes."""

    def ended(self) -> None:
        """See `Task.ended`."""
        self._walk.end()
