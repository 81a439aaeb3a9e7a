"""Who is at the till: named on the lock screen, then signed in by PIN, then gone again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from fidpos.domain.errors import StoreError
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.staff import Staff
from fidpos.till.contact import Contact
from fidpos.till.ports import PinChecker, TillStore
from fidpos.till.sign_in import PinRefused, SignedIn, StaffDisabled, record_lock, sign_in
from fidpos.till.view import StaffView


class Access:
    """At most one person is named, and at most one is signed in.

    Attributes:
        signed_in: whoever it is, with the role on the list of staff.
        named: who was named and must now type the PIN.
        own_member_id: who the signed-in person is as a member, also after a merge.
    """

    def __init__(
        self, store: TillStore, pins: PinChecker, new_id: Callable[[], UUID], contact: Contact
    ) -> None:
        self.signed_in: Staff | None = None
        self.named: Staff | None = None
        self.own_member_id: MemberId | None = None
        self._store = store
        self._pins = pins
        self._new_id = new_id
        self._contact = contact
        self._colleagues: tuple[StaffView, ...] = ()

    @property
    def staff(self) -> Staff | None:
        """Who is signed in, with the right that they have now: by an old list nobody has a manager's."""
        return self._contact.as_allowed(self.signed_in) if self.signed_in is not None else None

    def name(self, staff_id: StaffId) -> None:
        """Name who wants to sign in."""
        self.named = self._person(staff_id)

    def try_pin(self, pin: str, at: datetime) -> PinRefused | StaffDisabled | None:
        """Sign in the person named; gives what refused it, None when the till is now theirs."""
        assert self.named is not None
        outcome = sign_in(self._store, self._pins, self.named, pin, at=at, new_id=self._new_id)
        if not isinstance(outcome, SignedIn):
            self._name_again()
            return outcome
        self.signed_in, self.named = outcome.staff, None
        own = outcome.staff.own_member_id
        member = self._store.member(own) if own is not None else None
        self.own_member_id = member.id if member is not None else None
        return None

    def lock(self, at: datetime) -> None:
        """Lock first, record it then: a full disk keeps no till open."""
        left = self.signed_in
        self.signed_in, self.named, self.own_member_id = None, None, None
        if left is not None:
            record_lock(self._store, left, at=at, new_id=self._new_id)

    def who_may_sign_in(self) -> tuple[StaffView, ...]:
        """For the lock screen; the list as last read when it cannot be read now."""
        with suppress(StoreError):
            self._colleagues = tuple(staff_shown(person) for person in self._store.staff())
        return self._colleagues

    @property
    def staff_view(self) -> StaffView | None:
        """Who is signed in, for the screen."""
        return staff_shown(self.signed_in) if self.signed_in is not None else None

    @property
    def named_view(self) -> StaffView | None:
        """Who was named, for the screen."""
        return staff_shown(self.named) if self.named is not None else None

    def _name_again(self) -> None:
        """Read the person anew: one try less, or nobody to try any more."""
        assert self.named is not None
        person = self._person(self.named.id)
        self.named = None if person is None or person.disabled else person

    def _person(self, staff_id: StaffId) -> Staff | None:
        return next((person for person in self._store.staff() if person.id == staff_id), None)


def staff_shown(staff: Staff) -> StaffView:
    """A person as a screen names them."""
    return StaffView(staff_id=staff.id, name=staff.name, role=staff.role)
