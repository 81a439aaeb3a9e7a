"""History: what windows sum to; each answer is compared with a naive count over a list of visits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import ShopCalendar, utc
from fidpos.rules.history import (
    HistoryQuery,
    Metric,
    Reach,
    WindowValue,
    hourly,
    needs_last_days,
    needs_uses,
    reach,
    resolve,
    resolve_hours,
)
from fidpos.rules.past import CountedVisit, DayAggregate, LastDay, LifetimeTotals, Past, PastUse
from fidpos.rules.windows import LIFETIME, TODAY, Window, WindowKind, add_months

SUNDAY = date(2026, 11, 22)
YEAR_ROLLING = Window(kind=WindowKind.MONTHS, count=12)
SINCE_GIFT = Window(kind=WindowKind.SINCE_LAST_USE, rule="gift")


def visits(window: Window, scope: str = "") -> HistoryQuery:
    return HistoryQuery(metric=Metric.VISITS, window=window, scope=scope)


def test_a_window_sums_the_days_within_it_and_no_other() -> None:
    past = Past(
        days=(
            DayAggregate(day=date(2026, 10, 31), visits=5, revenue_minor=5000, points_earned=50),
            DayAggregate(day=date(2026, 11, 1), visits=1, revenue_minor=1200, points_earned=12, quantity=200),
            DayAggregate(day=SUNDAY, visits=2, revenue_minor=800, points_earned=8, quantity=150),
            DayAggregate(day=date(2026, 11, 23), visits=7),
        )
    )
    metrics = (Metric.VISITS, Metric.REVENUE, Metric.POINTS_EARNED, Metric.QUANTITY)
    queries = [HistoryQuery(metric=metric, window=Window(kind=WindowKind.MONTH)) for metric in metrics]

    assert [value.value for value in resolve(queries, past, SUNDAY)] == [3, 2000, 20, 350]


def test_a_lifetime_is_read_from_the_totals() -> None:
    past = Past(lifetime=(LifetimeTotals(visits=40, revenue_minor=9000, points_earned=90),))

    assert resolve([visits(LIFETIME)], past, SUNDAY) == (WindowValue(key="visits/lifetime", value=40),)


def test_a_scope_is_counted_apart() -> None:
    past = Past(
        days=(
            DayAggregate(day=SUNDAY, visits=1, points_earned=12),
            DayAggregate(day=SUNDAY, points_earned=3, scope="counter:stamps"),
        )
    )
    stamps = HistoryQuery(metric=Metric.POINTS_EARNED, window=TODAY, scope="counter:stamps")

    assert resolve([stamps], past, SUNDAY)[0] == WindowValue(key="points_earned/day/counter:stamps", value=3)


def test_a_member_without_history_counts_zero_and_has_no_last_visit() -> None:
    since = HistoryQuery(metric=Metric.DAYS_SINCE, window=LIFETIME)
    queries = [visits(TODAY), visits(LIFETIME), visits(SINCE_GIFT), since]

    assert [value.value for value in resolve(queries, Past(), SUNDAY)] == [0, 0, 0]


def test_days_since_are_counted_for_each_scope() -> None:
    past = Past(
        last_days=(LastDay(day=date(2026, 11, 20)), LastDay(day=date(2026, 8, 24), scope="category:coffee"))
    )
    queries = [
        HistoryQuery(metric=Metric.DAYS_SINCE, window=LIFETIME),
        HistoryQuery(metric=Metric.DAYS_SINCE, window=LIFETIME, scope="category:coffee"),
        HistoryQuery(metric=Metric.DAYS_SINCE, window=LIFETIME, scope="category:tea"),
    ]

    assert [value.value for value in resolve(queries, past, SUNDAY)] == [2, 90]


def test_after_a_use_the_visit_that_used_it_does_not_count_and_a_later_one_of_that_day_does() -> None:
    used_at = utc(2026, 11, 20, 10)
    day = used_at.date()
    past = Past(
        days=(
            DayAggregate(day=day, visits=3, revenue_minor=900),
            DayAggregate(day=date(2026, 11, 21), visits=1, revenue_minor=50),
        ),
        lifetime=(LifetimeTotals(visits=90),),
        visits=tuple(
            CountedVisit(at=used_at + timedelta(hours=hour), sums=(DayAggregate(day=day, visits=1),))
            for hour in (-1, 0, 2)
        ),
        uses=(PastUse(rule="gift", day=day, at=used_at), PastUse(rule="other", day=SUNDAY)),
    )

    assert resolve([visits(SINCE_GIFT)], past, SUNDAY)[0].value == 2


def test_after_a_use_of_which_only_the_day_is_known_the_next_day_counts_first() -> None:
    past = Past(
        days=(DayAggregate(day=date(2026, 11, 20), visits=3), DayAggregate(day=SUNDAY, visits=1)),
        uses=(PastUse(rule="gift", day=date(2026, 11, 20)),),
    )

    assert resolve([visits(SINCE_GIFT)], past, SUNDAY)[0].value == 1


def test_nothing_more_is_read_than_the_queries_reach() -> None:
    gift = PastUse(rule="gift", day=date(2026, 3, 5), at=utc(2026, 3, 5, 9))

    assert reach([visits(LIFETIME)], (), SUNDAY) == Reach(days_since=None, visit_days=())
    assert reach([visits(TODAY), visits(YEAR_ROLLING)], (), SUNDAY).days_since == date(2025, 11, 23)
    assert reach([visits(SINCE_GIFT)], (gift,), SUNDAY) == Reach(
        days_since=date(2026, 3, 6), visit_days=((date(2026, 3, 5), date(2026, 3, 5)),)
    )
    assert reach([visits(SINCE_GIFT)], (), SUNDAY) == Reach(days_since=None, visit_days=())
    assert not needs_uses([visits(TODAY)])
    assert needs_uses([visits(SINCE_GIFT)])
    assert needs_last_days([HistoryQuery(metric=Metric.DAYS_SINCE, window=LIFETIME)])


def test_no_day_is_read_twice_however_many_windows_want_its_visits() -> None:
    gift = PastUse(rule="gift", day=SUNDAY, at=utc(2026, 11, 22, 9))
    other = PastUse(rule="other", day=SUNDAY, at=utc(2026, 11, 22, 9))
    since_other = visits(Window(kind=WindowKind.SINCE_LAST_USE, rule="other"))
    last_hours = visits(Window(kind=WindowKind.HOURS, count=3))

    wanted = reach([visits(SINCE_GIFT), since_other, last_hours], (gift, other), SUNDAY)

    assert wanted.visit_days == ((date(2026, 11, 18), SUNDAY),)


# A year with a leap day, a shop whose day ends at four in the morning, and both nights of the clock.

CALENDAR = ShopCalendar(zone=ZoneInfo("Europe/Paris"), day_starts_at=time(4))
NIGHTS = (
    utc(2028, 3, 26, 1),
    utc(2028, 10, 29, 1),
    utc(2028, 2, 28, 23),
    utc(2028, 2, 29, 23),
    utc(2028, 12, 31, 23),
)
COFFEE = "category:coffee"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A visit as it was; `coffees` of its units are coffee."""

    at: datetime
    revenue_minor: int
    points: int
    coffees: int
    gave: bool

    @property
    def day(self) -> date:
        return CALENDAR.business_day(self.at)

    @property
    def sums(self) -> tuple[DayAggregate, ...]:
        whole = DayAggregate(
            day=self.day, visits=1, revenue_minor=self.revenue_minor, points_earned=self.points
        )
        if not self.coffees:
            return (whole,)
        part = DayAggregate(
            day=self.day, visits=1, revenue_minor=200 * self.coffees, quantity=self.coffees, scope=COFFEE
        )
        return whole, part


