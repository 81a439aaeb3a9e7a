"""The day on which a merchant's people are: that of the first shop, begun at four in the morning."""

from datetime import date, datetime, time, timedelta, tzinfo

from fidpos.server.db.first_shop import first_zone
from fidpos.server.db.work import Work

_BEGINS = timedelta(hours=4)


def day_at_work(work: Work) -> date:
    """The day on which the merchant's people are now."""
    return _day_in(first_zone(work), work.clock.now())


def day_began(work: Work) -> datetime:
    """When it began; a day on which the clock changes is an hour longer or shorter than others."""
    zone = first_zone(work)
    day = _day_in(zone, work.clock.now())
    return datetime.combine(day, time(), tzinfo=zone) + _BEGINS


def _day_in(zone: tzinfo, now: datetime) -> date:
    """By the clock on the wall: the four hours before are none of sixty minutes when it is changed."""
    return (now.astimezone(zone).replace(tzinfo=None) - _BEGINS).date()
