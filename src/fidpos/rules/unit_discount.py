"""What the effects on single units have in common: choose units, reduce them, use them up."""

from collections.abc import Callable

from fidpos.domain.money import PPM, half_up_ratio
from fidpos.rules.discount import grant_shares, spread
from fidpos.rules.effect import NOTHING, Act
from fidpos.rules.units import Pick, Picked, Run, pick, runs, set_free, use_up, worth
from fidpos.rules.working import Working

Choose = Callable[[Working], Picked]
"""The units that an effect finds in the basket."""
Reduce = Callable[[Working, list[Run]], dict[int, int]]
"""How much of each line comes off for these units."""


def unit_act(
    owner: str, choose: Choose, reduce: Reduce, *, cap_minor: int | None = None, consumes: bool = True
) -> Act:
    """An act that takes something off some units.

    Args:
        owner: code of the rule or reward.
        choose: which units.
        reduce: what comes off.
        cap_minor: most that it takes off on one visit.
        consumes: the units, and those that qualify for them, are gone for the next discounts.
    """

    def act(working: Working) -> str:
        picked = choose(working)
        if not picked.reduced:
            return NOTHING
        before = len(working.discounts)
        answer = grant_shares(working, owner, reduce(working, picked.reduced), cap_minor)
        given = {each.line: each.amount_minor for each in working.discounts[before:]}
        if given:
            set_free(working, picked.reduced, given)
            if consumes:
                use_up(working, picked.used, given)
        return answer

    return act


def picking(scope: int, how: Pick, n: int, *, on_consumed: bool) -> Choose:
    """Choose units of a scope by their price."""
    return lambda working: pick(runs(working, scope, on_consumed=on_consumed), how, n)


def share_of(share_ppm: int) -> Reduce:
    """A share of what the units cost together, rounded once, halves up, then spread over their lines."""

    def reduce(working: Working, reduced: list[Run]) -> dict[int, int]:
        amounts = worth(reduced)
        if share_ppm == PPM:
            return amounts
        lines = sorted(amounts)
        weights = [amounts[line] for line in lines]
        off = half_up_ratio(sum(weights), share_ppm, PPM)
        return dict(zip(lines, spread(working, off, lines, weights), strict=True))

    return reduce


def each_less(less: Callable[[int], int]) -> Reduce:
    """For each unit what `less` says of its price."""

    def reduce(_working: Working, reduced: list[Run]) -> dict[int, int]:
        amounts: dict[int, int] = {}
        for run in reduced:
            amounts[run.line] = amounts.get(run.line, 0) + less(run.price) * run.pieces
        return amounts

    return reduce
