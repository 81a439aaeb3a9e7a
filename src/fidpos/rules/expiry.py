"""When a lot of points can no longer be spent."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from fidpos.domain.errors import InvalidValue
from fidpos.rules.fields import Within
from fidpos.rules.windows import add_months


class ExpiryKind(StrEnum):
    """How the last day of a lot is found."""

    NEVER = "never"
    DAYS = "days"
    """`count` days after it was earned."""
    MONTHS = "months"
    """The same day, `count` months later."""
    MONTH_END = "month_end"
    """The last day of the month that comes `count` months later; 0 for the month it was earned in."""
    YEAR_END = "year_end"
    """31 December, `count` years later; 0 for the year it was earned in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotExpiry:
    """How long what is earned together can be spent.

    Attributes:
        count: days, months or years, as `kind` says.
        prolonged: each visit prolongs what can still be spent, as if it were earned on that day.
    """

    kind: ExpiryKind = ExpiryKind.NEVER
    count: Annotated[int, Within(0, 3660)] = 0
    prolonged: bool = False

    def __post_init__(self) -> None:
        """Refuse a lot that expires before it exists.

        Raises:
            InvalidValue: days or months without a count, or a count for what never expires.
        """
        if (self.kind in {ExpiryKind.DAYS, ExpiryKind.MONTHS}) and self.count == 0:
            raise InvalidValue(f"an expiry in {self.kind.value} counts at least one")
        if self.kind is ExpiryKind.NEVER and (self.count or self.prolonged):
            raise InvalidValue("what never expires has no count, and is not prolonged")

    def last_day(self, earned_on: date, *, excluded: bool = False) -> date | None:
        """The last business day on which a lot earned on that day can be spent; None for no end.

        Args:
            earned_on: first day of the term.
            excluded: the day that the term names is already too late (`policy.LastDay`).
        """
        named = self._named_day(earned_on)
        return named - timedelta(days=1) if named is not None and excluded else named

    def shortest_days(self, *, excluded: bool = False) -> int | None:
        """From the day it is earned to its last one, on the day of the year that is worst; None for no end.

        Negative for what could not even be spent on the day it is earned.
        """
        lives = (_days_between(day, self.last_day(day, excluded=excluded)) for day in _MONTH_ENDS)
        return min((life for life in lives if life is not None), default=None)

    def _named_day(self, earned_on: date) -> date | None:
        match self.kind:
            case ExpiryKind.NEVER:
                return None
            case ExpiryKind.DAYS:
                return earned_on + timedelta(days=self.count)
            case ExpiryKind.MONTHS:
                return add_months(earned_on, self.count)
            case ExpiryKind.MONTH_END:
                return add_months(earned_on.replace(day=1), self.count + 1) - timedelta(days=1)
            case ExpiryKind.YEAR_END:
                return date(earned_on.year + self.count, 12, 31)


_MONTH_ENDS = tuple(add_months(date(2026, 1, 1), months) - timedelta(days=1) for months in range(1, 13))
"""Of a common year, in which terms are shorter."""


def _days_between(first: date, last: date | None) -> int | None:
    return None if last is None else (last - first).days


NEVER = LotExpiry()
