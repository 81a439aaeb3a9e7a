"""`rule_used`: another rule, or this one, gave so often in a window."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.bounds import Bounds
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import Code
from fidpos.rules.windows import Window
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUsed:
    """How often a rule or a reward gave to the member lies within bounds, this visit excluded.

    Uses are counted from the day on which the programme first asks.
    """

    code: ClassVar[str] = "rule_used"

    rule: Code
    window: Window
    bounds: Bounds

    def compile(self, binding: Binding, /) -> Test:
        """Check that the programme has the rule, and have its uses recorded."""
        binding.check_rule("rule", self.rule)
        key = binding.uses(self.rule, self.window)
        low, high, miss = self.bounds.low, self.bounds.high, self.bounds.misser(self.code, Unit.NONE)

        def test(working: Working) -> Miss | None:
            seen = working.history.get(key)
            return None if seen is not None and low <= seen <= high else miss(seen)

        return test
