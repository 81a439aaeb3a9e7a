"""The control group: what members bring beyond those who are held out, and how sure that is.

The difference of the means with a 95 % interval, the variances of the two groups not being the same (B. L.
Welch, 1947; with the normal quantile, groups being large). Zero within the interval: nothing was shown.
"""

from dataclasses import dataclass
from math import sqrt

FEW = 30
"""A group smaller than that says nothing: the normal quantile does not hold."""
_QUANTILE = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Members with what each of them paid in the period, nothing included.

    Attributes:
        members: how many.
        total_minor: what they paid.
        squares_minor: the sum of the squares of what each paid.
    """

    members: int
    total_minor: int
    squares_minor: int

    @property
    def mean_minor(self) -> float:
        """Revenue for each of them, whether they bought or not."""
        return self.total_minor / self.members

    @property
    def error_squared(self) -> float:
        """Variance of the mean."""
        spread = self.squares_minor - self.total_minor**2 / self.members
        return max(0.0, spread) / (self.members - 1) / self.members


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a member brings more than one who is held out, in minor units."""

    mean_minor: float
    low_minor: float
    high_minor: float

    @property
    def is_shown(self) -> bool:
        """Whether it is more than chance, 19 times of 20."""
        return not self.low_minor <= 0 <= self.high_minor


def difference(served: Group, held_out: Group) -> Difference | None:
    """None while one of the groups is too small."""
    if min(served.members, held_out.members) < FEW:
        return None
    mean = served.mean_minor - held_out.mean_minor
    margin = _QUANTILE * sqrt(served.error_squared + held_out.error_squared)
    return Difference(mean_minor=mean, low_minor=mean - margin, high_minor=mean + margin)
