"""Windows: which part of a member's past a rule looks at; it always ends with the visit being evaluated.

`history` knows what is summed over a window, and from what.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from fidpos.domain.errors import InvalidValue
from fidpos.rules.fields import Matching, Within

HOURS_MAX = 72


class WindowKind(StrEnum):
    """How a window finds its beginning; days are business days of the shop."""

    HOUR = "hour"
    """Since the shop's clock last showed a full hour."""
    HOURS = "hours"
    """The last `count` hours, to the microsecond; clocks that are put forward or back change nothing."""
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
    SINCE_LAST_USE = "since_last_use"
    """After the visit on which `rule` gave last; a lifetime when it never did."""
    LIFETIME = "lifetime"


_COUNTED = frozenset({WindowKind.HOURS, WindowKind.DAYS, WindowKind.MONTHS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of time that ends now.

    Attributes:
        count: how many hours, days or months, for those three kinds only.
        since: first day, for the kind of that name only.
        rule: whose last use, for that kind only; empty for the rule in which the window stands.
    """

    kind: WindowKind
    count: Annotated[int, Within(1, 3660)] = 1
    since: date | None = None
    rule: Annotated[str, Matching(r"([a-z][a-z0-9_]{0,39})?")] = ""

    def __post_init__(self) -> None:
        """Refuse arguments that the kind does not have.

        Raises:
            InvalidValue: an argument too many, the date of `since` is missing, or too many hours.
        """
        if self.count != 1 and self.kind not in _COUNTED:
            raise InvalidValue(f"a window of kind {self.kind.value!r} has no count")
        if self.kind is WindowKind.HOURS and self.count > HOURS_MAX:
            raise InvalidValue(f"a window of hours has {HOURS_MAX} of them at most; days go further")
        if (self.since is not None) != (self.kind is WindowKind.SINCE):
            raise InvalidValue("a window of kind 'since', and no other, has a first day")
        if self.rule and self.kind is not WindowKind.SINCE_LAST_USE:
            raise InvalidValue("a window of kind 'since_last_use', and no other, names a rule")

    @property
    def is_finer_than_a_day(self) -> bool:
        """Whether days cannot answer it: its visits are needed one by one."""
        return self.kind in {WindowKind.HOUR, WindowKind.HOURS}

    def begins_at(self, at: datetime) -> datetime:
        """First instant of a window that is finer than a day; `at` is the shop's clock, with its offset."""
        utc = at.astimezone(UTC)
        if self.kind is WindowKind.HOURS:
            return utc - timedelta(hours=self.count)
        return utc - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)

    def first_day(self, business_day: date) -> date | None:
        """First day of the window that ends on `business_day`; None when no day can tell it."""
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
            case WindowKind.HOUR | WindowKind.HOURS | WindowKind.SINCE_LAST_USE | WindowKind.LIFETIME:
                return None

    @property
    def key(self) -> str:
        """Short text that names the window, such as `months-12`."""
        if self.kind in _COUNTED:
            return f"{self.kind.value}-{self.count}"
        detail = self.rule or (self.since.isoformat() if self.since else "")
        return f"{self.kind.value}-{detail}" if detail else self.kind.value


LIFETIME = Window(kind=WindowKind.LIFETIME)
TODAY = Window(kind=WindowKind.DAY)


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier); the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
