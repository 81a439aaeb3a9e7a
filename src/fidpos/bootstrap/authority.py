"""Acts from the command line need the same roles and PINs as on the screen."""

from datetime import datetime
from typing import Protocol

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import EventId, uuid7
from fidpos.domain.staff import Role, Staff
from fidpos.till.ports import PinChecker, TillStore
from fidpos.till.sign_in import SignedIn, sign_in
from fidpos.wire.events import StaffActed, StaffActKind


class NotApproved(FidposError):
    """Nobody with the role the act needs gave the right PIN; nothing was done."""

    code = "not_approved"


class Asking(Protocol):
    """How the person at the terminal is asked."""

    def who(self, names: tuple[str, ...]) -> int | None:
        """Which of these people it is, by position; None when it is none of them."""
        ...

    def pin(self, name: str) -> str:
        """The person's PIN, typed unseen."""
        ...


def approve(store: TillStore, pins: PinChecker, asking: Asking, clock: Clock, *, role: Role) -> Staff:
    """Somebody with that role, who has just given the right PIN; failures count as at the counter.

    Raises:
        NotApproved: there is nobody, or the PIN was wrong.
    """
    able = tuple(staff for staff in store.staff() if staff.role is role and not staff.disabled)
    position = asking.who(tuple(staff.name for staff in able)) if able else None
    if position is None:
        raise NotApproved("nobody approves", role=role.value)
    person = able[position]
    now = clock.now()
    answer = sign_in(store, pins, person, asking.pin(person.name), at=now, new_id=lambda: uuid7(now))
    if not isinstance(answer, SignedIn):
        raise NotApproved("the PIN was refused", role=role.value)
    return answer.staff


def record_override(store: TillStore, person: Staff, act: str, at: datetime) -> None:
    """Leave a trace of what the person did by virtue of their role; `act` is a word of the program."""
    store.commit(
        StaffActed(id=EventId(uuid7(at)), at=at, staff_id=person.id, act=StaffActKind.OVERRIDE, detail=act)
    )
