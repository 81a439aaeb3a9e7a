"""The whole store as the counter uses it: visits and members, gift cards, files, the day."""

from typing import Protocol

from fidpos.till.day.store import DayStore
from fidpos.till.enrol.store import EnrolmentStore
from fidpos.till.gift_card_store import GiftCardStore
from fidpos.till.membership.store import MemberFiles
from fidpos.till.ports import TillStore
from fidpos.till.refund_requests import RefundRequests


class CounterStore(TillStore, GiftCardStore, EnrolmentStore, Protocol):
    """What every task of the counter may need; a use case names the part that it needs itself."""

    @property
    def files(self) -> MemberFiles:
        """What stands in members' files."""
        ...

    @property
    def refund_requests(self) -> RefundRequests:
        """Refunds that the centre was asked for."""
        ...

    @property
    def days(self) -> DayStore:
        """Business days at this till."""
        ...
