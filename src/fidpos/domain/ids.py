"""Identifiers, made where the thing is born, before the first attempt to send or store it."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NewType
from uuid import UUID

MerchantId = NewType("MerchantId", UUID)
ShopId = NewType("ShopId", UUID)
TillId = NewType("TillId", UUID)
StaffId = NewType("StaffId", UUID)
MemberId = NewType("MemberId", UUID)
RelativeId = NewType("RelativeId", UUID)
AccountId = NewType("AccountId", UUID)
CardId = NewType("CardId", UUID)
VisitId = NewType("VisitId", UUID)
EntryId = NewType("EntryId", UUID)
LotId = NewType("LotId", UUID)
RedemptionId = NewType("RedemptionId", UUID)
VoucherId = NewType("VoucherId", UUID)
ConsentId = NewType("ConsentId", UUID)
EventId = NewType("EventId", UUID)
RefundId = NewType("RefundId", UUID)
GiftCardId = NewType("GiftCardId", UUID)
GiftEntryId = NewType("GiftEntryId", UUID)
GiftHoldId = NewType("GiftHoldId", UUID)
HoldId = NewType("HoldId", UUID)
"""Of points or a voucher; that of a gift card's money is a `GiftHoldId`."""
AllowanceId = NewType("AllowanceId", UUID)

_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0x2 << 62


def uuid7(at: datetime, entropy: Callable[[int], bytes] = secrets.token_bytes) -> UUID:
    """A UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.

    Args:
        at: aware instant of birth.
        entropy: gives n random bytes; a seeded one makes demos and simulations repeatable.
    """
    millis = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    random = int.from_bytes(entropy(10), "big")
    high = (random >> 62) & 0xFFF
    low = random & ((1 << 62) - 1)
    return UUID(int=millis << 80 | _VERSION_7 | high << 64 | _VARIANT_RFC | low)


def born_at(born: UUID) -> datetime:
    """The instant of birth that a UUIDv7 names, to the millisecond."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=born.int >> 80)
