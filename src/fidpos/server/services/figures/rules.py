"""What each rule and reward cost in a period, and what it came with."""

from dataclasses import dataclass
from typing import NamedTuple

from fidpos.server.services.figures.formulas import Ratio
from fidpos.server.services.figures.settings import FigureSettings


class Moved(NamedTuple):
    """Points of one counter that a source gave, or that it cost where below zero."""

    counter: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """One rule, reward, or all vouchers that were used.

    Attributes:
        visits: purchases that stand and on which it did something.
        revenue_minor: what was paid on them, after discounts.
        discount_minor: what it took off.
        vouchers: that it gave.
        moved: points, by counter.
    """

    source: str
    visits: int
    revenue_minor: int
    discount_minor: int
    vouchers: int
    moved: tuple[Moved, ...] = ()

    def points_minor(self, settings: FigureSettings) -> int:
        """Worth of the points that it gave; what a reward cost its member is no cost of ours."""
        return sum(settings.worth_minor(each.counter, each.points) for each in self.moved if each.points > 0)

    def cost_minor(self, settings: FigureSettings) -> int:
        """Cost = discounts + points given x worth. Vouchers cost when they are used."""
        return self.discount_minor + self.points_minor(settings)

    def cost_share(self, settings: FigureSettings) -> Ratio:
        """Cost / revenue of the purchases on which it did something."""
        return Ratio(self.cost_minor(settings), self.revenue_minor)
