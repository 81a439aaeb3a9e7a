"""`revenue`: so much spent in a window."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.history import Metric
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.windows import Window
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """What the member paid in the window, for all or for a scope, lies within bounds, in minor units.

    This visit counts when `including_this`, with what earlier rules have left of it. When a programme first
    names a scope, the visits that the till has closed before are counted too.
    """

    code: ClassVar[str] = "revenue"

    window: Window
    bounds: Bounds
    scope: Scope = EVERYTHING
    including_this: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Needs the revenue of the window."""
        key = binding.bought(Metric.REVENUE, self.window, self.scope)
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.MINOR)
        including_this, whole = self.including_this, self.scope == EVERYTHING
        scope = 0 if whole else binding.scope(self.scope)

        def test(working: Working) -> Miss | None:
            seen = working.history.get(key)
            if seen is None:
                return miss(None)
            counts = including_this and not working.withheld
            if counts and whole:
                seen += working.amount_minor - working.discount_minor
            elif counts:
                seen += sum([working.net[line] for line in working.lines_of[scope]])
            return None if low <= seen <= high else miss(seen)

        return test
