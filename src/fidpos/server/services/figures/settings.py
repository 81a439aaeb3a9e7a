"""How the merchant counts: who is dormant or lost, what a point is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fidpos.domain.errors import InvalidValue

PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSettings:
    """A merchant's choices; what stands here is what holds until they choose.

    Attributes:
        dormant_days: whoever bought nothing for so long is dormant.
        lost_days: and for so long, lost.
        point_worth_ppm: by counter, what one of its points is worth in millionths of a minor unit.
        settle_days: so long after its end a month is kept as it stands: tills may be late.
    """

    dormant_days: int = 90
    lost_days: int = 365
    point_worth_ppm: Mapping[str, int] = field(default_factory=dict)
    settle_days: int = 7

    def __post_init__(self) -> None:
        if not 1 <= self.dormant_days < self.lost_days:
            raise InvalidValue("who is lost was dormant before")
        if self.settle_days < 0:
            raise InvalidValue("no such number of days")
        if any(worth < 0 for worth in self.point_worth_ppm.values()):
            raise InvalidValue("a point is worth nothing or more")

    def worth_minor(self, counter: str, points: int) -> int:
        """What so many points are worth, rounded down; nothing where the merchant has not said."""
        return points * self.point_worth_ppm.get(counter, 0) // PPM
