"""The members behind a figure as a segment, where criteria can say the same.

Lists that hang on a rank among others, or on what a rule did, have none.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from fidpos.domain.ids import ShopId
from fidpos.server.services.figures.period import Period, last_day_of, latest
from fidpos.server.services.figures.settings import FigureSettings
from fidpos.server.services.figures.whom import (
    Customers,
    FigureList,
    Holding,
    InCell,
    OfCohort,
    Who,
    WithPoints,
)
from fidpos.server.services.segments.segment import (
    EVERYBODY,
    Among,
    Between,
    Condition,
    Group,
    Join,
    Lifecycle,
    ListField,
    Measure,
    NumberField,
    Visiting,
    When,
)

_STANDING = {Who.ACTIVE: Lifecycle.ACTIVE, Who.DORMANT: Lifecycle.DORMANT, Who.LOST: Lifecycle.LOST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a figure was asked within.

    Attributes:
        counter: that criteria about points mean.
        segment: whose members alone count; everybody's as a rule.
    """

    settings: FigureSettings
    counter: str
    segment: Group = EVERYBODY


def segment_of(listed: FigureList, around: Around) -> Group | None:
    """Its criteria, those of the chosen segment before them; None where there are none."""
    found = _parts(listed, around)
    if found is None or (around.segment.join is not Join.ALL and around.segment.parts):
        return None
    return Group(parts=(*around.segment.parts, *found))


def _parts(listed: FigureList, around: Around) -> tuple[Group, ...] | None:
    period, shop, whom = listed.period, listed.shop, listed.whom
    match whom:
        case Customers(who=Who.BUYERS):
            return (_all(_came(period, shop)),)
        case Customers(who=Who.NEW):
            return _all(_came(period, shop)), _none(_came_until(period.first, shop))
        case Customers(who=Who.KEPT):
            return (_all(_came(period.before, shop), _came(period, shop)),)
        case Customers(who=Who.GONE):
            return _all(_came(period.before, shop)), _none(_came(period, shop))
        case Customers(who=Who.ACTIVE | Who.DORMANT | Who.LOST):
            return _standing(listed, whom.who, around)
        case OfCohort():
            began, came = (Period(first=month, last=month) for month in (whom.began, whom.came))
            return _all(_came(began, shop), _came(came, shop)), _none(_came_until(whom.began, shop))
        case InCell() if period == latest(listed.today) and shop is None and around.segment == EVERYBODY:
            fifths = (
                (NumberField.RECENCY_FIFTH, whom.recency),
                (NumberField.FREQUENCY_FIFTH, whom.frequency),
            )
            return (_all(*(Between(field=field, least=fifth, most=fifth) for field, fifth in fifths)),)
        case Holding() if shop is None:
            return (_all(Among(field=ListField.TIER, values=(whom.tier,))),)
        case WithPoints() if whom.counter == around.counter:
            return (_all(Between(field=NumberField.POINTS, least=1)),)
        case _:
            return None


def _standing(listed: FigureList, who: Who, around: Around) -> tuple[Group, ...]:
    """As they stand today the segment goes on saying it tomorrow; as they stood then it has fixed days."""
    day, settings, shop = listed.period.as_of(listed.today), around.settings, listed.shop
    if day == listed.today and shop is None:
        return (_all(Among(field=ListField.LIFECYCLE, values=(_STANDING[who].value,))),)
    active = _between(day - timedelta(settings.dormant_days - 1), listed.period.ends_on, shop)
    known = _between(day - timedelta(settings.lost_days - 1), listed.period.ends_on, shop)
    match who:
        case Who.ACTIVE:
            return (_all(active),)
        case Who.DORMANT:
            return _all(known), _none(active)
        case _:
            return _all(_between(None, listed.period.ends_on, shop)), _none(known)


def _all(*conditions: Condition) -> Group:
    return Group(parts=conditions)


def _none(*conditions: Condition) -> Group:
    return Group(join=Join.NONE, parts=conditions)


def _came(period: Period, shop: ShopId | None) -> Visiting:
    return _between(period.first, last_day_of(period.last), shop)


def _came_until(day: date, shop: ShopId | None) -> Visiting:
    """Before the day."""
    return _between(None, day - timedelta(1), shop)


def _between(since: date | None, until: date, shop: ShopId | None) -> Visiting:
    when = When(since=since, until=until, shops=() if shop is None else (shop,))
    return Visiting(measure=Measure.VISITS, least=1, when=when)
