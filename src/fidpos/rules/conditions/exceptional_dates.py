"""`exceptional_dates`: Valentine's day every year, and the open day in May."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import InvalidValue
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionalDates:
    """The business day is one of `days`, or one of those that come back every year.

    Attributes:
        yearly: 29 February falls on 28 February in a common year.
    """

    code: ClassVar[str] = "exceptional_dates"

    days: Annotated[tuple[date, ...], Items(0, 366)] = ()
    yearly: Annotated[tuple[DayMonth, ...], Items(0, 50)] = ()

    def __post_init__(self) -> None:
        """Refuse a list without a day.

        Raises:
            InvalidValue: neither kind of day is given.
        """
        if not self.days and not self.yearly:
            raise InvalidValue("at least one day is needed")

    def compile(self, _binding: Binding, /) -> Test:
        """The miss tells how many days are left to the next one."""
        days, once, yearly = sorted(set(self.days)), frozenset(self.days), self.yearly

        def next_after(day: date) -> date | None:
            later = bisect_right(days, day)
            coming = days[later : later + 1]
            if day.year < date.max.year:
                coming += [each.in_year(day.year + (each.in_year(day.year) <= day)) for each in yearly]
            return min(coming, default=None)

        def test(working: Working) -> Miss | None:
            day = working.day
            if day in once or any(each.in_year(day.year) == day for each in yearly):
                return None
            coming = next_after(day)
            if coming is None:
                return Miss(self.code, day.isoformat(), days[-1].isoformat() if days else "")
            return Miss(self.code, day.isoformat(), coming.isoformat(), (coming - day).days, Unit.DAYS)

        return test
