"""What the effects that move a member between tiers have in common."""

from datetime import date
from typing import Annotated

from fidpos.rules.binding import Binding
from fidpos.rules.effect import NOTHING, Act
from fidpos.rules.fields import Within
from fidpos.rules.windows import add_months
from fidpos.rules.working import TierMove, Working

TermMonths = Annotated[int, Within(0, 120)]


def move_act(binding: Binding, tier: str, months: int | None, *, up: bool) -> Act:
    """An act that gives a tier above, or below, the one held; `Ladder.status` has the last word.

    Args:
        binding: of the effect.
        tier: its code, empty for the next one.
        months: its term, 0 for no end, None for the tier's own.
        up: above, or below.

    Raises:
        ProgrammeError: no such tier.
    """
    terms = binding.tier_terms
    codes = tuple(terms)
    if tier and tier not in terms:
        raise binding.refuse("tier", f"no tier has the code {tier!r}")
    owner = binding.owner

    def act(working: Working) -> str:
        held = codes.index(working.tier_before) if working.tier_before in terms else -1
        target = codes.index(tier) if tier else held + (1 if up else -1)
        beyond = target <= held if up else target >= held
        if beyond or not 0 <= target < len(codes):
            return NOTHING
        term = terms[codes[target]] if months is None else months
        working.tier_moves.append(TierMove(owner, codes[target], _until(working.day, term)))
        return ""

    return act


def _until(day: date, months: int) -> date | None:
    return add_months(day, months) if months else None
