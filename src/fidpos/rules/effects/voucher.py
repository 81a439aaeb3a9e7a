"""`voucher`: ten euros off the next visit, for two months."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding, Needs
from fidpos.rules.effect import Act, Effect, Phase
from fidpos.rules.evaluation import VoucherGranted
from fidpos.rules.expiry import NEVER, LotExpiry
from fidpos.rules.fields import Minor, Within
from fidpos.rules.policy import LastDay
from fidpos.rules.titles import Titles
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """A right to an effect on a later visit; it keeps this effect, whatever the programme says by then.

    Attributes:
        effect: what it gives, such as a discount or a gift.
        valid_after_days: from how many days after this visit on; 0 for the next visit.
        expiry: its last day, counted from the first one.
        least_minor: smallest purchase on which it can be used.
        worth_minor: what it is worth, only to compare the rules of a group that gives the best.
    """

    code: ClassVar[str] = "voucher"
    phases: ClassVar[frozenset[Phase]] = frozenset({Phase.AFTER})
    redeemable: ClassVar[bool] = True

    title: Titles
    effect: Effect
    valid_after_days: Annotated[int, Within(0, 3660)] = 0
    expiry: LotExpiry = NEVER
    least_minor: Minor = 0
    worth_minor: Minor = 0

    def compile(self, binding: Binding, /) -> Act:
        """What it gives must be something that a later visit can use, and not have ended before it begins."""
        if not (self.effect.redeemable and self.effect.phases) or isinstance(self.effect, Voucher):
            raise binding.refuse("effect", f"{self.effect.code!r} cannot be given by a voucher")
        self.effect.compile(replace(binding.inside("effect"), needs=Needs()))
        owner = binding.owner
        excluded = binding.policies.last_day is LastDay.EXCLUDED
        life_days = self.expiry.shortest_days(excluded=excluded)
        if life_days is not None and life_days < 0:
            raise binding.refuse("expiry", "with the last day excluded, some could never be used")

        def act(working: Working) -> str:
            first = working.day + timedelta(days=self.valid_after_days)
            working.vouchers.append(
                VoucherGranted(
                    source=owner,
                    title=self.title,
                    effect=self.effect,
                    valid_from=first,
                    valid_until=self.expiry.last_day(first, excluded=excluded),
                    least_minor=self.least_minor,
                    person=working.subject,
                    worth_minor=self.worth_minor,
                )
            )
            return ""

        return act
