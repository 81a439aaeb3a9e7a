"""`multiply_earned`: double points on Tuesdays, or by tier."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Code, FactorPpm
from fidpos.rules.working import Multiplier, Working


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiplyEarned:
    """Multiplies everything that amounts, units and lines earn on one counter on this visit.

    It counts at the end of the earning phase, so that neither priority nor order changes what is multiplied;
    what several give together is a policy (`Policies.multiples`). For two persons a rule multiplies once.
    """

    code: ClassVar[str] = "multiply_earned"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING})
    redeemable: ClassVar[bool] = False

    counter: Code
    factor_ppm: FactorPpm

    def compile(self, binding: Binding, /) -> Act:
        """One ready record, settled by `earning.settle`."""
        binding.check_counter(self.counter)
        counter, multiplier = self.counter, Multiplier(binding.owner, self.factor_ppm)

        def act(working: Working) -> str:
            multipliers = working.multipliers.setdefault(counter, [])
            if not any(each is multiplier for each in multipliers):
                multipliers.append(multiplier)
            return ""

        return act
