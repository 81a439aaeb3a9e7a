"""`bought`: so many coffees in a window."""

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
class Bought:
    """What the member bought of a scope in the window lies within bounds, in thousandths of a unit.

    A scope is counted on visits of which the register gave the lines; when a programme first names it, also
    on those that the till has closed before. This visit counts when `including_this`.
    """

    code: ClassVar[str] = "bought"

    window: Window
    bounds: Bounds
    scope: Scope = EVERYTHING
    including_this: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Needs the quantity of the window."""
        key = binding.bought(Metric.QUANTITY, self.window, self.scope)
        scope, including_this = binding.scope(self.scope), self.including_this
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.ITEMS)

        def test(working: Working) -> Miss | None:
            seen = working.history.get(key)
            if seen is None:
                return miss(None)
            if including_this and working.facts.visit.is_itemised and not working.withheld:
                lines = working.facts.visit.lines
                seen += sum([lines[line].quantity for line in working.lines_of[scope]])
            return None if low <= seen <= high else miss(seen)

        return test
