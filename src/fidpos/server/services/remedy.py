"""What the office can do about an event that was doubted, or that waits: for each reason, the way on.

A reason without a way would leave a line in the list that nobody can act on. Whatever the way is, whoever has
looked at it settles it with a word about what they did.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from fidpos.domain.errors import StoreCorrupt
from fidpos.server.reason import Reason
from fidpos.server.reviewing import GIFT_DEBT, Review
from fidpos.wire.codec import decode
from fidpos.wire.gift_card_events import GiftCardMoved


class Remedy(StrEnum):
    """A place of the office where something is done about it, or an act on the list itself."""

    RETRY = "retry"
    """It is applied as soon as what it waits for has come."""
    FREE = "free"
    """What it made is withheld until somebody releases it."""
    FILE = "file"
    """Two say different things of a member: one is chosen."""
    REFUND = "refund"
    """A refund is done here, or was settled otherwise."""
    WAITING = "waiting"
    """The page of members who want something, or may be one person."""
    MEMBER = "member"
    GIFT_CARD = "gift_card"
    DEBT = "debt"
    """What is owed to customers is paid there."""
    TILL = "till"
    STAFF = "staff"
    PROGRAMME = "programme"


def remedy_of(reason: Reason) -> Remedy:
    """The way on."""
    match reason:
        case (
            Reason.UNKNOWN_MEMBER
            | Reason.UNKNOWN_VISIT
            | Reason.UNKNOWN_GIFT_CARD
            | Reason.UNKNOWN_LOT
            | Reason.UNKNOWN_VOUCHER
            | Reason.NEWER_SCHEMA
        ):
            return Remedy.RETRY
        case Reason.OVER_LIMIT:
            return Remedy.FREE
        case Reason.OVER_REFUNDED | Reason.NUMBER_TAKEN:
            return Remedy.GIFT_CARD
        case Reason.FILE_CONTESTED:
            return Remedy.FILE
        case Reason.NOT_REFUNDED:
            return Remedy.REFUND
        case Reason.CARD_OF_ANOTHER | Reason.NOT_JOINED:
            return Remedy.WAITING
        case Reason.OVERSPENT | Reason.NOT_SERVED | Reason.ALREADY_THERE:
            return Remedy.MEMBER
        case Reason.UNKNOWN_STAFF | Reason.NOT_ALLOWED:
            return Remedy.STAFF
        case Reason.UNKNOWN_PROGRAMME | Reason.NOT_GIVEN:
            return Remedy.PROGRAMME
        case (
            Reason.CHAIN_BROKEN
            | Reason.TOO_LARGE
            | Reason.UNREADABLE
            | Reason.ID_REUSED
            | Reason.OTHER_TILL
            | Reason.CONTRADICTORY
            | Reason.CLOCK_SKEW
            | Reason.OVER_ALLOWANCE
        ):
            return Remedy.TILL
        case _:
            assert_never(reason)


_PLACES: Mapping[Remedy, str] = {
    Remedy.FILE: "/members/waiting/events/{event}/file",
    Remedy.REFUND: "/members/waiting/events/{event}/refund",
    Remedy.WAITING: "/members/waiting",
    Remedy.MEMBER: "/members/{subject}",
    Remedy.GIFT_CARD: "/gift-cards/{subject}",
    Remedy.TILL: "/shops/tills/{till}",
    Remedy.DEBT: "/gift-cards/owed",
    Remedy.STAFF: "/staff",
    Remedy.PROGRAMME: "/programme",
}


def remedy_for(review: Review) -> Remedy | None:
    """The way on for an event in question; None for most of what the centre noticed by itself."""
    if review.kind == GIFT_DEBT:
        return Remedy.DEBT
    if not review.reason:
        return None
    remedy = remedy_of(Reason(review.reason))
    is_of_card = remedy is Remedy.MEMBER and review.told.startswith("gift_card")
    return Remedy.GIFT_CARD if is_of_card else remedy


def place_for(review: Review) -> str:
    """Where it is done; empty for what is done on the list, or is about nobody who is known."""
    remedy = remedy_for(review)
    place = _PLACES.get(remedy, "") if remedy is not None else ""
    named = {"event": review.id, "till": review.till_id, "subject": review.subject_id}
    is_known = all(named[name] is not None for name in named if f"{{{name}}}" in place)
    return place.format(**named) if is_known else ""


def subject_of(body: bytes) -> UUID | None:
    """The member or the gift card that an event is about; None for others, and for what nobody can read."""
    try:
        event = decode(body)
    except StoreCorrupt:
        return None
    if isinstance(event, GiftCardMoved):
        return event.moves[0].gift_card_id if event.moves else None
    found = getattr(event, "member_id", None) or getattr(event, "gift_card_id", None)
    return found if isinstance(found, UUID) else None
