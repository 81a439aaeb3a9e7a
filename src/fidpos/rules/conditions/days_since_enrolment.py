"""`days_since_enrolment`: a member for less than a month, or for ten years."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysSinceEnrolment:
    """The days since the member enrolled lie within bounds; 0 on the day itself."""

    code: ClassVar[str] = "days_since_enrolment"

    bounds: Bounds

    def compile(self, _binding: Binding, /) -> Test:
        """Needs nothing of the programme."""
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.DAYS)

        def test(working: Working) -> Miss | None:
            seen = (working.day - working.facts.member.enrolled_on).days
            return None if low <= seen <= high else miss(seen)

        return test
