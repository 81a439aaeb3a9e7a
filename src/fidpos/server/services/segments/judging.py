"""Whether one member belongs to a segment: what a segment means, in plain Python.

`server.db.segments` says the same of all members at once, in the database; tests hold the two together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, assert_never

from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import ShopId
from fidpos.domain.member import Profile, Relation
from fidpos.rules.household import age
from fidpos.server.services.figures.spread import Cell
from fidpos.server.services.segments.segment import (
    Among,
    Between,
    Bought,
    Condition,
    Dated,
    DayField,
    FlagField,
    Group,
    Join,
    Lifecycle,
    ListField,
    Marked,
    Measure,
    Node,
    NumberField,
    Rhythm,
    Visiting,
    Ware,
    When,
)

_USUAL = Rhythm()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A visit that was not undone.

    Attributes:
        hour: by the shop's clock.
        revenue_minor: after our discounts and what was refunded.
        wares: what was bought, by kind and code.
    """

    day: date
    shop_id: ShopId
    hour: int
    revenue_minor: int
    wares: frozenset[tuple[Ware, str]] = frozenset()
    by_gift_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member as segments see them.

    Attributes:
        ending: what is left of each lot, with its last day.
        media: of cards that may be used.
        consents: channels for which one stands, see `domain.consent`.
        gift_balance_minor: of gift cards that paid a visit, and can be spent.
        cell: among everybody who came in the last twelve months; None for who did not.
    """

    profile: Profile
    status: str
    enrolled_on: date
    tier: str | None = None
    labels: frozenset[str] = frozenset()
    consents: frozenset[str] = frozenset()
    shops: frozenset[ShopId] = frozenset()
    media: frozenset[str] = frozenset()
    points: int = 0
    ending: Sequence[tuple[date, int]] = ()
    vouchers: int = 0
    gift_balance_minor: int = 0
    cell: Cell | None = None
    visits: Sequence[PastVisit] = ()


def belongs(person: Person, segment: Group, today: date, rhythm: Rhythm = _USUAL) -> bool:
    """Whether the segment holds for the member on that day."""
    return _holds(person, segment, _Day(today, rhythm))


def lifecycle(days: Sequence[date], today: date, rhythm: Rhythm) -> frozenset[Lifecycle]:
    """How a member comes who came on these days; who is new is active besides, or dormant already."""
    if not days:
        return frozenset({Lifecycle.NEVER})
    since_last, since_first = (today - max(days)).days, (today - min(days)).days
    if since_last < rhythm.dormant_days:
        now = Lifecycle.ACTIVE
    else:
        now = Lifecycle.DORMANT if since_last < rhythm.lost_days else Lifecycle.LOST
    return frozenset({now, Lifecycle.NEW} if since_first < rhythm.new_days else {now})


class _Day(NamedTuple):
    today: date
    rhythm: Rhythm


def _holds(person: Person, node: Node, on: _Day) -> bool:
    if isinstance(node, Group):
        parts = (_holds(person, part, on) for part in node.parts)
        match node.join:
            case Join.ALL:
                return all(parts)
            case Join.ANY:
                return not node.parts or any(parts)
            case Join.NONE:
                return not any(parts)
    return _meets(person, node, on)


def _meets(person: Person, condition: Condition, on: _Day) -> bool:
    today = on.today
    match condition:
        case Among():
            return _is_among(person, condition, on)
        case Between():
            number = _number(person, condition, today)
            return number is not None and _within(number, condition.least, condition.most)
        case Dated():
            day = person.enrolled_on if condition.field is DayField.ENROLLED_ON else _last_visit(person)
            return day is not None and _in_period(day, condition.since, condition.until)
        case Marked():
            return _FLAGS[condition.field](person) is condition.holds
        case Visiting():
            return _measured(_meant(person, condition.when, today), condition)
        case Bought():
            wanted = {(condition.ware, code) for code in condition.codes}
            found = [each for each in _meant(person, condition.when, today) if each.wares & wanted]
            return len(found) >= condition.least
        case _:
            assert_never(condition)


def _is_among(person: Person, condition: Among, on: _Day) -> bool:
    values, address = condition.values, person.profile.address
    match condition.field:
        case ListField.POSTCODE:
            postcode = address.postcode if address else ""
            return any(postcode.startswith(value) for value in values)
        case ListField.CITY:
            return address is not None and address.city.lower() in {value.lower() for value in values}
        case ListField.BIRTHDAY_MONTH:
            held = _months([person.profile.birthday])
        case ListField.CHILD_BIRTHDAY_MONTH:
            held = _months(_children(person.profile))
        case ListField.LIFECYCLE:
            held = lifecycle([each.day for each in person.visits], on.today, on.rhythm)
        case _:
            held = _HELD[condition.field](person)
    return not held.isdisjoint(values)


def _number(person: Person, condition: Between, today: date) -> int | None:
    match condition.field:
        case NumberField.AGE:
            return age(person.profile, today)
        case NumberField.DAYS_TO_BIRTHDAY:
            birthday = person.profile.birthday
            return None if birthday is None else days_to(birthday, today)
        case NumberField.DAYS_ENROLLED:
            return (today - person.enrolled_on).days
        case NumberField.DAYS_SINCE_VISIT:
            last = _last_visit(person)
            return None if last is None else (today - last).days
        case NumberField.POINTS_ENDING:
            last_day = today + timedelta(days=condition.within_days or 0)
            return sum(left for day, left in person.ending if today <= day <= last_day)
        case _:
            return _NUMBERS[condition.field](person)


def days_to(birthday: DayMonth, today: date) -> int:
    """Days until a birthday comes next, 0 on the day; of 29 February on the 28th in other years."""
    this_year = birthday.in_year(today.year)
    coming = this_year if this_year >= today else birthday.in_year(today.year + 1)
    return (coming - today).days


def _measured(visits: Sequence[PastVisit], condition: Visiting) -> bool:
    revenue = sum(each.revenue_minor for each in visits)
    match condition.measure:
        case Measure.VISITS:
            return _within(len(visits), condition.least, condition.most)
        case Measure.REVENUE:
            return _within(revenue, condition.least, condition.most)
        case Measure.AVERAGE_BASKET:
            return bool(visits) and _within(revenue // len(visits), condition.least, condition.most)


def _meant(person: Person, when: When, today: date) -> list[PastVisit]:
    since, until = period_of(when, today)
    return [
        each
        for each in person.visits
        if _in_period(each.day, since, until)
        and (not when.shops or each.shop_id in when.shops)
        and (not when.weekdays or each.day.isoweekday() in when.weekdays)
        and when.from_hour <= each.hour < when.until_hour
    ]


def period_of(when: When, today: date) -> tuple[date | None, date | None]:
    """First and last day of the visits that are meant; None for an open side."""
    if when.last_days is not None:
        return today - timedelta(days=when.last_days - 1), today
    return when.since, when.until


def _revenue(person: Person) -> int:
    return sum(each.revenue_minor for each in person.visits)


def _last_visit(person: Person) -> date | None:
    return max((each.day for each in person.visits), default=None)


def _children(profile: Profile) -> list[DayMonth | None]:
    return [each.birthday for each in profile.household if each.relation is Relation.CHILD]


def _months(birthdays: Iterable[DayMonth | None]) -> frozenset[str]:
    return frozenset(str(birthday.month) for birthday in birthdays if birthday is not None)


def _within(number: int, least: int | None, most: int | None) -> bool:
    return (least is None or number >= least) and (most is None or number <= most)


def _in_period(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


_HELD: Mapping[ListField, Callable[[Person], frozenset[str]]] = {
    ListField.STATUS: lambda person: frozenset({person.status}),
    ListField.TIER: lambda person: frozenset({person.tier or ""}),
    ListField.LABEL: lambda person: person.labels,
    ListField.CONSENT: lambda person: person.consents,
    ListField.SHOP: lambda person: frozenset(str(shop) for shop in person.shops),
    ListField.LANGUAGE: lambda person: frozenset({person.profile.language}),
    ListField.CARD_MEDIUM: lambda person: person.media,
}
_NUMBERS: Mapping[NumberField, Callable[[Person], int | None]] = {
    NumberField.CHILDREN: lambda person: len(_children(person.profile)),
    NumberField.VISITS: lambda person: len(person.visits),
    NumberField.REVENUE: _revenue,
    NumberField.AVERAGE_BASKET: lambda person: (
        _revenue(person) // len(person.visits) if person.visits else None
    ),
    NumberField.POINTS: lambda person: person.points,
    NumberField.VOUCHERS: lambda person: person.vouchers,
    NumberField.GIFT_BALANCE: lambda person: person.gift_balance_minor,
    NumberField.RECENCY_FIFTH: lambda person: person.cell and person.cell.recency,
    NumberField.FREQUENCY_FIFTH: lambda person: person.cell and person.cell.frequency,
    NumberField.MONEY_FIFTH: lambda person: person.cell and person.cell.money,
}
"""Those that do not depend on the day."""
_FLAGS: Mapping[FlagField, Callable[[Person], bool]] = {
    FlagField.EMAIL: lambda person: bool(person.profile.email),
    FlagField.PHONE: lambda person: bool(person.profile.phone),
    FlagField.ADDRESS: lambda person: person.profile.address is not None,
    FlagField.BIRTHDAY: lambda person: person.profile.birthday is not None,
    FlagField.CARD: lambda person: bool(person.media),
    FlagField.PAID_BY_GIFT_CARD: lambda person: any(each.by_gift_card for each in person.visits),
}
