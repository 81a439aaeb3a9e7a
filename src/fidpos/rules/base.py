"""What each line of a visit earns on, and how many of its units."""

from collections.abc import Mapping, Sequence

from fidpos.domain.money import allocate
from fidpos.rules.policy import EarningBase, Policies
from fidpos.rules.units import units_back
from fidpos.rules.working import Working


def earning_base(policies: Policies, working: Working, base: EarningBase | None = None) -> list[int]:
    """What each line earns on, once discounts and rewards are given; zero for a line that never earns.

    Args:
        policies: which discounts lower it, and whether what a gift card pays earns.
        working: with all discounts of the visit.
        base: instead of the policy's, for an effect that says so itself.
    """
    amounts = _after(policies, working, base or policies.earning_base)
    lines = working.facts.visit.lines
    earning = [amount if line.earns else 0 for amount, line in zip(amounts, lines, strict=True)]
    paid = working.facts.visit.gift_card_minor
    if paid and not policies.gift_card_earns:
        return _without(paid, earning)
    return earning


def freed_units(policies: Policies, working: Working) -> Mapping[int, int]:
    """By line, the units that earn nothing by the piece: discounts that lower the base left nothing of them.

    A line of several pieces so earns like as many lines of one piece.
    """
    by_rules = working.freed_by_rules if policies.earning_base is EarningBase.AFTER_DISCOUNT else {}
    by_rewards = working.freed_by_rewards if policies.reward_lowers_base else {}
    if not by_rules or not by_rewards:
        return by_rules or by_rewards
    lines = by_rules | by_rewards
    return {line: by_rules.get(line, 0) + by_rewards.get(line, 0) for line in lines}


def returned_units(working: Working, scope: int) -> int:
    """Units of the scope that come back with this basket: they once earned like those that are bought."""
    base, lines = working.base, working.facts.visit.lines
    return sum(
        [units_back(lines[n]) for n in working.lines_of[scope] if base[n] < 0 and lines[n].quantity < 0]
    )


def _after(policies: Policies, working: Working, base: EarningBase) -> Sequence[int]:
    net, before_rewards = working.net, working.before_rewards
    if base is EarningBase.AFTER_DISCOUNT:
        return net if policies.reward_lowers_base else before_rewards
    if policies.reward_lowers_base and before_rewards != net:
        by_rewards = [before - after for before, after in zip(before_rewards, net, strict=True)]
        return [gross - off for gross, off in zip(working.gross, by_rewards, strict=True)]
    return working.gross


def _without(paid_minor: int, earning: Sequence[int]) -> list[int]:
    """What is left when a part of the payment does not earn, spread over the lines by largest remainder."""
    weights = [max(0, amount) for amount in earning]
    shares = allocate(min(paid_minor, sum(weights)), weights)
    return [amount - share for amount, share in zip(earning, shares, strict=True)]
