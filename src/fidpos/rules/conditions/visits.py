"""`visits`: so many visits in a window."""

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
class Visits:
    """The member's visits in the window lie within bounds; this one counts when `including_this`."""

    code: ClassVar[str] = "visits"

    window: Window
    bounds: Bounds
    including_this: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Needs the visits of the window."""
        key = binding.history(HistoryQuery(metric=Metric.VISITS, window=self.window))
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.VISITS)
        this = 1 if self.including_this else 0

        def test(working: Working) -> Miss | None:
            before = working.history.get(key)
            if before is None:
                return miss(None)
            seen = before + this
            return None if low <= seen <= high else miss(seen)

        return test
