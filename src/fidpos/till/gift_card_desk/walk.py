"""The way through the desk: pages laid upon each other, what stood in the way, on whose word one acts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.gift_card_number import GiftCardNumber, named_by
from fidpos.domain.ids import GiftCardId
from fidpos.domain.staff import Role
from fidpos.till.announce import Said
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork
from fidpos.till.reads import Seen
from fidpos.till.refused import gift_card_refused
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.task import Bench
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message

T = TypeVar("T")


class Page(Protocol):
    """One step. What a page does not override means nothing there."""

    @property
    def takes(self) -> frozenset[Seen]:
        """Reads that are for this step."""
        return frozenset()

    def entered(self) -> None:
        """It comes to the screen, or back to it: read what it shows.

        Raises:
            StoreError: it cannot be shown.
        """
        return

    def view(self) -> TaskView:
        """As it stands; reads nothing."""
        ...

    def act(self, act: TaskAct) -> None:  # noqa: ARG002
        """A key or a touch."""
        return

    def take(self, read: CardRead | RefusedRead) -> None:  # noqa: ARG002
        """One of the reads of `takes`."""
        return

    def tick(self) -> bool:
        """About once a second; True when there is something new to show."""
        return False

    def left(self) -> None:
        """It is off the screen for good: let go of what it holds. Raises nothing."""
        return


class Walk:
    """The pages of one task, the uppermost being shown.

    Args:
        bench: what the task works with.
        sells: makes the first page of a sale, and of one card more.

    Attributes:
        bench: what the task works with.
        problem: what stood in the way of the last act, and what to do next.
    """

    def __init__(self, bench: Bench, sells: Callable[["Walk"], Page]) -> None:
        self.bench = bench
        self._sells = sells
        self.problem: tuple[Message, Message | None] | None = None
        self._pages: list[Page] = []
        self._pushed = 0

    @property
    def page(self) -> Page:
        """What is shown."""
        return self._pages[-1]

    def place(self, name: str) -> str:
        """Names a step anew each time it is come to, so that nothing typed there before is back."""
        self._pushed += 1
        return f"gift_cards.{name}.{self._pushed}"

    def go(self, page: Page) -> None:
        """One step on."""
        page.entered()
        self._pages.append(page)

    def sell(self) -> None:
        """On to a sale, or to one card more of it."""
        self.go(self._sells(self))

    def swap(self, page: Page) -> None:
        """On, to a step from which one does not come back to this one."""
        page.entered()
        self._pages.pop().left()
        self._pages.append(page)

    def back(self) -> bool:
        """One step back; False on the first page."""
        if len(self._pages) < 2:
            return False
        self._pages.pop().left()
        self.page.entered()
        return True

    def home(self, *then: Page) -> None:
        """Back to the first page, and from there to another one."""
        for page in then:
            page.entered()
        while len(self._pages) > 1:
            self._pages.pop().left()
        self._pages.extend(then)
        if not then:
            self.page.entered()

    def end(self) -> None:
        """Off the screen."""
        while self._pages:
            self._pages.pop().left()

    def finish(self, said: Said) -> None:
        """The task is done; what was done stands in the banner of the checkout."""
        self.bench.station.dialogue.say(said)
        self.bench.end()

    @property
    def is_attended(self) -> bool:
        """Whether somebody is signed in who serves: an answer may come while the till is locked."""
        staff = self.bench.station.access.staff
        return staff is not None and staff.role is not Role.TECHNICIAN

    def work(self, authority: Authority | None = None) -> GiftCardWork:
        """An act of whoever is signed in, or on a manager's word."""
        station, trade = self.bench.station, self.bench.workplace.gift_cards
        return trade.work(station, authority or self.bench.own_authority)

    def number_of(self, gift_card_id: GiftCardId) -> GiftCardNumber:
        """The whole number of a card made here."""
        inscription = self.bench.station.store.inscription(gift_card_id)
        assert inscription is not None, "a card on sale has its key"
        return inscription.number

    def refuse(self, refusal: GiftCardRefusal) -> None:
        """Say why nothing was done."""
        said = gift_card_refused(refusal)
        self.problem = said.message, said.detail

    def object_to(self, key: str, **params: object) -> None:
        """Say what stands in the way, by the key of a sentence that has a hint."""
        self.problem = Message(key=key, params=params), Message(key=f"hint.{key}")

    def attempt(
        self,
        act: Callable[[GiftCardWork], T | GiftCardRefusal],
        done: Callable[[T], None],
        *,
        why: Message,
        told: frozenset[GiftCardId] = frozenset(),
    ) -> None:
        """Act on one's own word, or on a manager's where it takes one; go on, or say what stood in the way.

        Args:
            act: what is done; asked again with another authority after a manager said yes.
            done: what follows.
            why: what the manager approves.
            told: see `GiftCardWork.told`.
        """

        def settle(result: T | GiftCardRefusal) -> None:
            if isinstance(result, GiftCardRefusal):
                self.refuse(result)
            else:
                done(result)

        def approved(authority: Authority) -> None:
            settle(act(replace(self.work(authority), told=told)))

        alone = act(replace(self.work(), told=told))
        if alone is GiftCardRefusal.NEEDS_MANAGER:
            self.bench.with_manager(why, approved)
        else:
            settle(alone)


def number_in(read: CardRead | RefusedRead) -> GiftCardNumber | None:
    """The gift-card number that was read, None for anything else."""
    return named_by(read.token.value if isinstance(read, CardRead) else read.foreign)