near_a_night = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes), st.sampled_from(NIGHTS), st.integers(-400, 400)
)
any_time = st.builds(
    lambda minutes: utc(2027, 1, 1) + timedelta(minutes=minutes), st.integers(0, 60 * 24 * 794)
)
instants = near_a_night | any_time
made_visits = st.builds(
    Made,
    at=instants,
    revenue_minor=st.integers(0, 900),
    points=st.integers(0, 90),
    coffees=st.integers(0, 3),
    gave=st.booleans(),
)
windows = st.one_of(
    st.sampled_from(["hour", "day", "week", "month", "year"]).map(lambda name: Window(kind=WindowKind(name))),
    st.builds(Window, kind=st.just(WindowKind.HOURS), count=st.integers(1, 72)),
    st.builds(Window, kind=st.just(WindowKind.DAYS), count=st.integers(1, 400)),
    st.builds(Window, kind=st.just(WindowKind.MONTHS), count=st.integers(1, 14)),
    st.builds(Window, kind=st.just(WindowKind.SINCE), since=st.dates(date(2028, 2, 20), date(2028, 4, 1))),
    st.sampled_from([Window(kind=WindowKind.QUARTER), SINCE_GIFT, LIFETIME]),
)
metrics = st.sampled_from([Metric.VISITS, Metric.REVENUE, Metric.POINTS_EARNED, Metric.QUANTITY])


