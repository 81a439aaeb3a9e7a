"""Policies: where serious systems contradict each other. Each is a setting with a default and one sentence.

The sentence that a merchant reads is the translation of `policy.<name>.<value>`; `sentences` lists the keys.
"""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum


class EarningBase(StrEnum):
    """What points are earned on."""

    BEFORE_DISCOUNT = "before_discount"
    AFTER_DISCOUNT = "after_discount"


class Multiples(StrEnum):
    """What several multipliers of one counter give together."""

    BEST = "best"
    """Only the largest."""
    ADD = "add"
    """×2 and ×1.5 give ×2.5."""


class RewardCost(StrEnum):
    """What a discount costs when the purchase is smaller than the discount."""

    FULL = "full"
    GRANTED = "granted"
    """In proportion to what was really granted, rounded up."""


class FixedDiscount(StrEnum):
    """In which prices a fixed amount off lines (`amount_off`) is counted."""

    AS_SHOWN = "as_shown"
    """Five euros are five euros of the price as the register shows it."""
    BEFORE_TAX = "before_tax"
    """With 20 % tax included, five euros take six off the price."""


class LastDay(StrEnum):
    """Whether points and vouchers can still be used on the day that their term names."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


class VoucherBound(StrEnum):
    """Who can use a voucher that a rule or a reward gives."""

    MEMBER = "member"
    """Only the member to whom it was given; it waits on the screen."""
    BEARER = "bearer"
    """Whoever holds its number out, on a visit of any member; also to whom it was given, it is a number."""


class TierCounts(StrEnum):
    """When a tier that a visit reaches begins to count."""

    NEXT_VISIT = "next_visit"
    THIS_VISIT = "this_visit"
    """Already for the conditions and the earnings of the visit that reaches it."""


class Birthdays(StrEnum):
    """What a rule gives when the anniversaries of several persons, twins for one, are near."""

    EACH_PERSON = "each_person"
    ONCE_A_VISIT = "once_a_visit"
    """For one of them on a visit; the others' turn comes on the next ones."""


class Refund(StrEnum):
    """How much of the points a partial refund takes back."""

    PROPORTIONAL = "proportional"
    """The share of the amount that is refunded."""
    PER_LINE = "per_line"
    """What the returned lines earned and cost."""


class GiftAtRefund(StrEnum):
    """What becomes of a gift when the visit that gave it is refunded."""

    KEPT = "kept"
    RETURNED = "returned"
    """It comes back; only then are the points that it cost restored."""


class VoucherAtRefund(StrEnum):
    """What becomes of a voucher when the visit whose rule gave it is refunded in part.

    Once nothing is left of the visit it is withdrawn. One that was bought with points comes back only then,
    and its points with it, unless it was used.
    """

    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    """Unless what is left of the visit would have given it too."""


class SpentAtRefund(StrEnum):
    """What happens when the points or vouchers that a refund takes back are already used."""

    DEBT = "debt"
    """The balance owes the points until they are earned again; of a voucher the owner is told."""
    DEDUCTED = "deducted"
    """What points were worth, and what the voucher gave, is deducted from the refund."""


class TierAtRefund(StrEnum):
    """What becomes of a tier when the visit that reached it is refunded in part.

    Once nothing is left of the visit the tier goes with it.
    """

    KEPT = "kept"
    RECONSIDERED = "reconsidered"
    """It is taken back with the first part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What the merchant decides where systems differ.

    Attributes:
        earning_base: points on the amount before or after the discounts that rules gave on the same visit.
        reward_lowers_base: a discount bought with points, or by voucher, lowers what the visit earns.
        gift_card_earns: what is paid with a gift card earns like money; otherwise it is taken from what the
            lines earn on, in proportion.
        unearning_reduced: discounts also reduce lines that never earn (fees, tobacco, gift cards).
    """

    earning_base: EarningBase = EarningBase.AFTER_DISCOUNT
    reward_lowers_base: bool = True
    multiples: Multiples = Multiples.BEST
    reward_cost: RewardCost = RewardCost.FULL
    gift_card_earns: bool = True
    unearning_reduced: bool = False
    fixed_discount: FixedDiscount = FixedDiscount.AS_SHOWN
    last_day: LastDay = LastDay.INCLUDED
    voucher_bound: VoucherBound = VoucherBound.MEMBER
    tier_counts: TierCounts = TierCounts.NEXT_VISIT
    birthdays: Birthdays = Birthdays.EACH_PERSON
    refund: Refund = Refund.PROPORTIONAL
    gift_at_refund: GiftAtRefund = GiftAtRefund.KEPT
    voucher_at_refund: VoucherAtRefund = VoucherAtRefund.KEPT
    spent_at_refund: SpentAtRefund = SpentAtRefund.DEBT
    tier_at_refund: TierAtRefund = TierAtRefund.KEPT


USUAL = Policies()


def sentences(policies: Policies) -> tuple[str, ...]:
    """The key of the sentence that says each of these policies, in the order in which they are declared."""
    return tuple(
        f"policy.{field.name}.{str(getattr(policies, field.name)).lower()}"
        for field in dataclasses.fields(policies)
    )
