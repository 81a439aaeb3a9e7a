"""Windows over a member's history, from day-level aggregates: a year of rows, never a scan of visits.

A history value always EXCLUDES the visit being evaluated; a condition that counts the visit adds it itself.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from fidpos.domain.errors import InvalidValue
from fidpos.rules.fields import Matching, Within

SCOPE_PATTERN = r"(counter:[a-z][a-z0-9_]{0,39})?"
"""Names a part of what the aggregates count; empty for all of it."""


class Metric(StrEnum):
    """What is summed over a window."""

    VISITS = "visits"
    REVENUE = "revenue"
    """What was due after our discounts, in minor units."""
    POINTS_EARNED = "points_earned"
    """What was earned, reversals deducted; what was spent or expired does not lower it."""


class WindowKind(StrEnum):
    """How a window finds its first day; its last day is always the business day of the visit."""

    DAY = "day"
    WEEK = "week"
    """Since Monday."""
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"
    """The last `count` days, today being the first of them."""
    MONTHS = "months"
    """The last `count` months: on 22 November, 12 months begin on 23 November of the year before."""
    SINCE = "since"
    LIFETIME = "lifetime"


_COUNTED = frozenset({WindowKind.DAYS, WindowKind.MONTHS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of business days that ends today.

    Attributes:
        count: how many days or months, for those two kinds only.
        since: first day, for the kind of that name only.
    """

    kind: WindowKind
    count: Annotated[int, Within(1, 3660)] = 1
    since: date | None = None

    def __post_init__(self) -> None:
        """Refuse arguments that the kind does not have.

        Raises:
            InvalidValue: a count or a date too many, or the date of `since` is missing.
        """
        if self.count != 1 and self.kind not in _COUNTED:
            raise InvalidValue(f"a window of kind {self.kind.value!r} has no count")
        if (self.since is not None) != (self.kind is WindowKind.SINCE):
            raise InvalidValue("a window of kind 'since', and no other, has a first day")

    def first_day(self, business_day: date) -> date | None:
        """First day of the window that ends on `business_day`; None for a lifetime."""
        match self.kind:
            case WindowKind.DAY:
                return business_day
            case WindowKind.WEEK:
                return business_day - timedelta(days=business_day.weekday())
            case WindowKind.MONTH:
                return business_day.replace(day=1)
            case WindowKind.QUARTER:
                return date(business_day.year, business_day.month - (business_day.month - 1) % 3, 1)
            case WindowKind.YEAR:
                return date(business_day.year, 1, 1)
            case WindowKind.DAYS:
                return business_day - timedelta(days=self.count - 1)
            case WindowKind.MONTHS:
                return add_months(business_day, -self.count) + timedelta(days=1)
            case WindowKind.SINCE:
                return self.since
            case WindowKind.LIFETIME:
                return None

    @property
    def key(self) -> str:
        """Short text that names the window, such as `months-12`."""
        if self.kind in _COUNTED:
            return f"{self.kind.value}-{self.count}"
        return f"{self.kind.value}-{self.since.isoformat()}" if self.since else self.kind.value


LIFETIME = Window(kind=WindowKind.LIFETIME)
TODAY = Window(kind=WindowKind.DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """What a programme must know of a member's past.

    Attributes:
        scope: which aggregates are summed: empty for all purchases (and the programme's first counter),
            otherwise the text that names a part, such as `counter:stamps`.
    """

    metric: Metric
    window: Window
    scope: Annotated[str, Matching(SCOPE_PATTERN)] = ""

    @property
    def key(self) -> str:
        """Text under which the value stands in the facts, such as `visits/months-12`."""
        return f"{self.metric.value}/{self.window.key}" + (f"/{self.scope}" if self.scope else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowValue:
    """The answer to the query of that key, this visit excluded."""

    key: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAggregate:
    """What the closed visits of one business day sum to; the part named by `scope`, all of it when empty."""

    day: date
    visits: int = 0
    revenue_minor: int = 0
    points_earned: int = 0
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeTotals:
    """The same sums since the member enrolled."""

    visits: int = 0
    revenue_minor: int = 0
    points_earned: int = 0
    scope: str = ""


def resolve(
    queries: Iterable[HistoryQuery],
    aggregates: Sequence[DayAggregate],
    lifetime: Sequence[LifetimeTotals],
    business_day: date,
) -> tuple[WindowValue, ...]:
    """Answer each query from the aggregates, in the order of the queries.

    Args:
        queries: as declared by `engine.needs`.
        aggregates: at least those from `horizon` on, in any order; what lies after the day is ignored.
        lifetime: one for each scope that a lifetime query names; a missing one counts as zero.
        business_day: the day of the visit being evaluated.
    """
    return tuple(
        WindowValue(key=query.key, value=_value(query, aggregates, lifetime, business_day))
        for query in queries
    )


def horizon(queries: Iterable[HistoryQuery], business_day: date) -> date | None:
    """The earliest day whose aggregate a query reads; None when lifetime totals are enough."""
    return min((first for query in queries if (first := query.window.first_day(business_day))), default=None)


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier); the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _value(
    query: HistoryQuery,
    aggregates: Sequence[DayAggregate],
    lifetime: Sequence[LifetimeTotals],
    business_day: date,
) -> int:
    first = query.window.first_day(business_day)
    rows: Iterable[DayAggregate | LifetimeTotals] = (
        lifetime if first is None else (row for row in aggregates if first <= row.day <= business_day)
    )
    return sum(_measure(query.metric, row) for row in rows if row.scope == query.scope)


def _measure(metric: Metric, row: DayAggregate | LifetimeTotals) -> int:
    match metric:
        case Metric.VISITS:
            return row.visits
        case Metric.REVENUE:
            return row.revenue_minor
        case Metric.POINTS_EARNED:
            return row.points_earned
