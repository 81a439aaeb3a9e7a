"""How revenue is spread over members: RFM grid and Pareto curve.

RFM after A. Hughes, Strategic Database Marketing: recency, frequency and monetary value in fifths. Fifths are
by rank here, and whoever has the same value has the same fifth: score = 1 + floor(5 x fewer / n), where
`fewer` counts the members with a smaller value. Purchases come in small numbers, and a cut through the middle
of equals would move people about from day to day.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

FIFTHS = 5


class Bought(NamedTuple):
    """A member in the period: when they came last (as a day's number), how often, for how much."""

    last: int
    visits: int
    revenue_minor: int


class Cell(NamedTuple):
    """Fifths of a member, 5 the best."""

    recency: int
    frequency: int
    money: int


def fifths(values: Sequence[int]) -> list[int]:
    """The fifth of each value among all of them, 1 the lowest."""
    in_order = sorted(values)
    count = len(in_order)
    return [1 + FIFTHS * bisect_left(in_order, value) // count for value in values]


def cells(members: Sequence[Bought]) -> list[Cell]:
    """The cell of each member."""
    columns = zip(*members, strict=True) if members else ((), (), ())
    return [Cell(*scores) for scores in zip(*(fifths(column) for column in columns), strict=True)]


class Point(NamedTuple):
    """The best `members_percent` of members bring `revenue_percent` of the revenue."""

    members_percent: float
    revenue_percent: float


def pareto(revenues_minor: Sequence[int], steps: int = 20) -> list[Point]:
    """The real curve: members in the order of what they paid, the best first, and their share of the whole.

    Who paid nothing or less, since more came back than was bought, brings nothing.
    """
    in_order = sorted((max(0, each) for each in revenues_minor), reverse=True)
    whole = sum(in_order)
    if not whole:
        return []
    points, so_far, place = [Point(0.0, 0.0)], 0, 0
    for step in range(1, steps + 1):
        upto = len(in_order) * step // steps
        so_far += sum(in_order[place:upto])
        place = upto
        points.append(Point(100.0 * step / steps, 100.0 * so_far / whole))
    return points


def share_of_best(revenues_minor: Sequence[int], percent: int = 20) -> tuple[int, int, int]:
    """The best so many percent, rounded down: how many they are, what they paid, what all paid."""
    in_order = sorted((max(0, each) for each in revenues_minor), reverse=True)
    count = len(in_order) * percent // 100
    return count, sum(in_order[:count]), sum(in_order)
