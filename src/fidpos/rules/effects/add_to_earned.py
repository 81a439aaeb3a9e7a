"""`add_to_earned`: ten points more, for whoever earns any."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Code, Points
from fidpos.rules.working import Addition, Working


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToEarned:
    """`points` more when amounts, units or lines earned something on the counter on this visit.

    Like multipliers it counts at the end of the earning phase, after them: it is never multiplied. For two
    persons a rule adds once.
    """

    code: ClassVar[str] = "add_to_earned"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING})
    redeemable: ClassVar[bool] = False

    counter: Code
    points: Points

    def compile(self, binding: Binding, /) -> Act:
        """One ready record, settled by `earning.settle`."""
        binding.check_counter(self.counter)
        counter, addition = self.counter, Addition(binding.owner, self.points)

        def act(working: Working) -> str:
            additions = working.additions.setdefault(counter, [])
            if not any(each is addition for each in additions):
                additions.append(addition)
            return ""

        return act
