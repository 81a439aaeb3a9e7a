"""Acts from the command line need the same roles and PINs as on the screen."""

from datetime import datetime
from typing import Protocol

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import EventId, StaffId, uuid7
from fidpos.domain.staff import PIN_TRIES_MAX, Role, Staff
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


class Tries(Protocol):
    """Counts wrong PINs where the store that judges is itself to be thrown away."""

    def of(self, staff_id: StaffId) -> int:
        """How often this person failed."""
        ...

    def count(self, staff_id: StaffId) -> None:
        """One more; durable before it returns."""
        ...

    def forget(self) -> None:
        """Somebody succeeded."""
        ...


def approve(
    store: TillStore,
    pins: PinChecker,
    asking: Asking,
    clock: Clock,
    *,
    role: Role,
    tries: Tries | None = None,
) -> Staff:
    """Somebody with that role, who has just given the right PIN; failures count as at the counter.

    Args:
        store: whose staff is asked, and where failures count.
        pins: checks the PIN.
        asking: how the person is asked.
        clock: dates the trace that is left.
        role: what the act needs.
        tries: where failures count too, if the store does not last.

    Raises:
        NotApproved: there is nobody, or the PIN was wrong.
    """
    able = tuple(staff for staff in store.staff() if staff.role is role and not _is_disabled(staff, tries))
    position = asking.who(tuple(staff.name for staff in able)) if able else None
    if position is None:
        raise NotApproved("nobody approves", role=role.value)
    person = able[position]
    now = clock.now()
    pin = asking.pin(person.name)
    if tries is not None:
        tries.count(person.id)
    answer = sign_in(store, pins, person, pin, at=now, new_id=lambda: uuid7(now))
    if not isinstance(answer, SignedIn):
        raise NotApproved("the PIN was refused", role=role.value)
    if tries is not None:
        tries.forget()
    return answer.staff


def record_override(store: TillStore, person: Staff, act: str, at: datetime) -> None:
    """Leave a trace of what the person did by virtue of their role; `act` is a word of the program."""
    store.commit(
        StaffActed(id=EventId(uuid7(at)), at=at, staff_id=person.id, act=StaffActKind.OVERRIDE, detail=act)
    )


def _is_disabled(staff: Staff, tries: Tries | None) -> bool:
    return staff.disabled or (tries is not None and tries.of(staff.id) >= PIN_TRIES_MAX)
