"""`earn_per_line`: five points for each article of the new range."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.base import returned_units
from fidpos.rules.binding import Binding
from fidpos.rules.credit import credit
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Code, Points
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.units import units_in
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnPerLine:
    """`points` for each line of a scope, whatever its quantity.

    A line that never earns, or has nothing left to earn on, is left out. So are lines of which the basket
    returns as many units as they have, the shortest first, whichever line these stand on. Multipliers
    multiply what it gives.

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
            if counted and working.has_returns:
                counted -= _covered(working, scope)
            return credit(working, owner, counter, counted * points, cap_points)

        return act


def _covered(working: Working, scope: int) -> int:
    """How many lines come back whole."""
    left, base, lines = returned_units(working, scope), working.base, working.facts.visit.lines
    covered = 0
    for units in sorted([units_in(lines[n]) for n in working.lines_of[scope] if base[n] > 0]):
        left -= units
        if left < 0:
            break
        covered += 1
    return covered
