"""Money in integer minor units, rates in parts per million, and every rounding the product uses, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from fidpos.domain.errors import InvalidValue

PPM = 1_000_000
"""Parts per million in a whole: 100 % is 1,000,000 ppm."""

_EXPONENTS = {
    "EUR": 2,
    "CHF": 2,
    "GBP": 2,
    "USD": 2,
    "CAD": 2,
    "DKK": 2,
    "SEK": 2,
    "NOK": 2,
    "XPF": 0,
    "XOF": 0,
    "JPY": 0,
    "TND": 3,
}


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency; `exponent` is the number of decimals of its minor unit."""

    code: str
    exponent: int

    @classmethod
    def of(cls, code: str) -> Self:
        """The currency named by its ISO 4217 code.

        Raises:
            InvalidValue: fidpos does not know the code.
        """
        try:
            return cls(code, _EXPONENTS[code])
        except KeyError:
            raise InvalidValue(f"unknown currency {code!r}") from None


EUR = Currency.of("EUR")


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents for EUR). Arithmetic between two currencies is refused."""

    minor: int
    currency: Currency

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise InvalidValue(f"{self.currency.code} and {other.currency.code} do not add up")
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0


def floor_ratio(value: int, numerator: int, denominator: int) -> int:
    """`value * numerator / denominator`, rounded towards minus infinity."""
    return value * numerator // denominator


def half_up_ratio(value: int, numerator: int, denominator: int) -> int:
    """`value * numerator / denominator`, halves rounded away from zero (what customers expect)."""
    product = value * numerator
    quotient = (2 * abs(product) + denominator) // (2 * denominator)
    return quotient if product >= 0 else -quotient


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Spread `total` over `weights` by largest remainder; the parts always sum to `total`.

    Ties go to the earlier weight. When all weights are zero, the first one takes everything.

    Raises:
        InvalidValue: a weight is negative, or there is something to spread and nothing to spread it over.
    """
    if any(weight < 0 for weight in weights):
        raise InvalidValue("a weight cannot be negative")
    if not weights:
        if total:
            raise InvalidValue("nothing to spread an amount over")
        return []
    whole = sum(weights)
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    sign = -1 if total < 0 else 1
    parts, remainders = zip(*(divmod(abs(total) * weight, whole) for weight in weights), strict=True)
    shares = list(parts)
    missing = abs(total) - sum(shares)
    for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:missing]:
        shares[index] += 1
    return [sign * share for share in shares]
