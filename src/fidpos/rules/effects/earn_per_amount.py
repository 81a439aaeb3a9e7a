"""`earn_per_amount`: one point for each euro."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fidpos.domain.money import floor_ratio, half_up_ratio
from fidpos.rules.base import earning_base
from fidpos.rules.binding import Binding
from fidpos.rules.credit import credit
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Code, Points, PositiveMinor
from fidpos.rules.policy import EarningBase
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


class By(StrEnum):
    """What happens to an amount that is not a multiple of `per_minor`."""

    RATE = "rate"
    """It earns its part, rounded as the counter rounds: 3 points for 2 € give 4 for 3 €."""
    BLOCK = "block"
    """Only complete blocks earn: 3 points for each 2 € give 3 for 3 €."""
    NEAREST_BLOCK = "nearest_block"
    """A block of which half or more is there earns whole: 3 points for each 2 € give 6 for 3 €."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnPerAmount:
    """`points` for each `per_minor` of the lines of a scope; lines that never earn are left out.

    What it gives is what multipliers multiply.

    Attributes:
        base: the amount before or after discounts, None for what the policies say.
        cap_points: most that it earns on one visit, None for no cap.
    """

    code: ClassVar[str] = "earn_per_amount"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING})
    redeemable: ClassVar[bool] = False

    counter: Code
    points: Points
    per_minor: PositiveMinor
    by: By = By.RATE
    scope: Scope = EVERYTHING
    base: EarningBase | None = None
    cap_points: Points | None = None

    def compile(self, binding: Binding, /) -> Act:
        """Choose the rounding."""
        binding.check_counter(self.counter)
        owner, counter, cap_points = binding.owner, self.counter, self.cap_points
        scope, base, policies = binding.scope(self.scope), self.base, binding.policies
        earned = self._rounding(half_up=counter in binding.half_up_counters)

        def act(working: Working) -> str:
            amounts = working.base if base is None else earning_base(policies, working, base)
            amount = sum([amounts[line] for line in working.lines_of[scope]])
            return credit(working, owner, counter, earned(amount), cap_points)

        return act

    def _rounding(self, *, half_up: bool) -> Callable[[int], int]:
        points, per_minor = self.points, self.per_minor
        match self.by:
            case By.RATE:
                ratio = half_up_ratio if half_up else floor_ratio
                return lambda amount: ratio(amount, points, per_minor)
            case By.BLOCK:
                return lambda amount: amount // per_minor * points
            case By.NEAREST_BLOCK:
                return lambda amount: half_up_ratio(amount, 1, per_minor) * points
