"""`days_since_visit`: somebody is back after ninety days."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.history import Metric
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.windows import LIFETIME
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysSinceVisit:
    """The days since the member's last visit lie within bounds; 0 for a visit earlier today.

    With a scope, the last visit on which something of it was bought. Who was never here has no last visit,
    and the condition does not hold: that is what `first_visit` is for.
    """

    code: ClassVar[str] = "days_since_visit"

    bounds: Bounds
    scope: Scope = EVERYTHING

    def compile(self, binding: Binding, /) -> Test:
        """Needs the day of the last visit."""
        key = binding.bought(Metric.DAYS_SINCE, LIFETIME, self.scope)
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.DAYS)

        def test(working: Working) -> Miss | None:
            seen = working.history.get(key)
            return None if seen is not None and low <= seen <= high else miss(seen)

        return test
