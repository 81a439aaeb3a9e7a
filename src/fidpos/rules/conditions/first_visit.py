"""`first_visit`: the member has never been here before."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.windows import LIFETIME
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstVisit:
    """No visit of the member was closed before this one; a visit that does not count is never the first."""

    code: ClassVar[str] = "first_visit"

    def compile(self, binding: Binding, /) -> Test:
        """Needs the visits of a lifetime."""
        key = binding.history(HistoryQuery(metric=Metric.VISITS, window=LIFETIME))

        def test(working: Working) -> Miss | None:
            before = working.history.get(key)
            return None if before == 0 and not working.withheld else Miss(self.code, before, 0)

        return test
