"""`visits`: so many visits in a window."""

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
class Visits:
    """The member's visits in the window lie within bounds; this one counts when `including_this`.

    With a scope, the visits on which something of it was bought. When a programme first names a scope, those
    that the till has closed before are counted too.
    """

    code: ClassVar[str] = "visits"

    window: Window
    bounds: Bounds
    scope: Scope = EVERYTHING
    including_this: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Needs the visits of the window."""
        key = binding.bought(Metric.VISITS, self.window, self.scope)
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.VISITS)
        including_this, whole = self.including_this, self.scope == EVERYTHING
        scope = 0 if whole else binding.scope(self.scope)

        def test(working: Working) -> Miss | None:
            seen = working.history.get(key)
            if seen is None:
                return miss(None)
            if including_this and not working.withheld:
                seen += 1 if whole else _bought(working, scope)
            return None if low <= seen <= high else miss(seen)

        return test


def _bought(working: Working, scope: int) -> int:
    lines = working.facts.visit.lines
    return 1 if any(lines[line].quantity > 0 for line in working.lines_of[scope]) else 0
