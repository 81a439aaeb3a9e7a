"""Sums over windows, kept from visit to visit: what `history.resolve` finds in day-level aggregates.

Visits come in the order of time, so that each sum only gains at its end and loses at its beginning. Each
class is held to `resolve` by a property.
"""

from collections import deque
from datetime import UTC, date, datetime
from typing import Protocol

from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.windows import Window, WindowKind


class WindowSum(Protocol):
    """One value of a member's past, as of the visit that comes next."""

    def value(self, day: date, at: datetime, /) -> int | None:
        """What the facts of a visit hold; None when it is unknown.

        Args:
            day: business day of the visit.
            at: its instant, on the shop's clock with its offset.
        """
        ...

    def add(self, day: date, closed_at: datetime | None, amount: int, /) -> None:
        """Count what a closed visit brought; its instant is None where only the day is known."""
        ...


class Total:
    """Of a lifetime."""

    __slots__ = ("_sum",)

    def __init__(self) -> None:
        self._sum = 0

    def value(self, _day: date, _at: datetime) -> int:
        """Everything so far."""
        return self._sum

    def add(self, _day: date, _closed_at: datetime | None, amount: int) -> None:
        """One more."""
        self._sum += amount


class Since:
    """Since a date."""

    __slots__ = ("_first", "_sum")

    def __init__(self, first: date) -> None:
        self._first = first
        self._sum = 0

    def value(self, _day: date, _at: datetime) -> int:
        """Everything from that date on."""
        return self._sum

    def add(self, day: date, _closed_at: datetime | None, amount: int) -> None:
        """One more, unless it was before."""
        if day >= self._first:
            self._sum += amount


class Today:
    """Of the day itself."""

    __slots__ = ("_day", "_sum")

    def __init__(self) -> None:
        self._day = date.min
        self._sum = 0

    def value(self, day: date, _at: datetime) -> int:
        """What the day has brought so far."""
        return self._sum if day == self._day else 0

    def add(self, day: date, _closed_at: datetime | None, amount: int) -> None:
        """One more."""
        self._sum = self._sum + amount if day == self._day else amount
        self._day = day


class FirstDays(dict[date, date]):
    """The first day of a window by the day on which it ends: the same for all members, found once."""

    __slots__ = ("_window",)

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window

    def __missing__(self, day: date) -> date:
        """Find it."""
        first = self._window.first_day(day)
        assert first is not None
        self[day] = first
        return first


class Rolling:
    """Of the days since a first day that only moves on: a week, a month, the last 90 days."""

    __slots__ = ("_days", "_firsts", "_sum")

    def __init__(self, firsts: FirstDays) -> None:
        self._firsts = firsts
        self._days: deque[tuple[date, int]] = deque()
        self._sum = 0

    def value(self, day: date, _at: datetime) -> int:
        """What is left of it on that day."""
        days = self._days
        if days:
            first = self._firsts[day]
            while days and days[0][0] < first:
                self._sum -= days.popleft()[1]
        return self._sum

    def add(self, day: date, _closed_at: datetime | None, amount: int) -> None:
        """One more."""
        self._days.append((day, amount))
        self._sum += amount


class Hours:
    """Of the last hours, to the microsecond."""

    __slots__ = ("_visits", "_window")

    def __init__(self, window: Window) -> None:
        self._window = window
        self._visits: deque[tuple[datetime, int]] = deque()

    def value(self, _day: date, at: datetime) -> int:
        """What lies within the window that ends at this instant, both ends included."""
        visits = self._visits
        if not visits:
            return 0
        begin, end = self._window.begins_at(at), at.astimezone(UTC)
        while visits and visits[0][0] < begin:
            visits.popleft()
        return sum([amount for closed_at, amount in visits if closed_at <= end])

    def add(self, _day: date, closed_at: datetime | None, amount: int) -> None:
        """One more; what has no instant lies further back than any hours."""
        if closed_at is not None:
            self._visits.append((closed_at, amount))


class SinceLastUse:
    """After the visit on which a rule gave last; a lifetime until it did."""

    __slots__ = ("_sum", "_used_at", "_used_on", "rule")

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self._sum = 0
        self._used_on: date | None = None
        self._used_at: datetime | None = None

    def value(self, _day: date, _at: datetime) -> int:
        """What came after the use."""
        return self._sum

    def add(self, day: date, closed_at: datetime | None, amount: int) -> None:
        """One more, unless it is the visit of the use itself."""
        if self._used_on is None or day > self._used_on or self._follows(closed_at):
            self._sum += amount

    def used(self, day: date, closed_at: datetime | None) -> None:
        """The rule gave on a visit, which is added next."""
        self._sum = 0
        self._used_on, self._used_at = day, closed_at

    def _follows(self, closed_at: datetime | None) -> bool:
        return self._used_at is not None and closed_at is not None and closed_at > self._used_at


class DaysSince:
    """Days since the last visit; unknown without any."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: date | None = None

    def value(self, day: date, _at: datetime) -> int | None:
        """0 for a visit earlier on the same day."""
        return None if self._last is None else (day - self._last).days

    def add(self, day: date, _closed_at: datetime | None, amount: int) -> None:
        """One more visit, unless nothing was bought on it."""
        if amount > 0:
            self._last = day


def window_sum(query: HistoryQuery, firsts: FirstDays) -> WindowSum:
    """What answers a query for one member, who has no past yet; `firsts` is shared by all of them."""
    if query.metric is Metric.DAYS_SINCE:
        return DaysSince()
    window = query.window
    match window.kind:
        case WindowKind.LIFETIME:
            return Total()
        case WindowKind.DAY:
            return Today()
        case WindowKind.SINCE:
            assert window.since is not None
            return Since(window.since)
        case WindowKind.SINCE_LAST_USE:
            return SinceLastUse(window.rule)
        case WindowKind.HOUR | WindowKind.HOURS:
            return Hours(window)
        case _:
            return Rolling(firsts)
