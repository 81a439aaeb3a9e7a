"""`amount_off`: five euros less."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import NOTHING, Act, Phase
from fidpos.rules.fields import PositiveMinor
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountOff:
    """A fixed amount off the lines of a scope, never more than what is left of them."""

    code: ClassVar[str] = "amount_off"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    amount_minor: PositiveMinor
    scope: Scope = EVERYTHING

    def compile(self, binding: Binding, /) -> Act:
        """Spread in proportion to what is left of each line."""
        owner, amount_minor = binding.owner, self.amount_minor
        scope = binding.scope(self.scope)

        def act(working: Working) -> str:
            left = working.reducible(scope)
            if left == 0:
                return NOTHING
            working.take_off(owner, min(amount_minor, left), scope)
            return "amount_due" if left < amount_minor else ""

        return act
