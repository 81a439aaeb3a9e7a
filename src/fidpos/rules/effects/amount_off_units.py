"""`amount_off_units`: one euro off each of the two dearest bottles."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import PositiveMinor
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.unit_discount import each_less, picking, unit_act
from fidpos.rules.units import Pick, UnitCount


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountOffUnits:
    """A fixed amount off each of some units of a scope, never more than the unit costs.

    Attributes:
        n: how many units; for `nth`, the size of the groups of which the cheapest is reduced.
        cap_minor: most that it takes off on one visit, None for no cap.
        consumes: the units, and those of their groups, are gone for later discounts.
        on_consumed: also counts units that an earlier effect consumed.
    """

    code: ClassVar[str] = "amount_off_units"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    amount_minor: PositiveMinor
    pick: Pick
    n: UnitCount = 1
    scope: Scope = EVERYTHING
    cap_minor: PositiveMinor | None = None
    consumes: bool = True
    on_consumed: bool = False

    def compile(self, binding: Binding, /) -> Act:
        """Choose, then reduce."""
        amount_minor = self.amount_minor
        choose = picking(binding.scope(self.scope), self.pick, self.n, on_consumed=self.on_consumed)
        return unit_act(
            binding.owner,
            choose,
            each_less(lambda price: min(price, amount_minor)),
            cap_minor=self.cap_minor,
            consumes=self.consumes,
        )
