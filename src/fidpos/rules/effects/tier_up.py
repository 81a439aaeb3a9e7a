"""`tier_up`: Gold for whoever joins at the opening."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Matching
from fidpos.rules.promotion import TermMonths, move_act


@dataclass(frozen=True, slots=True, kw_only=True)
class TierUp:
    """From the next visit on the member holds a higher tier, whatever the tier basis counts.

    The highest of what several rules and the visit itself give is held; of one tier, for the longest term.

    Attributes:
        tier: its code, empty for the one above the tier held.
        months: how long, 0 for no end, None for the tier's own term.
    """

    code: ClassVar[str] = "tier_up"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING, Phase.AFTER})
    redeemable: ClassVar[bool] = False

    tier: Annotated[str, Matching(r"([a-z][a-z0-9_]{0,39})?")] = ""
    months: TermMonths | None = None

    def compile(self, binding: Binding, /) -> Act:
        """The tier must exist."""
        return move_act(binding, self.tier, self.months, up=True)
