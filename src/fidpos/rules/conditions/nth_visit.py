"""`nth_visit`: exactly the fifth visit, once."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import Within
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.windows import LIFETIME, Window
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class NthVisit:
    """Counting this one, the member has made `n` visits in the window.

    Never on a visit that does not count.
    """

    code: ClassVar[str] = "nth_visit"

    n: Annotated[int, Within(1, 10_000)]
    window: Window = LIFETIME

    def compile(self, binding: Binding, /) -> Test:
        """Needs the visits of the window."""
        key = binding.history(HistoryQuery(metric=Metric.VISITS, window=self.window))
        n = self.n

        def test(working: Working) -> Miss | None:
            before = working.history.get(key)
            if before is None or working.withheld:
                return Miss(self.code, before, n)
            seen = before + 1
            if seen == n:
                return None
            return Miss(self.code, seen, n, n - seen, Unit.VISITS) if seen < n else Miss(self.code, seen, n)

        return test
