"""`amount`: the purchase, or a part of it, costs so much."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """The lines of a scope sum to a value within bounds, in minor units.

    Attributes:
        after_discount: what earlier rules have left of it, instead of what the register says.
    """

    code: ClassVar[str] = "amount"

    bounds: Bounds
    scope: Scope = EVERYTHING
    after_discount: bool = False

    def compile(self, binding: Binding, /) -> Test:
        """Choose the cheapest way to the sum."""
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.MINOR)
        whole, after = self.scope == EVERYTHING, self.after_discount
        scope = 0 if whole else binding.scope(self.scope)

        def test_purchase(working: Working) -> Miss | None:
            seen = working.amount_minor - (working.discount_minor if after else 0)
            return None if low <= seen <= high else miss(seen)

        def test_scope(working: Working) -> Miss | None:
            amounts = working.net if after else working.gross
            seen = sum([amounts[line] for line in working.lines_of[scope]])
            return None if low <= seen <= high else miss(seen)

        return test_purchase if whole else test_scope
