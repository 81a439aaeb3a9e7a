"""The first figures of a period: revenue, basket, frequency, retention, attrition, share with a card.

Sources: P. Farris et al., Marketing Metrics (retention rate over the customers at the start); the "taux de
fidélisation" of French retail is the same quotient, over the customers of the period before.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from fidpos.server.services.figures.settings import FigureSettings


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient whose two parts are always shown with it."""

    numerator: int
    denominator: int

    @property
    def exact(self) -> Fraction | None:
        """The quotient; None over nothing, where it says nothing."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def rounded(self) -> int | None:
        """To whole units, halves up: for money."""
        exact = self.exact
        return None if exact is None else (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

    @property
    def ppm(self) -> int | None:
        """In millionths, rounded."""
        return None if self.exact is None else round(self.exact * 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What members bought in a period.

    Attributes:
        buyers: members with at least one purchase.
        visits: purchases that stand.
        revenue_minor: what they paid, after our discounts and what came back.
        discount_minor: what we took off.
    """

    buyers: int = 0
    visits: int = 0
    revenue_minor: int = 0
    discount_minor: int = 0

    @property
    def basket(self) -> Ratio:
        """Average basket = revenue of members / their purchases."""
        return Ratio(self.revenue_minor, self.visits)

    @property
    def frequency(self) -> Ratio:
        """Frequency = purchases / members who bought."""
        return Ratio(self.visits, self.buyers)

    @property
    def per_member(self) -> Ratio:
        """Revenue per member who bought = average basket x frequency."""
        return Ratio(self.revenue_minor, self.buyers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loyalty:
    """Who came back.

    Attributes:
        at_start: A, customers of the period before.
        kept: those of A who bought in the period too.
    """

    at_start: int = 0
    kept: int = 0

    @property
    def retention(self) -> Ratio:
        """Retention (taux de fidélisation) = |A ∩ B| / |A|."""
        return Ratio(self.kept, self.at_start)

    @property
    def attrition(self) -> Ratio:
        r"""Attrition = |A \ B| / |A|, of the customers at the start: whoever is new cannot hide who left."""
        return Ratio(self.at_start - self.kept, self.at_start)


class Standing(StrEnum):
    """How long ago somebody bought last."""

    ACTIVE = "active"
    DORMANT = "dormant"
    LOST = "lost"


def standing(last_on: date, day: date, settings: FigureSettings) -> Standing:
    """Of a member whose last purchase was on `last_on`, seen on `day`."""
    if last_on > day - timedelta(days=settings.dormant_days):
        return Standing.ACTIVE
    return Standing.DORMANT if last_on > day - timedelta(days=settings.lost_days) else Standing.LOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How many stand where at the end of a period; `new` bought for the first time within it."""

    new: int = 0
    active: int = 0
    dormant: int = 0
    lost: int = 0

    @property
    def known(self) -> int:
        """Everybody who ever bought."""
        return self.active + self.dormant + self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class WithCard:
    """Sales with a card beside all sales, on days and at tills whose closing says what the register sold.

    Attributes:
        revenue_minor: members' purchases there, after discounts.
        sales_minor: what the register sold in all.
    """

    revenue_minor: int = 0
    sales_minor: int = 0
    visits: int = 0
    tickets: int = 0

    @property
    def of_sales(self) -> Ratio:
        """Share with a card = revenue of members / sales of the register."""
        return Ratio(self.revenue_minor, self.sales_minor)
