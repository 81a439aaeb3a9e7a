"""`free_article`: a coffee of the basket is free."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.domain.money import PPM
from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import PositiveMinor
from fidpos.rules.scope import Scope
from fidpos.rules.unit_discount import share_of, unit_act
from fidpos.rules.units import Picked, UnitCount, first, runs
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeArticle:
    """Units of a scope (an article, a label) that are in the basket cost nothing, the cheapest first.

    What is not in the basket is a `gift` instead.

    Attributes:
        units_max: how many on one visit.
        cap_minor: most that it takes off on one visit, None for no cap.
        consumes: the units are gone for later discounts.
        on_consumed: also counts units that an earlier effect consumed.
    """

    code: ClassVar[str] = "free_article"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    scope: Scope
    units_max: UnitCount = 1
    cap_minor: PositiveMinor | None = None
    consumes: bool = True
    on_consumed: bool = False

    def compile(self, binding: Binding, /) -> Act:
        """The cheapest units, whole."""
        scope = binding.scope(self.scope)

        def choose(working: Working) -> Picked:
            chosen = first(reversed(runs(working, scope, on_consumed=self.on_consumed)), self.units_max)
            return Picked(chosen, chosen)

        return unit_act(
            binding.owner, choose, share_of(PPM), cap_minor=self.cap_minor, consumes=self.consumes
        )
