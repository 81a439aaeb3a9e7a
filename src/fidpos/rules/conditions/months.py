"""`months`: in December and January."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


class Month(StrEnum):
    """The months of the year, January first."""

    JANUARY = "january"
    FEBRUARY = "february"
    MARCH = "march"
    APRIL = "april"
    MAY = "may"
    JUNE = "june"
    JULY = "july"
    AUGUST = "august"
    SEPTEMBER = "september"
    OCTOBER = "october"
    NOVEMBER = "november"
    DECEMBER = "december"


_MONTHS = tuple(Month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The business day lies in one of `months`."""

    code: ClassVar[str] = "months"

    months: Annotated[tuple[Month, ...], Items(1, 12)]

    def compile(self, _binding: Binding, /) -> Test:
        """One ready miss for each other month."""
        wanted = ",".join(self.months)
        misses = tuple(
            None if month in self.months else Miss(self.code, month.value, wanted) for month in _MONTHS
        )

        def test(working: Working) -> Miss | None:
            return misses[working.day.month - 1]

        return test
