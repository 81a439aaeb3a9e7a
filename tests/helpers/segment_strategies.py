"""Segments of any kind, over values that a small town holds."""

from datetime import date, timedelta

from hypothesis import strategies as st

from fidpos.domain.card import Medium
from fidpos.domain.member import Channel, MemberStatus
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
    Visiting,
    Ware,
    When,
)
from tests.helpers.centre_office import AWAY, SHOP

TODAY = date(2026, 11, 18)
CITIES = ("Lyon", "Vannes", "Saint-Étienne")
POSTCODES = ("69001", "69100", "56000", "42000")
LABELS = ("vip", "press", "it's; DROP")
TIERS = ("bronze", "silver", "gold")
CODES = ("bread", "tea", "8410")
MONTHS = tuple(str(month) for month in range(1, 13))

_VALUES: dict[ListField, tuple[str, ...]] = {
    ListField.STATUS: tuple(MemberStatus),
    ListField.TIER: TIERS,
    ListField.LABEL: LABELS,
    ListField.CONSENT: tuple(Channel),
    ListField.SHOP: (str(SHOP), str(AWAY)),
    ListField.CITY: ("LYON", "vannes", "Nowhere", "%"),
    ListField.POSTCODE: ("69", "690", "56000", "%", "_"),
    ListField.LANGUAGE: ("fr", "en"),
    ListField.BIRTHDAY_MONTH: MONTHS,
    ListField.CHILD_BIRTHDAY_MONTH: MONTHS,
    ListField.CARD_MEDIUM: tuple(Medium),
    ListField.LIFECYCLE: (*Lifecycle, "whenever"),
}
_MOST = {
    NumberField.REVENUE: 20_000,
    NumberField.AVERAGE_BASKET: 5_000,
    NumberField.POINTS: 200,
    NumberField.POINTS_ENDING: 200,
    NumberField.DAYS_ENROLLED: 800,
    NumberField.DAYS_SINCE_VISIT: 800,
    NumberField.DAYS_TO_BIRTHDAY: 366,
    NumberField.AGE: 90,
    NumberField.GIFT_BALANCE: 4_000,
}


def _bounds(most: int) -> st.SearchStrategy[tuple[int | None, int | None]]:
    number = st.none() | st.integers(0, most)
    return st.tuples(number, number).filter(lambda pair: pair != (None, None))


_day = st.integers(0, 800).map(lambda days: TODAY - timedelta(days=days))
_period = st.tuples(st.none() | _day, st.none() | _day)
_some_shops = st.lists(st.sampled_from([SHOP, AWAY]), unique=True).map(tuple)
_weekdays = st.just(()) | st.lists(st.integers(1, 7), min_size=1, unique=True).map(tuple)
_hours = st.just((0, 24)) | st.tuples(st.integers(0, 12), st.integers(13, 24))


@st.composite
def _when(draw: st.DrawFn, *, hours: bool = True) -> When:
    last_days = draw(st.none() | st.integers(1, 800))
    since, until = draw(_period) if last_days is None else (None, None)
    begins, ends = draw(_hours) if hours else (0, 24)
    return When(
        last_days=last_days,
        since=since,
        until=until,
        shops=draw(_some_shops),
        weekdays=draw(_weekdays),
        from_hour=begins,
        until_hour=ends,
    )


@st.composite
def _among(draw: st.DrawFn) -> Among:
    asked = draw(st.sampled_from(list(ListField)))
    values = st.lists(st.sampled_from(_VALUES[asked]), min_size=1, max_size=4, unique=True)
    return Among(field=asked, values=tuple(draw(values)))


@st.composite
def _between(draw: st.DrawFn) -> Between:
    asked = draw(st.sampled_from(list(NumberField)))
    least, most = draw(_bounds(_MOST.get(asked, 8)))
    within = draw(st.integers(0, 400)) if asked is NumberField.POINTS_ENDING else None
    return Between(field=asked, least=least, most=most, within_days=within)


@st.composite
def _visiting(draw: st.DrawFn) -> Visiting:
    measure = draw(st.sampled_from(list(Measure)))
    least, most = draw(_bounds(6 if measure is Measure.VISITS else 8_000))
    return Visiting(measure=measure, least=least, most=most, when=draw(_when()))


conditions: st.SearchStrategy[Condition] = st.one_of(
    _among(),
    _between(),
    st.builds(
        lambda asked, pair: Dated(field=asked, since=pair[0], until=pair[1]),
        st.sampled_from(list(DayField)),
        _period.filter(lambda pair: pair != (None, None)),
    ),
    st.builds(Marked, field=st.sampled_from(list(FlagField)), holds=st.booleans()),
    _visiting(),
    st.builds(
        Bought,
        ware=st.sampled_from(list(Ware)),
        codes=st.lists(st.sampled_from(CODES), min_size=1, unique=True).map(tuple),
        least=st.integers(1, 3),
        when=_when(hours=False),
    ),
)


def _groups(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Group]:
    several = st.lists(parts, max_size=3).map(tuple)
    return st.builds(Group, join=st.sampled_from(list(Join)), parts=several)


segments: st.SearchStrategy[Group] = _groups(conditions | _groups(conditions | _groups(conditions)))
