"""`amount`: the purchase, or a part of it, costs so much."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.tax import Tax, taxed
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """The lines of a scope sum to a value within bounds, in minor units.

    Of a purchase of which only the amount is known, a scope that names lines is unknown.

    Attributes:
        after_discount: what earlier rules have left of it, instead of what the register says.
        tax: with its tax, without it, or as the register shows it.
    """

    code: ClassVar[str] = "amount"

    bounds: Bounds
    scope: Scope = EVERYTHING
    after_discount: bool = False
    tax: Tax = Tax.AS_SHOWN

    def compile(self, binding: Binding, /) -> Test:
        """Choose the cheapest way to the sum."""
        if self.scope == EVERYTHING and self.tax is Tax.AS_SHOWN:
            return self._whole()
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.MINOR)
        scope, after, tax = binding.scope(self.scope), self.after_discount, self.tax
        names_lines = self.scope.names_lines

        def test(working: Working) -> Miss | None:
            visit = working.facts.visit
            if names_lines and not visit.is_itemised:
                return miss(None)
            amounts = working.net if after else working.gross
            if tax is not Tax.AS_SHOWN:
                amounts = taxed(amounts, visit.lines, tax)
            seen = sum([amounts[line] for line in working.lines_of[scope]])
            return None if low <= seen <= high else miss(seen)

        return test

    def _whole(self) -> Test:
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.MINOR)
        after = self.after_discount

        def test(working: Working) -> Miss | None:
            seen = working.amount_minor - (working.discount_minor if after else 0)
            return None if low <= seen <= high else miss(seen)

        return test
