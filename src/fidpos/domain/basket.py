"""What the register says is being bought: one typed amount, or lines."""

from dataclasses import dataclass

from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import Money, half_up_ratio

QUANTITY_UNIT = 1000
"""Quantities are integers in thousandths, so that weighed goods stay exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """One line as the register counts it.

    Attributes:
        amount_minor: what the line costs before any discount of ours, tax as the register shows it; negative
            for what is returned.
        quantity: in thousandths of a unit; negative for what is returned.
        categories: path from the root, such as `("food", "bread")`.
        tax_rate_ppm: 200,000 for 20 %.
        discounted: the register already reduced it.
        earns: False for what never earns (tobacco, fees, gift cards).
    """

    amount_minor: int
    article: str = ""
    label: str = ""
    categories: tuple[str, ...] = ()
    brand: str = ""
    labels: frozenset[str] = frozenset()
    quantity: int = QUANTITY_UNIT
    tax_rate_ppm: int = 0
    tax_included: bool = True
    discounted: bool = False
    earns: bool = True

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing is known of it but the amount, as of one that was typed."""
        return not (self.article or self.categories or self.brand or self.labels or self.label)

    @property
    def unit_price_minor(self) -> int:
        """What one unit costs, halves rounded up; the whole line where no quantity is known."""
        if self.quantity == 0:
            return self.amount_minor
        return half_up_ratio(abs(self.amount_minor), QUANTITY_UNIT, abs(self.quantity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """The purchase: `amount` is the sum of the lines; a typed amount is a basket of one anonymous line."""

    amount: Money
    lines: tuple[BasketLine, ...]

    def __post_init__(self) -> None:
        """Check the money before anything is computed from it.

        Raises:
            InvalidValue: the lines do not sum to the amount, or it is negative.
        """
        if self.amount.minor < 0 or sum(line.amount_minor for line in self.lines) != self.amount.minor:
            raise InvalidValue("a basket's lines sum to its amount, which is never negative")

    @classmethod
    def of_amount(cls, amount: Money) -> "Basket":
        """A basket of which only the amount is known."""
        return cls(amount=amount, lines=(BasketLine(amount_minor=amount.minor),))
