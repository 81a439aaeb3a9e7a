"""What a simulation found. Every amount is in minor units of the programmes' currency.

What a programme costs is what its members get: the discounts of rules, the points at what the programme says
one is worth, gifts and vouchers at what they are said to be worth. What points buy is paid for by the points
that were counted, and is told beside the cost, not in it. A voucher that is said to be worth nothing costs
the discount it gives when it is used.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """One rule over all visits.

    Attributes:
        fired: visits on which it gave something.
        members: to whom it gave.
        winners: of them, who get more by the draft than by the current programme.
        losers: of them, who get less.
    """

    rule: str
    fired: int
    members: int
    cost_minor: int
    winners: int
    losers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardFigures:
    """One reward of the catalogue over all visits.

    Attributes:
        used: how many times.
        spent: units of its counter.
        granted_minor: discounts.
    """

    reward: str
    used: int
    spent: int
    granted_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFigures:
    """The members who end in one tier, empty for none; see `RuleFigures` for winners and losers."""

    tier: str
    members: int
    cost_minor: int
    winners: int
    losers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterFigures:
    """One counter over all visits, in its own units."""

    counter: str
    earned: int
    spent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFigures:
    """What it costs, and from what.

    Attributes:
        discounts_minor: taken off by rules.
        points_minor: earned, at what a unit is worth.
        gifts_minor: given by rules.
        vouchers_minor: given by rules; or the discount they gave, where they are said to be worth nothing.
        redeemed_minor: discounts of rewards and of all vouchers used; not part of the cost.
    """

    discounts_minor: int
    points_minor: int
    gifts_minor: int
    vouchers_minor: int
    redeemed_minor: int

    @property
    def cost_minor(self) -> int:
        """All that is given."""
        return self.discounts_minor + self.points_minor + self.gifts_minor + self.vouchers_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFigures:
    """One of the two programmes over all visits.

    Attributes:
        cost_ppm: what it costs, in parts per million of what was bought.
        rewards_wanted: that members really used; `rewards` says how many of them they could have again.
    """

    name: str
    version: int
    cost_minor: int
    cost_ppm: int
    cost: CostFigures
    rewards_wanted: int
    rules: tuple[RuleFigures, ...]
    rewards: tuple[RewardFigures, ...]
    tiers: tuple[TierFigures, ...]
    counters: tuple[CounterFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Members who get more by the draft, or less.

    Attributes:
        sum_minor: how much more, all of them together; negative for those who get less.
    """

    members: int
    sum_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationReport:
    """A draft beside the current programme, over the same visits.

    Attributes:
        first_day: of the visits that were counted, None without any; earlier ones were replayed too, so that
            members come to them as they would have.
        amount_minor: what was bought.
        recorded_discount_minor: what was really taken off these visits.
        without_lines: visits of which only the amount is known; of what was bought, no rule could judge.
        undone: visits that were voided or refunded whole, and left out.
        refunded: visits of which a part came back; they count as they were bought.
        noticed_minor: from what difference on a member wins or loses.
        article_rules: rules and rewards of the draft that look at what is bought.
    """

    currency: str
    first_day: date | None
    last_day: date | None
    visits: int
    members: int
    amount_minor: int
    recorded_discount_minor: int
    without_lines: int
    undone: int
    refunded: int
    refunded_minor: int
    noticed_minor: int
    difference_minor: int
    winners: Difference
    losers: Difference
    unchanged: int
    article_rules: tuple[str, ...]
    draft: ProgrammeFigures
    current: ProgrammeFigures
