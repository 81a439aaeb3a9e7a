"""Conditions about the day and the hour."""

from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

from fidpos.domain.clock import DayMonth
from fidpos.rules.conditions.dates import Dates
from fidpos.rules.conditions.drawn_by_lot import DrawnByLot
from fidpos.rules.conditions.exceptional_dates import ExceptionalDates
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.conditions.months import Month, Months
from fidpos.rules.conditions.weekday import Day, Weekday
from fidpos.rules.evaluation import Miss, Unit
from tests.helpers.reference.arithmetic import WHOLE_PPM, rounded_down
from tests.helpers.reference.progress import Progress


def weekday(condition: Weekday, progress: Progress) -> Miss | None:
    """It is one of these days of the week."""
    for days_left in range(7):
        day = list(Day)[(progress.day + timedelta(days=days_left)).weekday()]
        if day in condition.days:
            if days_left == 0:
                return None
            today = list(Day)[progress.day.weekday()]
            return Miss("weekday", today, ",".join(condition.days), days_left, Unit.DAYS)
    raise AssertionError("a week has no other days")


def months(condition: Months, progress: Progress) -> Miss | None:
    """It is one of these months."""
    month = list(Month)[progress.day.month - 1]
    return None if month in condition.months else Miss("months", month, ",".join(condition.months))


def dates(condition: Dates, progress: Progress) -> Miss | None:
    """The day lies between two others."""
    first, last, day = condition.first, condition.last, progress.day
    if (first is None or first <= day) and (last is None or day <= last):
        return None
    span = f"{first.isoformat() if first else ''}..{last.isoformat() if last else ''}"
    if first is not None and day < first:
        return Miss("dates", day.isoformat(), span, (first - day).days, Unit.DAYS)
    return Miss("dates", day.isoformat(), span)


def exceptional_dates(condition: ExceptionalDates, progress: Progress) -> Miss | None:
    """It is one of these days."""
    days = list(condition.days)
    for year in (progress.day.year, progress.day.year + 1):
        days += [falls_on(each, year) for each in condition.yearly]
    coming = [day for day in days if day >= progress.day]
    if progress.day in coming:
        return None
    if not coming:
        return Miss("exceptional_dates", progress.day.isoformat(), max(days).isoformat())
    days_left = (min(coming) - progress.day).days
    return Miss("exceptional_dates", progress.day.isoformat(), min(coming).isoformat(), days_left, Unit.DAYS)


def falls_on(day: DayMonth, year: int) -> date:
    """The day in a year; 29 February is 28 February in a common year."""
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return date(year, 2, 28)


def hours(condition: Hours, progress: Progress) -> Miss | None:
    """The shop's clock is between two times of the day."""
    now = progress.facts.visit.at.time()
    if condition.start < condition.end:
        holds = condition.start <= now < condition.end
    else:
        holds = now >= condition.start or now < condition.end
    return None if holds else Miss("hours", f"{now:%H:%M}", f"{condition.start:%H:%M}-{condition.end:%H:%M}")


def drawn_by_lot(condition: DrawnByLot, progress: Progress, owner: str) -> Miss | None:
    """Member, number of the visit and code of the rule, hashed, lie in the share that wins."""
    member, before = progress.facts.member.id, progress.known("visits/lifetime")
    if member is None or before is None or progress.withheld:
        return Miss("drawn_by_lot", None, condition.chance_ppm)
    digest = sha256(member.bytes + (before + 1).to_bytes(8, "big") + owner.encode("utf-8")).digest()
    drawn = Fraction(int.from_bytes(digest[:8], "big") * WHOLE_PPM, 2**64)
    if drawn < condition.chance_ppm:
        return None
    return Miss("drawn_by_lot", rounded_down(drawn), condition.chance_ppm)
