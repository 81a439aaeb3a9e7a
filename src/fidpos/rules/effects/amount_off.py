"""`amount_off`: five euros less."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.discount import grant, portion, with_tax
from fidpos.rules.effect import NOTHING, Act, Phase
from fidpos.rules.fields import PositiveMinor
from fidpos.rules.policy import FixedDiscount
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.units import use_up_lines
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountOff:
    """A fixed amount off the lines of a scope, never more than what is left of them.

    Attributes:
        consumes: the units of the lines that it reduces are gone for later discounts.
        on_consumed: also reduces units that an earlier effect consumed.
    """

    code: ClassVar[str] = "amount_off"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    amount_minor: PositiveMinor
    scope: Scope = EVERYTHING
    consumes: bool = False
    on_consumed: bool = False

    def compile(self, binding: Binding, /) -> Act:
        """Spread in proportion to what is left of each line."""
        owner, amount_minor = binding.owner, self.amount_minor
        consumes, on_consumed = self.consumes, self.on_consumed
        scope = binding.scope(self.scope)
        before_tax = binding.policies.fixed_discount is FixedDiscount.BEFORE_TAX

        def act(working: Working) -> str:
            part = portion(working, scope, on_consumed=on_consumed or working.points_pay)
            if part.left == 0:
                return NOTHING
            wanted = with_tax(working, amount_minor, part) if before_tax else amount_minor
            working.full_discount_minor = wanted
            answer = grant(working, owner, wanted, part)
            if consumes and answer != NOTHING:
                use_up_lines(working, part)
            return answer

        return act
