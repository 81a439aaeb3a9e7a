"""A closed visit as a refund sees it: the till that recorded it and the centre know it alike."""

from collections.abc import Callable, Mapping
from typing import Protocol

from fidpos.domain.ids import AccountId, LotId, MemberId
from fidpos.domain.member import TierStanding
from fidpos.rules.facts import Facts
from fidpos.wire.events import TermBody, VisitClosed, VisitRefunded, VoucherUseBody

FactsThen = Callable[[], Facts | None]
"""What the visit was computed from; None once what is personal in it was forgotten."""


class RefundableVisit(Protocol):
    """The event that closed it, and what became of it since."""

    @property
    def told(self) -> VisitClosed:
        """The event that closed it."""
        ...

    @property
    def refunds(self) -> tuple[VisitRefunded, ...]:
        """Of parts of it, in order."""
        ...

    @property
    def member_id(self) -> MemberId:
        """Whose it is now."""
        ...

    @property
    def account_id(self) -> AccountId:
        """On which it is booked now."""
        ...

    @property
    def lots_hold(self) -> Mapping[LotId, int]:
        """What remains of the lots that it opened."""
        ...

    @property
    def tier_back(self) -> TierStanding | None:
        """The standing that returns once the one that it gave is undone; None when it is not held."""
        ...

    @property
    def terms_back(self) -> tuple[TermBody, ...]:
        """Terms that return to the lots which it prolonged."""
        ...

    @property
    def vouchers_spent(self) -> tuple[VoucherUseBody, ...]:
        """Those that it gave and a later visit used, with the discount that they gave there."""
        ...
