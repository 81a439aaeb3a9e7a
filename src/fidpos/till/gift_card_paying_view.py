"""What a screen shows of a purchase that is paid with gift cards."""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.errors import StoreError
from fidpos.domain.gift_card import GiftHold
from fidpos.domain.money import Money
from fidpos.till.gift_cards import GiftCardRefusal


class PayingStep(StrEnum):
    """Where the payment stands."""

    READY = "ready"
    """A card may be presented, or the ticket posted."""
    ASKING = "asking"
    """The centre was asked; the answer, or that there is none, comes within `HOLD_WAIT_S`."""
    UNANSWERED = "unanswered"
    """The cashier decides: on the allowance, without this card, or again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayingView:
    """What a screen shows of it.

    Attributes:
        left: what no card pays yet.
        masked: end of the number that is asked about; empty unless there is one.
        drawable: what this card could pay on the allowance, 0 where it cannot.
        refusal: why the last card was not taken.
        fault: what the store could not do with the answer.
    """

    step: PayingStep
    holds: tuple[GiftHold, ...]
    left: Money
    masked: str = ""
    drawable: Money
    refusal: GiftCardRefusal | None = None
    fault: StoreError | None = None
