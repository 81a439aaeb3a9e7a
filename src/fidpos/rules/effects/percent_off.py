"""`percent_off`: five per cent less, up to a cap."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.domain.money import PPM, half_up_ratio
from fidpos.rules.binding import Binding
from fidpos.rules.effect import NOTHING, Act, Phase
from fidpos.rules.fields import PositiveMinor, SharePpm
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentOff:
    """A share of what is left of the lines of a scope, halves of a minor unit rounded up.

    Attributes:
        cap_minor: most that it takes off on one visit, None for no cap.
    """

    code: ClassVar[str] = "percent_off"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    share_ppm: SharePpm
    cap_minor: PositiveMinor | None = None
    scope: Scope = EVERYTHING

    def compile(self, binding: Binding, /) -> Act:
        """Round once, then spread."""
        owner, share_ppm, cap_minor = binding.owner, self.share_ppm, self.cap_minor
        scope = binding.scope(self.scope)

        def act(working: Working) -> str:
            off = half_up_ratio(working.reducible(scope), share_ppm, PPM)
            if off == 0:
                return NOTHING
            if cap_minor is not None and off > cap_minor:
                working.take_off(owner, cap_minor, scope)
                return "cap_minor"
            working.take_off(owner, off, scope)
            return ""

        return act
