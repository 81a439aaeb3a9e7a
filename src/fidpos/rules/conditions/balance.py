"""`balance`: so many points are there to be spent."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import Code
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What can be spent of a counter lies within bounds, as it was when the visit began."""

    code: ClassVar[str] = "balance"

    counter: Code
    bounds: Bounds

    def compile(self, binding: Binding, /) -> Test:
        """Check that the programme has the counter."""
        binding.check_counter(self.counter)
        counter = self.counter
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.POINTS)

        def test(working: Working) -> Miss | None:
            held = next((each.amount for each in working.facts.balances if each.counter == counter), None)
            return None if held is not None and low <= held <= high else miss(held)

        return test
