"""Whole months, from one to another: what every dashboard is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fidpos.domain.errors import InvalidValue

MONTHS_MAX = 60


def month_of(day: date) -> date:
    """Its first day, by which a month is named."""
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The month so many later; before it with a negative count."""
    years, place = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, place + 1, 1)


def last_day_of(month: date) -> date:
    """The last day of the month."""
    return month_after(month) - timedelta(days=1)


def months_between(first: date, last: date) -> int:
    """How many months later the one is than the other."""
    return (last.year - first.year) * 12 + last.month - first.month


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the beginning of one month to the end of another, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first.day != 1 or self.last.day != 1 or self.first > self.last:
            raise InvalidValue("no period")
        if self.count > MONTHS_MAX:
            raise InvalidValue("too many months")

    @property
    def count(self) -> int:
        """How many months."""
        return months_between(self.first, self.last) + 1

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return last_day_of(self.last)

    @property
    def before(self) -> "Period":
        """As many months, just before: customers there are customers at the start of this one."""
        return Period(first=month_after(self.first, -self.count), last=month_after(self.first, -1))

    def months(self) -> Iterator[date]:
        """Each of them."""
        month = self.first
        while month <= self.last:
            yield month
            month = month_after(month)

    def as_of(self, today: date) -> date:
        """The day as of which it is looked at: its last one, or today while it lasts."""
        return min(self.ends_on, today)


def latest(today: date, count: int = 12) -> Period:
    """The latest months, the current one included."""
    return Period(first=month_after(month_of(today), 1 - count), last=month_of(today))
