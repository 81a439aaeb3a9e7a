"""Units of the basket: the cheapest two, every second one, complete groups. And which of them are used up.

Units are never listed one by one: a line of a million pieces is a run or two, so that no basket can hang a
till. Weighed goods count as one unit; what is returned, and what costs nothing, as none.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple

from fidpos.domain.basket import QUANTITY_UNIT, BasketLine
from fidpos.rules.discount import Portion, portion
from fidpos.rules.fields import Within
from fidpos.rules.working import Working

UnitCount = Annotated[int, Within(1, 1000)]


class Run(NamedTuple):
    """Units of one line that cost the same."""

    price: int
    pieces: int
    line: int


class Pick(StrEnum):
    """Which units an effect is about."""

    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    NTH = "nth"
    """The cheapest of each complete group of n, dearest first: the second one at half the price."""


class Picked(NamedTuple):
    """Units that an effect reduces, and all that it uses up: these, and those that qualify for them."""

    reduced: list[Run]
    used: list[Run]


def units_in(line: BasketLine) -> int:
    """How many units the line is."""
    return _whole(line.quantity) if line.quantity > 0 else 0


def units_back(line: BasketLine) -> int:
    """How many units the line returns."""
    return _whole(-line.quantity) if line.quantity < 0 else 0


def _whole(quantity: int) -> int:
    """What was weighed is one."""
    whole, rest = divmod(quantity, QUANTITY_UNIT)
    return 1 if rest else whole


def runs(working: Working, scope: int, *, on_consumed: bool) -> list[Run]:
    """The units of a scope that are left, dearest first; the line's order decides only between equals."""
    part = portion(working, scope, on_consumed=on_consumed)
    lines = working.facts.visit.lines
    found: list[Run] = []
    for line, amount in zip(part.lines, part.amounts, strict=True):
        units = units_in(lines[line])
        if not on_consumed:
            units -= working.consumed.get(line, 0)
        if units > 0 and amount > 0:
            price, dearer = divmod(amount, units)
            found += [Run(price + 1, dearer, line)] if dearer else []
            found += [Run(price, units - dearer, line)] if price else []
    return sorted(found, key=lambda run: (-run.price, _looks(lines[run.line]), run.line))


def pick(all_runs: Sequence[Run], how: Pick, n: int) -> Picked:
    """Choose among units that stand dearest first.

    Args:
        all_runs: from `runs`.
        how: which of them.
        n: how many, or the size of a group.
    """
    if how is Pick.NTH:
        return Picked(_each_nth(all_runs, n), first(all_runs, count(all_runs) // n * n))
    chosen = first(reversed(all_runs) if how is Pick.CHEAPEST else all_runs, n)
    return Picked(chosen, chosen)


def first(ordered: Iterable[Run], n: int) -> list[Run]:
    """The first `n` units."""
    taken: list[Run] = []
    for run in ordered:
        if n <= 0:
            break
        taken.append(run._replace(pieces=min(run.pieces, n)))
        n -= run.pieces
    return taken


def count(some: Iterable[Run]) -> int:
    """How many units."""
    return sum(run.pieces for run in some)


def worth(some: Iterable[Run]) -> dict[int, int]:
    """What the units cost, by line."""
    amounts: dict[int, int] = {}
    for run in some:
        amounts[run.line] = amounts.get(run.line, 0) + run.price * run.pieces
    return amounts


def use_up(working: Working, used: Iterable[Run], off: dict[int, int]) -> None:
    """From here on the units are gone for discounts.

    Args:
        working: the evaluation in progress.
        used: the units, at what they cost before the effect.
        off: by line, what the effect took off them.
    """
    runs_used = list(used)
    for run in runs_used:
        working.consumed[run.line] = working.consumed.get(run.line, 0) + run.pieces
    lines, net = working.facts.visit.lines, working.net
    for line, amount in worth(runs_used).items():
        locked = working.locked.get(line, 0) + amount - off.get(line, 0)
        all_used = working.consumed[line] >= units_in(lines[line])
        working.locked[line] = net[line] if all_used else min(locked, net[line])


def set_free(working: Working, reduced: Iterable[Run], off: dict[int, int]) -> None:
    """Remember the units that an effect left nothing to pay for: they earn nothing by the piece.

    A cap that leaves something of the units of a line leaves it of each of them, as between lines.

    Args:
        working: the evaluation in progress.
        reduced: the units that the effect reduced, at what they cost before it.
        off: by line, what it took off them.
    """
    freed = working.freed_by_rewards if working.points_pay else working.freed_by_rules
    runs_reduced = list(reduced)
    cost = worth(runs_reduced)
    for run in runs_reduced:
        if off.get(run.line, 0) == cost[run.line]:
            freed[run.line] = freed.get(run.line, 0) + run.pieces


def use_up_lines(working: Working, part: Portion) -> None:
    """The same for every unit of the lines of a portion."""
    for line, amount in zip(part.lines, part.amounts, strict=True):
        if amount > 0:
            working.consumed[line] = units_in(working.facts.visit.lines[line])
            working.locked[line] = working.net[line]


def _each_nth(all_runs: Sequence[Run], n: int) -> list[Run]:
    chosen, before = [], 0
    for run in all_runs:
        after = before + run.pieces
        hits = after // n - before // n
        if hits:
            chosen.append(run._replace(pieces=hits))
        before = after
    return chosen


def _looks(line: BasketLine) -> tuple[object, ...]:
    """What tells lines of one price apart, so that their order in the basket means nothing."""
    names = (line.article, line.brand, line.categories, sorted(line.labels), line.label)
    return (*names, line.tax_rate_ppm, line.amount_minor, line.quantity)
