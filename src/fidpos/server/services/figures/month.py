"""A month as it stood once it was over everywhere: kept, so that the past does not change afterwards."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fidpos.server.services.figures.formulas import Activity, Loyalty, Standings, WithCard
from fidpos.server.services.figures.period import month_after, month_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """Of one shop, or of all together.

    Attributes:
        loyalty: beside the month before.
        standings: on its last day.
    """

    activity: Activity
    loyalty: Loyalty
    standings: Standings
    with_card: WithCard


def over(today: date, settle_days: int) -> date:
    """The first day of the first month that is not yet over everywhere.

    A day more than the merchant wants: it is over in each zone of the world then.
    """
    return month_of(today - timedelta(days=settle_days + 1))


def due(began: date, today: date, settle_days: int, kept: Collection[date]) -> Iterator[date]:
    """Months since the beginning that are over and not kept yet, the oldest first."""
    month = began
    while month < over(today, settle_days):
        if month not in kept:
            yield month
        month = month_after(month)
