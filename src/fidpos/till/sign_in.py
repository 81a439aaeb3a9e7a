"""Signing in at the till: a name or a badge first, then the PIN.

A failure is counted durably BEFORE the PIN is checked, and taken back when it was right: pulling the plug
between two tries gains none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fidpos.domain.ids import EventId
from fidpos.domain.staff import PIN_TRIES_MAX, Staff
from fidpos.till.ports import PinChecker, TillStore
from fidpos.wire.events import StaffActed, StaffActKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The PIN was right."""

    staff: Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRefused:
    """The PIN was wrong; `tries_left` is 0 when the person is now disabled."""

    tries_left: int

    @property
    def disables(self) -> bool:
        """Whether the person can try no more."""
        return self.tries_left == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDisabled:
    """Too many wrong PINs earlier: a manager must re-enable the person."""

    @property
    def disables(self) -> bool:
        """Whether the person can try no more."""
        return True


def sign_in(
    store: TillStore,
    pins: PinChecker,
    staff: Staff,
    pin: str,
    *,
    at: datetime,
    new_id: Callable[[], UUID],
) -> SignedIn | PinRefused | StaffDisabled:
    """Check a PIN and leave a trace of the outcome in the journal."""

    def record(act: StaffActKind) -> None:
        record_act(store, staff, act, at=at, new_id=new_id)

    outcome = check_pin(store, pins, staff, pin, record=record)
    if isinstance(outcome, SignedIn):
        record(StaffActKind.SIGNED_IN)
    return outcome


def check_pin(
    store: TillStore,
    pins: PinChecker,
    staff: Staff,
    pin: str,
    *,
    record: Callable[[StaffActKind], None],
) -> SignedIn | PinRefused | StaffDisabled:
    """Check a PIN for whatever it stands for; only what speaks against it is recorded here.

    Raises:
        StoreError: the PIN counts as refused.
    """
    if staff.disabled:
        return StaffDisabled()
    counted = store.count_pin_failure(staff.id)
    if pins.matches(staff.pin_hash, pin):
        store.clear_pin_failures(staff.id)
        return SignedIn(staff=staff)
    record(StaffActKind.DISABLED if counted.disabled else StaffActKind.PIN_REFUSED)
    return PinRefused(tries_left=PIN_TRIES_MAX - counted.failures)


def record_lock(store: TillStore, staff: Staff, *, at: datetime, new_id: Callable[[], UUID]) -> None:
    """Leave a trace that the person's session ended."""
    record_act(store, staff, StaffActKind.LOCKED, at=at, new_id=new_id)


def record_act(
    store: TillStore,
    staff: Staff,
    act: StaffActKind,
    *,
    at: datetime,
    new_id: Callable[[], UUID],
    detail: str = "",
) -> None:
    """Leave a trace of what somebody did; `detail` carries no personal data."""
    store.commit(StaffActed(id=EventId(new_id()), at=at, staff_id=staff.id, act=act, detail=detail))
