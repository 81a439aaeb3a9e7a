"""`revenue`: so much spent in a window."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.windows import Window
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """What the member paid in the window lies within bounds, in minor units.

    This visit counts when `including_this`, with what earlier rules have left of it.
    """

    code: ClassVar[str] = "revenue"

    window: Window
    bounds: Bounds
    including_this: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Needs the revenue of the window."""
        key = binding.history(HistoryQuery(metric=Metric.REVENUE, window=self.window))
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.MINOR)
        including_this = self.including_this

        def test(working: Working) -> Miss | None:
            seen = working.history.get(key)
            if seen is None:
                return miss(None)
            if including_this:
                seen += working.amount_minor - working.discount_minor
            return None if low <= seen <= high else miss(seen)

        return test
