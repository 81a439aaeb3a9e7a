"""`unit_price`: five euros each for members."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Minor, PositiveMinor
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.unit_discount import each_less, unit_act
from fidpos.rules.units import Picked, UnitCount, first, runs
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """Units of a scope that cost more than `price_minor` cost that, the dearest first.

    Attributes:
        units_max: how many on one visit, None for all of them.
        cap_minor: most that it takes off on one visit, None for no cap.
        consumes: the units are gone for later discounts.
        on_consumed: also counts units that an earlier effect consumed.
    """

    code: ClassVar[str] = "unit_price"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    price_minor: Minor
    scope: Scope = EVERYTHING
    units_max: UnitCount | None = None
    cap_minor: PositiveMinor | None = None
    consumes: bool = True
    on_consumed: bool = False

    def compile(self, binding: Binding, /) -> Act:
        """Choose, then reduce."""
        scope, price_minor, units_max = binding.scope(self.scope), self.price_minor, self.units_max

        def choose(working: Working) -> Picked:
            found = runs(working, scope, on_consumed=self.on_consumed)
            dearer = [run for run in found if run.price > price_minor]
            chosen = dearer if units_max is None else first(dearer, units_max)
            return Picked(chosen, chosen)

        return unit_act(
            binding.owner,
            choose,
            each_less(lambda price: price - price_minor),
            cap_minor=self.cap_minor,
            consumes=self.consumes,
        )
