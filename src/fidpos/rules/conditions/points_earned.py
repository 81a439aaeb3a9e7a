"""`points_earned`: so many points earned in a window."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import Code
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.windows import Window
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsEarned:
    """What the member earned on a counter in the window lies within bounds; what was spent does not lower it.

    With `including_this`, what earlier rules gave on this visit counts: all of it in the phase after earning.
    """

    code: ClassVar[str] = "points_earned"

    counter: Code
    window: Window
    bounds: Bounds
    including_this: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Needs the points of the window."""
        binding.check_counter(self.counter)
        counter, including_this = self.counter, self.including_this
        part = "" if counter == binding.main_counter else f"counter:{counter}"
        query = HistoryQuery(metric=Metric.POINTS_EARNED, window=self.window, scope=part)
        key = binding.history(query)
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.POINTS)

        def test(working: Working) -> Miss | None:
            seen = working.history.get(key)
            if seen is None:
                return miss(None)
            if including_this:
                seen += sum([each.amount for each in working.earned if each.counter == counter])
            return None if low <= seen <= high else miss(seen)

        return test
