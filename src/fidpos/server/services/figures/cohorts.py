"""Cohorts: those who bought for the first time in one month, and how many of them bought in each later one.

Source: P. Fader and B. Hardie, Customer-Base Analysis (tracking of acquisition cohorts).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fidpos.server.services.figures.formulas import Ratio
from fidpos.server.services.figures.period import month_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Those whose first purchase was in the month.

    Attributes:
        active: how many of them bought, month by month; the first is the cohort itself.
    """

    month: date
    active: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return self.active[0]

    def month_at(self, place: int) -> date:
        """The month so many later."""
        return month_after(self.month, place)

    def share(self, place: int) -> Ratio:
        """Who bought so many months later, of the cohort."""
        return Ratio(self.active[place], self.size)


def cohorts(counted: Iterable[tuple[int, int]], months: Sequence[date]) -> tuple[Cohort, ...]:
    """The table, from how many members came in just which months.

    Args:
        counted: months as bits, the lowest for the first of `months`, and members who came in these.
        months: one after the other; each cohort goes on to the last, months without anybody included.
    """
    came = [[0] * (len(months) - place) for place in range(len(months))]
    for bits, members in counted:
        began = (bits & -bits).bit_length() - 1
        for place, later in enumerate(range(began, len(months))):
            if bits >> later & 1:
                came[began][place] += members
    return tuple(
        Cohort(month=month, active=tuple(active))
        for month, active in zip(months, came, strict=True)
        if active[0]
    )
