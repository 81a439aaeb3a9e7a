"""`earn_fixed`: fifty points for a birthday."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.evaluation import Earned
from fidpos.rules.fields import Code, Points
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnFixed:
    """`points` for the visit, whatever the amount; multipliers leave it alone."""

    code: ClassVar[str] = "earn_fixed"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING})
    redeemable: ClassVar[bool] = False

    counter: Code
    points: Points

    def compile(self, binding: Binding, /) -> Act:
        """One ready record, for all but the rules with a cap."""
        binding.check_counter(self.counter)
        earned = Earned(self.counter, binding.owner, self.points)

        def act(working: Working) -> str:
            if working.cap_points is not None:
                return working.earn(*earned)[1]
            working.earned.append(earned)
            return ""

        return act
