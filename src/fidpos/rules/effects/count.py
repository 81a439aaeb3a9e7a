"""`count`: nothing is given, but the rule remembers that it fired."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A use of the rule, recorded at close, for conditions and figures that count uses."""

    code: ClassVar[str] = "count"
    phases: ClassVar[frozenset[Phase]] = frozenset(Phase)
    redeemable: ClassVar[bool] = False

    def compile(self, binding: Binding, /) -> Act:
        """The compiler sees to it that the uses of a rule with this effect are recorded."""
        binding.record_uses()
        return _nothing_else


def _nothing_else(_working: Working) -> str:
    return ""
