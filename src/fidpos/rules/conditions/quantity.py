"""`quantity`: so many units in the basket."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """The quantities of the scope sum to a value within bounds, in thousandths: 3,000 for three pieces.

    What is returned is deducted.
    """

    code: ClassVar[str] = "quantity"

    bounds: Bounds
    scope: Scope = EVERYTHING

    def compile(self, binding: Binding, /) -> Test:
        """Of a mere amount nobody can tell how much it is of what."""
        scope = binding.scope(self.scope)
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.ITEMS)

        def test(working: Working) -> Miss | None:
            visit = working.facts.visit
            if not visit.is_itemised:
                return miss(None)
            lines = visit.lines
            seen = sum([lines[line].quantity for line in working.lines_of[scope]])
            return None if low <= seen <= high else miss(seen)

        return test
