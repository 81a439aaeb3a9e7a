"""What a till holds back while its centre was not heard for long.

Whoever left may still be on a list of staff that is old: then nobody acts as a manager, and all that a
cashier does goes on. A till that stays away for a week may be a stolen one: it shows nobody's personal data.
Both end by themselves once the centre was heard out. A till that has no centre holds nothing back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from fidpos.domain.errors import StoreError
from fidpos.domain.staff import Role, Staff

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)


class Hears(Protocol):
    """The local store as far as contact with the centre goes."""

    def unheard_for(self) -> timedelta:
        """How long ago the centre was heard out, at least; the longest there is where that cannot be told.

        A clock that is put back makes it no shorter.

        Raises:
            StoreError: the store cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBounds:
    """How long may pass.

    Attributes:
        staff: from then on nobody acts as a manager.
        members: from then on personal data is hidden.
    """

    staff: timedelta = _A_DAY
    members: timedelta = _A_WEEK

    @classmethod
    def of_days(cls, days: int) -> "ContactBounds":
        """For a shop that may be out of contact for so many days."""
        return cls(staff=days * _A_DAY, members=max(days * _A_DAY, _A_WEEK))


class Contact:
    """Lives on the till's worker; what it holds back changes in `look` alone.

    Args:
        hears: None at a till that has no centre.

    Attributes:
        is_staff_list_old: nobody acts as a manager.
        hides_members: nobody's personal data is shown.
        on_change: told when one of the two changes, on the till's worker.
    """

    def __init__(self, hears: Hears | None = None, bounds: ContactBounds | None = None) -> None:
        self.on_change: Callable[[], None] = _nobody_asks
        self._hears = hears
        self._bounds = bounds or ContactBounds()
        self.is_staff_list_old = self.hides_members = hears is not None
        self.look()

    def look(self) -> bool:
        """Whether anything changed; a store that cannot be read changes nothing."""
        if self._hears is None:
            return False
        before = self.is_staff_list_old, self.hides_members
        try:
            unheard_for = self._hears.unheard_for()
        except StoreError:
            return False
        self.is_staff_list_old = unheard_for >= self._bounds.staff
        self.hides_members = unheard_for >= self._bounds.members
        if before == (self.is_staff_list_old, self.hides_members):
            return False
        self.on_change()
        return True

    def as_allowed(self, staff: Staff) -> Staff:
        """The person with the right that they have now: a manager's, by an old list, is a cashier's."""
        is_held_back = self.is_staff_list_old and staff.role is Role.MANAGER
        return replace(staff, role=Role.CASHIER) if is_held_back else staff


def _nobody_asks() -> None:
    """No lights are shown."""
