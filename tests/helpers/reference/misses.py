"""How a condition says that it does not hold."""

from fractions import Fraction

from fidpos.rules.bounds import Bounds
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import MINOR_MAX


def lowest(bounds: Bounds) -> int:
    """The smallest whole number within the bounds."""
    if bounds.above is not None:
        return bounds.above + 1
    return bounds.at_least if bounds.at_least is not None else 0


def highest(bounds: Bounds) -> int:
    """The largest whole number within the bounds."""
    if bounds.below is not None:
        return bounds.below - 1
    return bounds.at_most if bounds.at_most is not None else MINOR_MAX


def is_within(bounds: Bounds, value: Fraction) -> bool:
    """Whether a number, whole or not, lies within the bounds."""
    return (
        (bounds.at_least is None or value >= bounds.at_least)
        and (bounds.above is None or value > bounds.above)
        and (bounds.at_most is None or value <= bounds.at_most)
        and (bounds.below is None or value < bounds.below)
    )


def unless_within(code: str, bounds: Bounds, seen: int | None, unit: Unit = Unit.NONE) -> Miss | None:
    """None for a value within the bounds; an unknown one never is."""
    if seen is None:
        return Miss(code, None, lowest(bounds))
    if seen < lowest(bounds):
        missing = None if unit is Unit.NONE else lowest(bounds) - seen
        return Miss(code, seen, lowest(bounds), missing, unit)
    return Miss(code, seen, highest(bounds)) if seen > highest(bounds) else None
