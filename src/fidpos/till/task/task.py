"""What a task is, and what it gets from the till."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.ids import EventId, MemberId, VisitId
from fidpos.domain.staff import Staff
from fidpos.till.identify import Identified, Recognised
from fidpos.till.lookup import Lookup
from fidpos.till.payment.visit_payment import VisitPayment
from fidpos.till.reads import Seen
from fidpos.till.station import Station
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message, TillState
from fidpos.till.work import Work
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed, StaffActKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What was on screen when the task was opened.

    Attributes:
        member: attached, or shown after the close; None for nobody.
        work: the visit in progress.
        visit_id: the past visit that was looked at.
        number: of the gift card that was held out.
    """

    member: Recognised | None = None
    work: Work | None = None
    visit_id: VisitId | None = None
    number: str = field(default="", repr=False)


class Task(Protocol):
    """One piece of work, from the key that opens it until it is ended or done.

    Lives on the till's worker. Every method may raise a `StoreError`: nothing was changed then, and the
    session says why. A task that is done calls `Bench.end`; nothing of it is used afterwards.
    """

    @property
    def state(self) -> TillState:
        """ENROLLING, SELLING_GIFT_CARD or TASK: which row of the table of reads is in force."""
        ...

    @property
    def takes(self) -> frozenset[Seen]:
        """Reads that are for the task now, whatever the table says."""
        ...

    def view(self) -> TaskView:
        """As it stands."""
        ...

    def act(self, act: TaskAct) -> None:
        """A key or a touch; one that means nothing now changes nothing."""
        ...

    def take(self, read: CardRead | RefusedRead, found: Identified) -> None:
        """One of the reads of `takes`."""
        ...

    def back(self) -> bool:
        """Esc: one step back; False when there is none, and the task is to be given up."""
        ...

    def tick(self) -> bool:
        """About once a second; True when there is something new to show."""
        ...

    def locked(self) -> None:
        """Somebody else may come next: what a manager opened is put away, the work stays. Raises nothing."""
        ...

    def ended(self) -> None:
        """It was given up or is done: let go of what it holds. Raises nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What a task may do to the checkout that it lies upon.

    Attributes:
        publish: shows the session anew, after something that no key asked for.
        attach: puts a member on the visit in progress, as if a card had been shown.
        read_visit_again: what the visit in progress was computed from has changed.
        open_card_making: begins a new card for the member attached.
        may_undo_alone: whether a cashier may still correct this visit without a manager.
        show_again: shows a member as they are by now, unless somebody is being served; says their balance.
        lookup: the search for members, with its throttle.
        payment: what gift cards pay of the visit in progress.
        show_paid: the visit in progress says what its cards pay now.
        confirm: what Enter does in the checkout.
    """

    publish: Callable[[], None]
    attach: Callable[[MemberId], None]
    read_visit_again: Callable[[], None]
    open_card_making: Callable[[], None]
    may_undo_alone: Callable[[VisitId], bool]
    show_again: Callable[[MemberId], int | None]
    lookup: Lookup
    payment: VisitPayment
    show_paid: Callable[[], None]
    confirm: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a task works with.

    Attributes:
        station: the till: store, clock, who is signed in, what is said.
        workplace: what stands around it.
        counter: the checkout beneath; to be asked only after `end`, but for `publish`.
        end: the task is done; what it says then stands in the checkout's banner.
        with_manager: does it on a manager's word: at once when one is signed in, or has approved the very
            same and nobody went back or left since; else after their PIN. Never when they say no, or while
            nobody serves: an answer may come while the till is locked.
    """

    station: Station
    workplace: Workplace
    counter: Counter
    end: Callable[[], None]
    with_manager: Callable[[Message, Callable[[Authority], None]], None]

    @property
    def staff(self) -> Staff:
        """Who is signed in: nobody else performs a task."""
        staff = self.station.access.staff
        assert staff is not None, "a task is performed by somebody"
        return staff

    @property
    def own_authority(self) -> Authority:
        """Of whoever is signed in, alone."""
        return Authority(asked_by=self.staff)

    def audit(self, act: StaffActKind, detail: str, authority: Authority | None = None) -> None:
        """Leave a trace of a sensitive act; `detail` carries no personal data.

        Raises:
            StoreError: there is no trace; the act is then not to be done.
        """
        answers = authority.answers if authority is not None else self.staff
        station = self.station
        station.store.commit(
            StaffActed(
                id=EventId(station.new_id()),
                at=station.clock.now(),
                staff_id=answers.id,
                act=act,
                detail=detail,
            )
        )


MakesTask = Callable[[Bench, Occasion], Task | None]
"""Begins a task; None when there is none to do, and the till has said why."""
