"""How long ago a purchase may have been for a cashier or manager to set right what it gave."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPolicy:
    """What the owner decides; days count from the business day of the purchase.

    Attributes:
        refund_days_max: a later refund takes no points back. Two years by default: as long as goods that
            are faulty may come back (code de la consommation, L217-3).
        credit_days_max: for how long the ticket of a forgotten card is credited.
    """

    refund_days_max: int = 730
    credit_days_max: int = 30
