"""`percent_off_units`: the second one at half the price, or ten per cent off the cheapest two."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import PositiveMinor, SharePpm
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.unit_discount import picking, share_of, unit_act
from fidpos.rules.units import Pick, UnitCount


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentOffUnits:
    """A share off some units of a scope, rounded once.

    Attributes:
        n: how many units; for `nth`, the size of the groups of which the cheapest is reduced.
        cap_minor: most that it takes off on one visit, None for no cap.
        consumes: the units, and those of their groups, are gone for later discounts.
        on_consumed: also counts units that an earlier effect consumed.
    """

    code: ClassVar[str] = "percent_off_units"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    share_ppm: SharePpm
    pick: Pick
    n: UnitCount = 1
    scope: Scope = EVERYTHING
    cap_minor: PositiveMinor | None = None
    consumes: bool = True
    on_consumed: bool = False

    def compile(self, binding: Binding, /) -> Act:
        """Choose, then reduce."""
        choose = picking(binding.scope(self.scope), self.pick, self.n, on_consumed=self.on_consumed)
        return unit_act(
            binding.owner,
            choose,
            share_of(self.share_ppm),
            cap_minor=self.cap_minor,
            consumes=self.consumes,
        )
