"""`weekday`: on Tuesdays."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


class Day(StrEnum):
    """The days of the week, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_DAYS = tuple(Day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekday:
    """The business day is one of `days`: after midnight it is still the evening's day."""

    code: ClassVar[str] = "weekday"

    days: Annotated[tuple[Day, ...], Items(1, 7)]

    def compile(self, _binding: Binding, /) -> Test:
        """One ready miss for each other day."""
        wanted = ",".join(self.days)
        misses = tuple(
            Miss(self.code, day.value, wanted, left, Unit.DAYS) if (left := self._days_left(number)) else None
            for number, day in enumerate(_DAYS)
        )

        def test(working: Working) -> Miss | None:
            return misses[working.day.weekday()]

        return test

    def _days_left(self, number: int) -> int:
        """Days from a day of the week to the next one that holds; 0 when it holds itself."""
        return next(left for left in range(7) if _DAYS[(number + left) % 7] in self.days)
