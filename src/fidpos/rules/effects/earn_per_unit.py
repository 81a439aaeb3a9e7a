"""`earn_per_unit`: two points for each bottle."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.base import freed_units, returned_units
from fidpos.rules.binding import Binding
from fidpos.rules.credit import credit
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Code, Points
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.units import units_in
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnPerUnit:
    """`points` for each unit of the lines of a scope; weighed goods count as one unit.

    A line that never earns, or has nothing left to earn on, is left out, and so are units that an effect made
    free beside others of the same line; a line on which something is left to earn has at least one unit.
    Units of the scope that are returned in the same basket are deducted, whichever line they stand on.
    Multipliers multiply what it gives.

    Attributes:
        cap_points: most that it earns on one visit, None for no cap.
    """

    code: ClassVar[str] = "earn_per_unit"
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
        scope, policies = binding.scope(self.scope), binding.policies

        def act(working: Working) -> str:
            base, lines = working.base, working.facts.visit.lines
            earning = [line for line in working.lines_of[scope] if base[line] > 0]
            freed = freed_units(policies, working)
            counted = sum([units_in(lines[line]) for line in earning])
            if freed:
                counted -= sum([min(freed[n], units_in(lines[n]) - 1) for n in earning if n in freed])
            if working.has_returns:
                counted -= returned_units(working, scope)
            return credit(working, owner, counter, counted * points, cap_points)

        return act
