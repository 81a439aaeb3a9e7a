"""`average_basket`: the member spends so much a visit."""

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
class AverageBasket:
    """Revenue over visits in the window lies within bounds, in minor units; never divided, so never rounded.

    A window without a visit has no average, and the condition does not hold. The miss tells an average
    that is too low rounded down, and one that is too high rounded up.
    """

    code: ClassVar[str] = "average_basket"

    window: Window
    bounds: Bounds
    including_this: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Needs revenue and visits of the window."""
        revenue_key = binding.history(HistoryQuery(metric=Metric.REVENUE, window=self.window))
        visits_key = binding.history(HistoryQuery(metric=Metric.VISITS, window=self.window))
        bounds, including_this = self.bounds, self.including_this
        miss = bounds.misser(self.code, Unit.NONE)

        def test(working: Working) -> Miss | None:
            revenue, visits = working.history.get(revenue_key), working.history.get(visits_key)
            if revenue is None or visits is None:
                return miss(None)
            if including_this and not working.withheld:
                revenue += working.amount_minor - working.discount_minor
                visits += 1
            if visits == 0:
                return miss(None)
            if _within(bounds, revenue, visits):
                return None
            seen = revenue // visits
            if seen >= bounds.low:
                seen = -(-revenue // visits)
            return miss(seen)

        return test


def _within(bounds: Bounds, revenue: int, visits: int) -> bool:
    return (
        (bounds.at_least is None or revenue >= bounds.at_least * visits)
        and (bounds.above is None or revenue > bounds.above * visits)
        and (bounds.at_most is None or revenue <= bounds.at_most * visits)
        and (bounds.below is None or revenue < bounds.below * visits)
    )
