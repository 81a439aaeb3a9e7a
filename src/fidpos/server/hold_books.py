"""What a till's journal makes of holds on gift cards, whether the centre made them or first hears of them.

The centre's own hold is there before the journal tells it, may have lapsed by then, and is settled all the
same: once, whatever comes first. See `gift_books` for the card.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftHold, HoldState
from fidpos.domain.ids import AllowanceId, EventId, GiftCardId, GiftHoldId, TillId, VisitId
from fidpos.posting.gift_card import GiftCardChange, check_end
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardHeld

HEARD_LEAST, HEARD_MOST = timedelta(minutes=5), timedelta(days=1)
"""For how long a hold that a journal tells is kept from when it is heard, at least and at most: what ends it
is told soon after, and no merchant's setting is longer."""

Drawn = tuple[AllowanceId, int]
"""On which allowance, and how much of it in minor units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBook:
    """A hold on a gift card.

    Attributes:
        till_id: whose it is.
        untold: the centre made it when a till asked, and no journal has told it yet.
        allowance_id: on which it was drawn, if the centre was not asked.
    """

    hold: GiftHold
    till_id: TillId
    untold: bool = False
    allowance_id: AllowanceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """By which till's journal an event is told, and when, by the centre's clock."""

    till_id: TillId
    at: datetime

    @property
    def is_office(self) -> bool:
        """Whether the centre itself tells it, whose word lifts what it had withheld."""
        return self.till_id.int == 0


def hold_of(change: GiftCardChange) -> GiftHoldId | None:
    """Which hold begins or ends with the change; None for one without."""
    if change.hold is not None:
        return change.hold.id
    return change.ended.hold_id if change.ended is not None else None


def told(
    event: GiftCardEvent, heard: Heard, known: HoldBook | None, change: GiftCardChange
) -> tuple[HoldBook, GiftCardChange]:
    """The hold once the event is heard, and what of its change the card still has to follow.

    Args:
        event: as the till tells it.
        heard: by whom and when.
        known: the hold as it was, None when it was not there.
        change: of the event, with a hold that begins or ends.

    Raises:
        EventRefused: it is not there, or this was told before.
        InvalidValue: it is another hold than the one that the centre made.
    """
    if change.hold is not None:
        allowance_id = event.allowance_id if isinstance(event, GiftCardHeld) else None
        begun = HoldBook(hold=_kept(change.hold, heard.at), till_id=heard.till_id, allowance_id=allowance_id)
        return _begun(event.id, known, change, begun)
    assert change.ended is not None
    if known is None:
        raise EventRefused(event.id, Reason.UNKNOWN_GIFT_CARD)
    hold, end = known.hold, change.ended
    if hold.state not in {HoldState.HELD, HoldState.LAPSED}:
        raise EventRefused(event.id, Reason.ALREADY_THERE)
    check_end(hold, change.gift_card_id, end)
    left = change if hold.state is HoldState.HELD else replace(change, ended=None)
    if end.state is HoldState.VOIDED and heard.till_id != known.till_id:
        # It found it past its time. Whose it is may have been paid, and says so later.
        return replace(known, hold=replace(hold, state=HoldState.LAPSED)), left
    return replace(known, hold=replace(hold, state=end.state), untold=False), left


def drawn(before: HoldBook | None, after: HoldBook) -> Drawn | None:
    """What that drew on an allowance, or gave back to it (negative)."""
    if after.allowance_id is None:
        return None
    if before is None:
        return after.allowance_id, after.hold.amount_minor
    return (after.allowance_id, -after.hold.amount_minor) if after.hold.state is HoldState.VOIDED else None


def _begun(
    event_id: EventId, known: HoldBook | None, change: GiftCardChange, begun: HoldBook
) -> tuple[HoldBook, GiftCardChange]:
    if known is None:
        return begun, change
    if not known.untold:
        raise EventRefused(event_id, Reason.ALREADY_THERE)
    if _essence(known.hold) != _essence(begun.hold):
        raise InvalidValue("the till tells another hold than it was granted")
    return replace(known, untold=False), replace(change, hold=None)


def _kept(hold: GiftHold, heard_at: datetime) -> GiftHold:
    """As long as the till means to keep it, but by the centre's clock, whatever the till's clock says."""
    lasts = min(max(hold.expires_at - hold.held_at, HEARD_LEAST), HEARD_MOST)
    return replace(hold, expires_at=heard_at + lasts)


def _essence(hold: GiftHold) -> tuple[GiftCardId, VisitId, int]:
    return hold.gift_card_id, hold.visit_id, hold.amount_minor
