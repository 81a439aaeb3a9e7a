"""The merchant's books beside its customers' accounts: the other side of each movement."""

from enum import StrEnum
from typing import assert_never

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ledger import EntryKind


class Contra(StrEnum):
    """Where what an account gains comes from, and where what it loses goes."""

    ISSUED = "issued"
    """Points that rules gave."""
    REDEEMED = "redeemed"
    """What paid for rewards and purchases."""
    EXPIRED = "expired"
    ADJUSTED = "adjusted"
    WRITTEN_OFF = "written_off"
    """What a gift card paid that nobody had paid for."""
    OPENING = "opening"
    """What came from the system before."""
    SOLD = "sold"
    """Gift cards that customers paid for."""
    MOVED = "moved"
    """From a card, an account or a lot to another; it sums to nothing."""


def contra_of_points(kind: EntryKind, amount: int) -> Contra:
    """The other side of a points movement; a mirror is booked where what it takes back was."""
    match kind:
        case EntryKind.EARN:
            return Contra.ISSUED
        case EntryKind.SPEND:
            return Contra.REDEEMED
        case EntryKind.REVERSE:
            return Contra.ISSUED if amount < 0 else Contra.REDEEMED
        case EntryKind.EXPIRE:
            return Contra.EXPIRED
        case EntryKind.ADJUST:
            return Contra.ADJUSTED
        case EntryKind.OPENING:
            return Contra.OPENING
        case EntryKind.PAY_DEBT | EntryKind.MOVE:
            return Contra.MOVED
        case _:
            assert_never(kind)


def contra_of_gift(move: GiftMove) -> Contra:
    """The other side of a movement of a gift card."""
    match move:
        case GiftMove.SOLD | GiftMove.RELOADED | GiftMove.SALE_VOIDED | GiftMove.RELOAD_VOIDED:
            return Contra.SOLD
        case GiftMove.SPENT | GiftMove.REFUNDED | GiftMove.REPAID:
            return Contra.REDEEMED
        case GiftMove.EXPIRED:
            return Contra.EXPIRED
        case GiftMove.OPENING:
            return Contra.OPENING
        case GiftMove.REPLACED | GiftMove.TRANSFERRED:
            return Contra.MOVED
        case GiftMove.ADJUSTED:
            return Contra.ADJUSTED
        case GiftMove.SETTLED:
            return Contra.SOLD
        case GiftMove.WRITTEN_OFF:
            return Contra.WRITTEN_OFF
        case _:
            assert_never(move)
