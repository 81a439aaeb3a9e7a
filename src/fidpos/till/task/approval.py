"""A manager's word in the middle of somebody else's work: chosen by digit or badge, given by PIN."""

from collections.abc import Callable
from dataclasses import dataclass

from fidpos.domain.authority import Authority
from fidpos.domain.ids import StaffId
from fidpos.domain.staff import Role, Staff
from fidpos.till import announce
from fidpos.till.access import staff_shown
from fidpos.till.sign_in import SignedIn, check_pin, record_act
from fidpos.till.station import Station
from fidpos.till.task.view import ApprovalBody, TaskView
from fidpos.till.view import Message
from fidpos.wire.events import StaffActKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A manager's yes: to this and to nothing else."""

    why: Message
    authority: Authority


class Approval:
    """One question to the managers of the shop.

    Attributes:
        is_open: somebody is being asked.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._why: Message | None = None
        self._then: Callable[[Authority], None] | None = None
        self._managers: tuple[Staff, ...] = ()
        self._named: Staff | None = None

    @property
    def is_open(self) -> bool:
        """Whether a manager is being asked."""
        return self._why is not None

    def ask(self, why: Message, then: Callable[[Authority], None]) -> None:
        """Ask for a yes to `why`; what was asked before is forgotten."""
        people = self._station.store.staff()
        self._managers = tuple(each for each in people if each.role is Role.MANAGER and not each.disabled)
        self._why, self._then, self._named = why, then, None

    def name(self, staff_id: StaffId) -> None:
        """This manager is here; anybody else is not heard."""
        found = next((each for each in self._managers if each.id == staff_id), None)
        if self.is_open and found is not None:
            self._named = found

    def give(self, pin: str, staff_id: StaffId) -> Word | None:
        """The PIN of the manager named; None when it was refused, or another person's.

        What was approved stands in the journal by the key of its sentence, which names nobody.

        Raises:
            StoreError: nobody approved.
        """
        why, named, asked_by = self._why, self._named, self._station.access.staff
        if why is None or named is None or asked_by is None or named.id != staff_id:
            return None
        station = self._station

        def record(act: StaffActKind, detail: str = "") -> None:
            at = station.clock.now()
            record_act(station.store, named, act, at=at, new_id=station.new_id, detail=detail)

        outcome = check_pin(station.store, station.pins, named, pin, record=record)
        if isinstance(outcome, SignedIn):
            record(StaffActKind.OVERRIDE, why.key)
            return Word(why=why, authority=Authority(asked_by=asked_by, approved_by=named))
        station.dialogue.say(announce.sign_in_refused(outcome))
        if outcome.disables:
            self._managers = tuple(each for each in self._managers if each.id != named.id)
            self._named = None
        return None

    def go_on(self, word: Word) -> None:
        """Do what was waiting for the word."""
        then = self._then
        self.withdraw()
        if then is not None:
            then(word.authority)

    def back(self) -> None:
        """Another manager, or nobody after all."""
        if self._named is not None:
            self._named = None
        else:
            self.withdraw()

    def withdraw(self) -> None:
        """Nobody is asked any more."""
        self._why, self._then, self._named, self._managers = None, None, None, ()

    def over(self, view: TaskView) -> TaskView:
        """The task's view with the question in place of its step."""
        assert self._why is not None
        return TaskView(
            place="approval",
            title=view.title,
            lead=Message(key="task.approval.lead.pin" if self._named is not None else "task.approval.lead"),
            body=ApprovalBody(
                why=self._why,
                managers=tuple(staff_shown(each) for each in self._managers),
                named=staff_shown(self._named) if self._named is not None else None,
            ),
            help="task.approval.help",
        )
