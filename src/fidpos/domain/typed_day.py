"""A birthday as it is typed: `2412` is 24 December, `24121990` the same of that year."""

from dataclasses import dataclass
from datetime import date

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import InvalidValue

AGE_MAX = 120
_WITH_YEAR, _WITHOUT = 8, 4


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, and the year where it was said."""

    day: DayMonth
    year: int | None = None


def read_birthday(text: str, today: date) -> Birthday | None:
    """Day, month and perhaps the whole year, in digits; None for what is no birthday of anybody alive.

    Two digits of a year are refused: nobody knows which century was meant.
    """
    if not (text.isascii() and text.isdigit() and len(text) in {_WITHOUT, _WITH_YEAR}):
        return None
    day, month, year = int(text[:2]), int(text[2:4]), text[4:]
    try:
        if not year:
            return Birthday(DayMonth(day=day, month=month))
        born = date(int(year), month, day)
    except (InvalidValue, ValueError):
        return None
    lived = born <= today and today.year - born.year <= AGE_MAX
    return Birthday(DayMonth(day=day, month=month), born.year) if lived else None


def typed_birthday(day: DayMonth | None, year: int | None = None) -> str:
    """What one would type for it; empty for none."""
    if day is None:
        return ""
    return f"{day.day:02}{day.month:02}" + ("" if year is None else f"{year:04}")
