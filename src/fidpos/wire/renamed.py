"""The same event, told by a till of another name: for what a till recorded before it was paired."""

from msgspec.structs import replace

from fidpos.domain.ids import ShopId, TillId
from fidpos.wire.day_events import DayClosed, DayOpened
from fidpos.wire.events import EpochStarted, VisitClosed
from fidpos.wire.gift_card_events import GiftCardIssued

TillEvent = VisitClosed | GiftCardIssued | EpochStarted | DayOpened | DayClosed
"""An event that names the till it happened at."""


def renamed(event: TillEvent, till_id: TillId) -> TillEvent:
    """As that till's."""
    return replace(event, till_id=till_id)


def moved(visit: VisitClosed, till_id: TillId, shop_id: ShopId) -> VisitClosed:
    """As that till's, in that shop."""
    return replace(visit, till_id=till_id, shop_id=shop_id)
