"""What the law lets gift cards of a limited network hold, and when the owner should look at it."""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.gift_card import GiftCardPolicy
from fidpos.domain.ids import GiftCardId

NOTICE_FROM_MINOR = 100_000_000
"""One million euro outstanding within twelve months: from there on the supervisor has to be told (France)."""
ALERT_PPM = 800_000
"""The owner is warned at so much of it."""
PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one card, in minor units: what it may hold, and take in thirty days."""

    balance_max_minor: int = GiftCardPolicy().balance_max_minor
    load_max_minor: int = GiftCardPolicy().load_max_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A card that is beyond a limit, and by what it is measured."""

    id: GiftCardId
    masked: str
    minor: int


class Notice(StrEnum):
    """How near the merchant is to the amount from which the supervisor has to be told."""

    FAR = "far"
    NEAR = "near"
    REACHED = "reached"


def notice_of(outstanding_minor: int) -> Notice:
    """By what all paid cards hold together."""
    if outstanding_minor >= NOTICE_FROM_MINOR:
        return Notice.REACHED
    near = outstanding_minor * PPM >= NOTICE_FROM_MINOR * ALERT_PPM
    return Notice.NEAR if near else Notice.FAR
