"""`earn_per_amount`: one point for each euro."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fidpos.domain.money import floor_ratio, half_up_ratio
from fidpos.rules.binding import Binding
from fidpos.rules.effect import NOTHING, Act, Phase
from fidpos.rules.evaluation import Earned
from fidpos.rules.fields import Code, Points, PositiveMinor
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


class By(StrEnum):
    """What happens to an amount that is not a multiple of `per_minor`."""

    RATE = "rate"
    """It earns its part, rounded as the counter rounds: 3 points for 2 € give 4 for 3 €."""
    BLOCK = "block"
    """Only complete blocks earn: 3 points for each 2 € give 3 for 3 €."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnPerAmount:
    """`points` for each `per_minor` of the lines of a scope; lines that never earn are left out.

    What it gives is what multipliers multiply. The base is what the policies say (`Policies.earning_base`).
    """

    code: ClassVar[str] = "earn_per_amount"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING})
    redeemable: ClassVar[bool] = False

    counter: Code
    points: Points
    per_minor: PositiveMinor
    by: By = By.RATE
    scope: Scope = EVERYTHING

    def compile(self, binding: Binding, /) -> Act:
        """Choose the rounding."""
        binding.check_counter(self.counter)
        owner, counter, points, per_minor = binding.owner, self.counter, self.points, self.per_minor
        scope = binding.scope(self.scope)
        blocks = self.by is By.BLOCK
        ratio = half_up_ratio if counter in binding.half_up_counters else floor_ratio

        def act(working: Working) -> str:
            amounts = working.base
            base = sum([amounts[line] for line in working.lines_of[scope]])
            earned = base // per_minor * points if blocks else ratio(base, points, per_minor)
            if earned <= 0:
                return NOTHING
            working.earned.append(Earned(counter, owner, earned))
            working.multipliable[counter] = working.multipliable.get(counter, 0) + earned
            return ""

        return act