def naive_window(window: Window, now: datetime, before: Sequence[Made]) -> Callable[[Made], bool]:
    """Whether a visit lies in the window, told from the calendar on the wall."""
    today, local = CALENDAR.business_day(now), CALENDAR.local(now)
    match window.kind:
        case WindowKind.HOUR:
            shown = (local.date(), local.hour, local.utcoffset())
            return lambda one: (
                (
                    (there := CALENDAR.local(one.at)).date(),
                    there.hour,
                    there.utcoffset(),
                )
                == shown
            )
        case WindowKind.HOURS:
            return lambda one: (now - one.at).total_seconds() <= 3600 * window.count
        case WindowKind.DAY:
            return lambda one: one.day == today
        case WindowKind.WEEK:
            return lambda one: one.day.isocalendar()[:2] == today.isocalendar()[:2]
        case WindowKind.MONTH:
            return lambda one: (one.day.year, one.day.month) == (today.year, today.month)
        case WindowKind.QUARTER:
            return lambda one: (
                (one.day.year, (one.day.month + 2) // 3) == (today.year, (today.month + 2) // 3)
            )
        case WindowKind.YEAR:
            return lambda one: one.day.year == today.year
        case WindowKind.DAYS:
            return lambda one: (today - one.day).days < window.count
        case WindowKind.MONTHS:
            return lambda one: one.day > add_months(today, -window.count)
        case WindowKind.SINCE:
            return lambda one: window.since is not None and one.day >= window.since
        case WindowKind.SINCE_LAST_USE:
            last = max((each.at for each in before if each.gave), default=None)
            return lambda one: last is None or one.at > last
        case WindowKind.LIFETIME:
            return lambda one: True


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def kept(before: Sequence[Made], queries: Sequence[HistoryQuery], now: datetime) -> Past:
    """What a store would have read of these visits, and nothing beyond the reach of the queries."""
    today = CALENDAR.business_day(now)
    uses = tuple(PastUse(rule="gift", day=one.day, at=one.at) for one in before if one.gave)
    wanted = reach(queries, uses, today)
    parts = [part for one in before for part in one.sums]
    return Past(
        days=tuple(part for part in parts if wanted.days_since is not None and part.day >= wanted.days_since),
        lifetime=tuple(
            LifetimeTotals(
                visits=sum(part.visits for part in parts if part.scope == scope),
                revenue_minor=sum(part.revenue_minor for part in parts if part.scope == scope),
                points_earned=sum(part.points_earned for part in parts if part.scope == scope),
                quantity=sum(part.quantity for part in parts if part.scope == scope),
                scope=scope,
            )
            for scope in ("", COFFEE)
        ),
        visits=tuple(
            CountedVisit(at=one.at, sums=one.sums)
            for one in before
            if any(first <= one.day <= last for first, last in wanted.visit_days)
        ),
        uses=uses,
    )


@given(
    st.lists(made_visits, max_size=30, unique_by=lambda one: one.at),
    instants,
    windows,
    metrics,
    st.sampled_from(["", COFFEE]),
)
def test_every_window_counts_what_a_naive_list_of_visits_counts(
    made: list[Made], now: datetime, window: Window, metric: Metric, scope: str
) -> None:
    before = [one for one in made if one.at < now]
    query = HistoryQuery(metric=metric, window=window, scope=scope)
    past = kept(before, [query], now)

    answers = (
        *resolve([query], past, CALENDAR.business_day(now)),
        *resolve_hours(hourly([query]), past, CALENDAR.local(now)),
    )

    inside = naive_window(window, now, before)
    parts = [part for one in before if inside(one) for part in one.sums if part.scope == scope]
    counted = {
        Metric.VISITS: sum(part.visits for part in parts),
        Metric.REVENUE: sum(part.revenue_minor for part in parts),
        Metric.POINTS_EARNED: sum(part.points_earned for part in parts),
        Metric.QUANTITY: sum(part.quantity for part in parts),
    }
    assert answers == (WindowValue(key=query.key, value=counted[metric]),)


@given(st.lists(made_visits, max_size=30, unique_by=lambda one: one.at), instants, windows)
def test_uses_of_a_rule_are_counted_in_every_window_as_visits_are(
    made: list[Made], now: datetime, window: Window
) -> None:
    before = [one for one in made if one.at < now]
    query = HistoryQuery(metric=Metric.USES, window=window, scope="rule:gift")
    past = kept(before, [query], now)
    if window.kind is WindowKind.SINCE_LAST_USE:
        return

    (answer,) = (
        *resolve([query], past, CALENDAR.business_day(now)),
        *resolve_hours(hourly([query]), past, CALENDAR.local(now)),
    )

    inside = naive_window(window, now, before)
    assert answer.value == sum(one.gave for one in before if inside(one))


@pytest.mark.parametrize("count", [1, 72])
def test_what_lies_after_the_instant_does_not_count(count: int) -> None:
    now = utc(2026, 11, 22, 12)
    later = CountedVisit(at=now + timedelta(minutes=1), sums=(DayAggregate(day=now.date(), visits=1),))
    query = visits(Window(kind=WindowKind.HOURS, count=count))

    assert resolve_hours([query], Past(visits=(later,)), now)[0].value == 0
