"""What is promised and not yet claimed: points and gift cards, and how much of it will never be.

Liability = points outstanding x worth of one. Expected breakage = what expired / (expired + redeemed) over
the last twelve months, applied to what has an end (IFRS 15, B44-B47: breakage in proportion to the pattern of
rights exercised).
"""

from dataclasses import dataclass
from datetime import date

from fidpos.server.services.figures.formulas import Ratio
from fidpos.server.services.figures.settings import FigureSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Points whose last day is in the month; None for those without an end."""

    month: date | None
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPromise:
    """One counter.

    Attributes:
        endings: what is outstanding, by the month in which it ends.
        expired: points that ended unused within the last twelve months.
        redeemed: points that were spent within them.
    """

    counter: str
    endings: tuple[Ending, ...]
    expired: int
    redeemed: int

    @property
    def outstanding(self) -> int:
        """All points that members hold; an account that owes takes nothing off what others hold."""
        return sum(each.points for each in self.endings)

    @property
    def breakage(self) -> Ratio:
        """Share of points that end unused."""
        return Ratio(self.expired, self.expired + self.redeemed)

    @property
    def expected_unused(self) -> int:
        """Of those with an end, how many will presumably never be spent; rounded down."""
        ending = sum(each.points for each in self.endings if each.month is not None)
        return ending * self.expired // (self.expired + self.redeemed) if self.expired else 0

    def liability_minor(self, settings: FigureSettings) -> int:
        """Worth of all that is outstanding."""
        return settings.worth_minor(self.counter, self.outstanding)

    def expected_minor(self, settings: FigureSettings) -> int:
        """Worth of what will presumably be spent."""
        return settings.worth_minor(self.counter, self.outstanding - self.expected_unused)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftPromise:
    """Gift cards: what is outstanding, and within the period what was sold, spent and never claimed."""

    cards: int = 0
    outstanding_minor: int = 0
    sold_minor: int = 0
    spent_minor: int = 0
    expired_minor: int = 0

    @property
    def breakage(self) -> Ratio:
        """Share never claimed = expired / (expired + spent)."""
        return Ratio(self.expired_minor, self.expired_minor + self.spent_minor)
