"""Instants and days: the clock as a port, the shop's business day, dates that come back every year.

An instant is an aware UTC datetime. A business day is a date of the shop's zone; it may end after midnight.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from fidpos.domain.errors import InvalidValue


class Clock(Protocol):
    """Where time comes from; tests and demos bring their own."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC. May step in either direction."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never step back within one boot."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCalendar:
    """How a shop counts its days: its IANA zone (never the PC's) and the hour at which a day begins."""

    zone: ZoneInfo
    day_starts_at: time = time(0)

    def local(self, instant: datetime) -> datetime:
        """The instant as the shop's clock on the wall shows it."""
        return instant.astimezone(self.zone)

    def business_day(self, instant: datetime) -> date:
        """The day to which the instant belongs: 01:30 counts for the day before when days begin at 04:00."""
        local = self.local(instant)
        before = local.time() < self.day_starts_at
        return local.date() - timedelta(days=1) if before else local.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMonth:
    """A day of the year without its year, such as a birthday."""

    day: int
    month: int

    def __post_init__(self) -> None:
        """Refuse a day that no year has; 29 February exists.

        Raises:
            InvalidValue: no such day.
        """
        if not 1 <= self.month <= 12 or not 1 <= self.day <= calendar.monthrange(2000, self.month)[1]:
            raise InvalidValue(f"no such day of the year: {self.day}/{self.month}")

    def in_year(self, year: int) -> date:
        """The date in that year; 29 February falls on 28 February in a common year."""
        if self.day == 29 and self.month == 2 and not calendar.isleap(year):
            return date(year, 2, 28)
        return date(year, self.month, self.day)

    def days_from(self, day: date) -> int:
        """Signed days from `day` to the nearest occurrence: 0 today, 3 in three days, -2 two days ago."""
        distances = [(self.in_year(year) - day).days for year in (day.year - 1, day.year, day.year + 1)]
        return min(distances, key=abs)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An aware UTC instant, for literals."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
