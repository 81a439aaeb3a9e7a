"""`every_n_visits`: the tenth visit, the twentieth, and so on."""

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
class EveryNVisits:
    """Counting this one, the member's visits in the window are a multiple of `n`.

    Never on a visit that does not count.
    """

    code: ClassVar[str] = "every_n_visits"

    n: Annotated[int, Within(2, 1000)]
    window: Window = LIFETIME

    def compile(self, binding: Binding, /) -> Test:
        """Needs the visits of the window."""
        key = binding.history(HistoryQuery(metric=Metric.VISITS, window=self.window))
        n = self.n

        def test(working: Working) -> Miss | None:
            before = working.history.get(key)
            if before is None or working.withheld:
                return Miss(self.code, before, n)
            left = -(before + 1) % n
            return Miss(self.code, before + 1, before + 1 + left, left, Unit.VISITS) if left else None

        return test
