"""How long something lasts."""

from calendar import monthrange
from datetime import date, timedelta

from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.policy import LastDay


def last_day(expiry: LotExpiry, first: date, policy: LastDay) -> date | None:
    """The last day on which a right that begins on `first` can be used."""
    named = _named_day(expiry, first)
    if named is None:
        return None
    return named if policy is LastDay.INCLUDED else named - timedelta(days=1)


def _named_day(expiry: LotExpiry, first: date) -> date | None:
    match expiry.kind:
        case ExpiryKind.NEVER:
            return None
        case ExpiryKind.DAYS:
            return first + timedelta(days=expiry.count)
        case ExpiryKind.MONTHS:
            return months_after(first, expiry.count)
        case ExpiryKind.MONTH_END:
            month = months_after(first.replace(day=1), expiry.count)
            return month.replace(day=monthrange(month.year, month.month)[1])
        case ExpiryKind.YEAR_END:
            return date(first.year + expiry.count, 12, 31)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is too short."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
