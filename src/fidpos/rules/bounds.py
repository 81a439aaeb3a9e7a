"""Bounds on a whole number, inclusive or strict, and how far a value is from them."""

from collections.abc import Callable
from dataclasses import dataclass

from fidpos.domain.errors import InvalidValue
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import MINOR_MAX, Minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """At least one of: `at_least` and `at_most` allow the value itself, `above` and `below` do not."""

    at_least: Minor | None = None
    above: Minor | None = None
    at_most: Minor | None = None
    below: Minor | None = None

    def __post_init__(self) -> None:
        """Refuse bounds that hold nothing back, or everything.

        Raises:
            InvalidValue: no bound, two on one side, or no number lies between them.
        """
        low, high = (self.at_least, self.above), (self.at_most, self.below)
        if low == high == (None, None):
            raise InvalidValue("at least one bound is needed")
        if None not in low or None not in high:
            raise InvalidValue("each side has one bound, inclusive or strict")
        if self.low > self.high:
            raise InvalidValue("no number lies within these bounds")

    @property
    def low(self) -> int:
        """The smallest whole number within the bounds."""
        if self.above is not None:
            return self.above + 1
        return self.at_least or 0

    @property
    def high(self) -> int:
        """The largest whole number within the bounds."""
        if self.below is not None:
            return self.below - 1
        return MINOR_MAX if self.at_most is None else self.at_most

    def misser(self, condition: str, unit: Unit) -> Callable[[int | None], Miss]:
        """What makes the miss of a value outside the bounds, or of an unknown one.

        Args:
            condition: code of the condition.
            unit: in which a value that is too small is told how far it is; NONE when nothing can be done.
        """
        low, high = self.low, self.high

        def miss(seen: int | None) -> Miss:
            if seen is None or seen > high:
                return Miss(condition, seen, low if seen is None else high)
            return Miss(condition, seen, low, low - seen if unit else None, unit)

        return miss
