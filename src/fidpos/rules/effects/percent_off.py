"""`percent_off`: five per cent less, up to a cap."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.domain.money import PPM, half_up_ratio
from fidpos.rules.binding import Binding
from fidpos.rules.discount import grant, portion
from fidpos.rules.effect import NOTHING, Act, Phase
from fidpos.rules.fields import PositiveMinor, SharePpm
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.units import use_up_lines
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentOff:
    """A share of what is left of the lines of a scope, halves of a minor unit rounded up.

    Attributes:
        cap_minor: most that it takes off on one visit, None for no cap.
        consumes: the units of the lines that it reduces are gone for later discounts.
        on_consumed: also reduces units that an earlier effect consumed.
    """

    code: ClassVar[str] = "percent_off"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.LINE, Phase.BASKET})
    redeemable: ClassVar[bool] = True

    share_ppm: SharePpm
    cap_minor: PositiveMinor | None = None
    scope: Scope = EVERYTHING
    consumes: bool = False
    on_consumed: bool = False

    def compile(self, binding: Binding, /) -> Act:
        """Round once, then spread."""
        owner, share_ppm, cap_minor = binding.owner, self.share_ppm, self.cap_minor
        consumes, on_consumed = self.consumes, self.on_consumed
        scope = binding.scope(self.scope)

        def act(working: Working) -> str:
            part = portion(working, scope, on_consumed=on_consumed or working.points_pay)
            off = half_up_ratio(part.left, share_ppm, PPM)
            if off == 0:
                return NOTHING
            answer = grant(working, owner, off, part, cap_minor)
            if consumes and answer != NOTHING:
                use_up_lines(working, part)
            return answer

        return act
