"""`cashback`: two per cent of the purchase as credit for the next ones."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.domain.money import PPM, floor_ratio, half_up_ratio
from fidpos.rules.base import earning_base
from fidpos.rules.binding import Binding
from fidpos.rules.credit import credit
from fidpos.rules.effect import Act, Phase
from fidpos.rules.fields import Code, Points, SharePpm
from fidpos.rules.policy import EarningBase
from fidpos.rules.scope import EVERYTHING, Scope
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Cashback:
    """A share of the lines of a scope, credited on a counter of money; multipliers multiply it.

    Attributes:
        base: the amount before or after discounts, None for what the policies say.
        cap_minor: most that it credits on one visit, None for no cap.
    """

    code: ClassVar[str] = "cashback"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.EARNING})
    redeemable: ClassVar[bool] = False

    counter: Code
    share_ppm: SharePpm
    scope: Scope = EVERYTHING
    base: EarningBase | None = None
    cap_minor: Points | None = None

    def compile(self, binding: Binding, /) -> Act:
        """The counter must count money."""
        binding.check_counter(self.counter)
        if self.counter not in binding.money_counters:
            raise binding.refuse("counter", f"{self.counter!r} does not count money")
        owner, counter, share_ppm, cap_minor = binding.owner, self.counter, self.share_ppm, self.cap_minor
        scope, base, policies = binding.scope(self.scope), self.base, binding.policies
        ratio = half_up_ratio if counter in binding.half_up_counters else floor_ratio

        def act(working: Working) -> str:
            amounts = working.base if base is None else earning_base(policies, working, base)
            amount = sum([amounts[line] for line in working.lines_of[scope]])
            return credit(working, owner, counter, ratio(amount, share_ppm, PPM), cap_minor)

        return act
