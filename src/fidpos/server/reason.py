"""Why an event is in quarantine, or flagged: stable codes, which the office sees and a replay goes by."""

from enum import StrEnum

from fidpos.domain.ids import EventId


class Reason(StrEnum):
    """Why an event is in quarantine, or flagged; stable codes."""

    CHAIN_BROKEN = "chain_broken"
    """The row is not the one that was hashed."""
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NEWER_SCHEMA = "newer_schema"
    """Written by a newer program: applied after the upgrade."""
    ID_REUSED = "id_reused"
    """Another event has this id."""
    OTHER_TILL = "other_till"
    """It says to come from another till."""
    UNKNOWN_MEMBER = "unknown_member"
    """Waits for the enrolment, or for the member's key."""
    UNKNOWN_VISIT = "unknown_visit"
    UNKNOWN_GIFT_CARD = "unknown_gift_card"
    UNKNOWN_LOT = "unknown_lot"
    UNKNOWN_VOUCHER = "unknown_voucher"
    ALREADY_THERE = "already_there"
    """What it tells was told by another event, such as a second void of a visit."""
    CONTRADICTORY = "contradictory"
    """It contradicts itself, such as entries that do not sum to what it says."""
    UNKNOWN_PROGRAMME = "unknown_programme"
    """The version by which a visit was computed is not one of the merchant's."""
    NOT_GIVEN = "not_given"
    """The programme gives no such voucher."""
    UNKNOWN_STAFF = "unknown_staff"
    NOT_ALLOWED = "not_allowed"
    """Not for the role, or the shop, of whoever answers for it."""
    OVER_LIMIT = "over_limit"
    """The till minted more in a day than it may."""
    CLOCK_SKEW = "clock_skew"
    """The till's clock was far off."""
    OVERSPENT = "overspent"
    """Points, a voucher or a gift card that another till had spent already, while the two were apart."""
    OVER_REFUNDED = "over_refunded"
    """More came back to gift cards of one payment than was paid, from tills that were apart."""
    OVER_ALLOWANCE = "over_allowance"
    """More was drawn on an allowance than it was for, or on one that the till was never given."""
    CARD_OF_ANOTHER = "card_of_another"
    """The card is linked to another member, and stays so: the two may be one person."""
    NUMBER_TAKEN = "number_taken"
    """Two gift cards of one number were sold while two tills were apart: the second is withheld."""
    FILE_CONTESTED = "file_contested"
    """Two tills that were apart changed the same line of a member's file: what was heard first stands."""
    NOT_SERVED = "not_served"
    """Points or vouchers were spent by a member who is blocked or has left."""
    NOT_REFUNDED = "not_refunded"
    """Goods of a visit came back elsewhere, but less is left of it, or nobody knows which it was."""
    NOT_JOINED = "not_joined"
    """What members agreed on at the counter is the office's to do, or to look at."""


WAITING = frozenset(
    {
        Reason.UNKNOWN_MEMBER,
        Reason.UNKNOWN_VISIT,
        Reason.UNKNOWN_GIFT_CARD,
        Reason.UNKNOWN_LOT,
        Reason.UNKNOWN_VOUCHER,
    }
)
"""What another event may cure: tried again whenever one comes."""

NEVER = frozenset({Reason.CHAIN_BROKEN, Reason.TOO_LARGE, Reason.ID_REUSED})
"""What nothing cures: the row itself is wrong, whatever it says."""


class EventRefused(Exception):
    """An event cannot be applied; nothing of it was.

    Attributes:
        event_id: which one.
        reason: what replays it when its cause is gone goes by it.
    """

    def __init__(self, event_id: EventId, reason: Reason) -> None:
        super().__init__(f"{event_id}: {reason}")
        self.event_id = event_id
        self.reason = reason
