"""`earn_per_line`: five points for each article of the new range."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.credit import credit
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Code, Points
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnPerLine:
    """`points` for each line of a scope, whatever its quantity.

    A line that never earns, or has nothing left to earn on, is left out. Multipliers multiply what it gives.

    Attributes:
        cap_points: most that it earns on one visit, None for no cap.
    """

    code: ClassVar[str] = "earn_per_line"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING})
    redeemable: ClassVar[bool] = False

    counter: Code
    points: Points
    scope: Scope = EVERYTHING
    cap_points: Points | None = None

    def compile(self, binding: Binding, /) -> Act:
        """Count, then multiply."""
        binding.check_counter(self.counter)
        owner, counter, points, cap_points = binding.owner, self.counter, self.points, self.cap_points
        scope = binding.scope(self.scope)

        def act(working: Working) -> str:
            base = working.base
            counted = sum([base[line] > 0 for line in working.lines_of[scope]])
            return credit(working, owner, counter, counted * points, cap_points)

        return act
