"""Roundings and shares, with fractions."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

WHOLE_PPM = 1_000_000


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def rounded_down(value: Fraction) -> int:
    """The whole number below."""
    return floor(value)


def rounded_up(value: Fraction) -> int:
    """The whole number above."""
    return ceil(value)


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` (not negative) in proportion to the weights; what is missing goes to the largest fractions."""
    if total == 0:
        return [0 for _ in weights]
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [floor(each) for each in exact]
    while sum(shares) < total:
        shortest = max(range(len(weights)), key=lambda place: (exact[place] - shares[place], -place))
        shares[shortest] += 1
    return shares
