"""Discounts: what can still come off which lines, and how one is spread, exact to the minor unit.

No line is ever reduced below zero, nor the whole purchase; lines that are spared, and units that an earlier
effect consumed, are left alone.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

from fidpos.domain.money import PPM, allocate, half_up_ratio
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import LineDiscount
from fidpos.rules.working import Working

AMOUNT_DUE = "amount_due"
CAP = "cap_minor"
RULE_CAP = "rule_cap_minor"


class Portion(NamedTuple):
    """Lines, and how much of each can come off.

    Attributes:
        left: how much of all of them together; returned goods in the basket lower it.
    """

    lines: Sequence[int]
    amounts: Sequence[int]
    left: int


def portion(working: Working, scope: int, *, on_consumed: bool) -> Portion:
    """What discounts can take off the lines of a scope."""
    lines, net = working.lines_of[scope], working.net
    if working.spared or working.barred:
        lines = [line for line in lines if line not in working.spared and line not in working.barred]
    amounts = [net[line] for line in lines]
    if working.locked and not on_consumed:
        locked = working.locked
        amounts = [amount - locked.get(line, 0) for line, amount in zip(lines, amounts, strict=True)]
    left = min(sum(amounts), working.amount_minor - working.discount_minor)
    return Portion(lines, amounts, max(left, 0))


def grant(working: Working, source: str, wanted: int, part: Portion, cap_minor: int | None = None) -> str:
    """Take off what is wanted, as far as the portion and the caps allow, spread by what is left of each line.

    Returns:
        What an act answers.
    """
    given, answer = _capped(working, wanted, part.left, cap_minor)
    if given == 0:
        return NOTHING
    weights = part.amounts
    if min(weights) < 0:
        weights = [max(0, weight) for weight in weights]
    take_off(working, source, part.lines, spread(working, given, part.lines, weights))
    return answer


def grant_shares(
    working: Working, source: str, shares: Mapping[int, int], cap_minor: int | None = None
) -> str:
    """The same for a discount of which each line's share is known; a cap lowers them in proportion.

    Args:
        working: the evaluation in progress.
        source: code of the rule or reward.
        shares: by line, not more than what is left of it.
        cap_minor: most that it takes off.
    """
    wanted, lines = sum(shares.values()), sorted(shares)
    left = max(0, working.amount_minor - working.discount_minor)
    given, answer = _capped(working, wanted, left, cap_minor)
    if given == 0:
        return NOTHING
    amounts = [shares[line] for line in lines]
    take_off(working, source, lines, amounts if given == wanted else spread(working, given, lines, amounts))
    return answer


def with_tax(working: Working, amount_minor: int, part: Portion) -> int:
    """What an amount before tax takes off the prices of a portion as they are shown; rounded once, halves up.

    It is more by as much as what is left of these lines is more than the same without its tax.
    """
    lines, left_of_rate = working.facts.visit.lines, dict[int, int]()
    for line, amount in zip(part.lines, part.amounts, strict=True):
        rate = lines[line].tax_rate_ppm if lines[line].tax_included else 0
        left_of_rate[rate] = left_of_rate.get(rate, 0) + max(0, amount)
    scale = prod(PPM + rate for rate in left_of_rate)
    untaxed = sum(left * PPM * (scale // (PPM + rate)) for rate, left in left_of_rate.items())
    return half_up_ratio(amount_minor, sum(left_of_rate.values()) * scale, untaxed)


def spread(working: Working, amount_minor: int, lines: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Shares of the lines by largest remainder: first of their tax groups, then of the lines within each.

    So each tax group gets what it must, to the minor unit, however many lines it has. Between equal
    remainders the lower rate comes first, then the earlier line.
    """
    if working.one_tax:
        return allocate(amount_minor, weights)
    rates = working.tax_rates
    groups: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        groups.setdefault(rates[line], []).append(place)
    places_of = [groups[rate] for rate in sorted(groups)]
    quotas = allocate(amount_minor, [sum([weights[place] for place in places]) for places in places_of])
    shares = [0] * len(lines)
    for quota, places in zip(quotas, places_of, strict=True):
        for place, share in zip(places, allocate(quota, [weights[place] for place in places]), strict=True):
            shares[place] = share
    return shares


def take_off(working: Working, source: str, lines: Sequence[int], shares: Sequence[int]) -> None:
    """Book the shares; on a line with consumed units, they come off the other ones first."""
    net, locked = working.net, working.locked
    for line, share in zip(lines, shares, strict=True):
        if share:
            net[line] -= share
            if locked and locked.get(line, 0) > net[line]:
                locked[line] = net[line]
            working.discounts.append(LineDiscount(line, source, share))
            working.discount_minor += share


def _capped(working: Working, wanted: int, left: int, cap_minor: int | None) -> tuple[int, str]:
    """What can be given, and the name of the cap that made it less."""
    given, answer = (wanted, "") if wanted <= left else (left, AMOUNT_DUE)
    if cap_minor is not None and given > cap_minor:
        given, answer = cap_minor, CAP
    if working.cap_minor is not None:
        if given > working.cap_minor:
            given, answer = working.cap_minor, RULE_CAP
            working.used_up = working.used_up if given else RULE_CAP
        working.cap_minor -= given
    return given, answer
