"""`dates`: an operation from one day to another."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fidpos.domain.errors import InvalidValue
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The business day lies between two days, both included; a side left out is open."""

    code: ClassVar[str] = "dates"

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        """Refuse a span that holds no day, or every day.

        Raises:
            InvalidValue: neither day is given, or the last comes before the first.
        """
        if self.first is None and self.last is None:
            raise InvalidValue("a first or a last day is needed")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise InvalidValue("the last day comes before the first")

    def compile(self, _binding: Binding, /) -> Test:
        """Compare days as days."""
        first, last = self.first or date.min, self.last or date.max
        wanted = f"{self.first or ''}..{self.last or ''}"

        def test(working: Working) -> Miss | None:
            day = working.day
            if first <= day <= last:
                return None
            if day < first:
                return Miss(self.code, day.isoformat(), wanted, (first - day).days, Unit.DAYS)
            return Miss(self.code, day.isoformat(), wanted)

        return test
