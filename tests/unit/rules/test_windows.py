"""Windows: the days they hold, and what the aggregates of those days sum to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.rules.windows import (
    LIFETIME,
    TODAY,
    DayAggregate,
    HistoryQuery,
    LifetimeTotals,
    Metric,
    Window,
    WindowKind,
    WindowValue,
    add_months,
    horizon,
    resolve,
)

SUNDAY = date(2026, 11, 22)
YEAR_ROLLING = Window(kind=WindowKind.MONTHS, count=12)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def visits(window: Window) -> HistoryQuery:
    return HistoryQuery(metric=Metric.VISITS, window=window)


@pytest.mark.parametrize(
    ("window", "first"),
    [
        (TODAY, date(2026, 11, 22)),
        (Window(kind=WindowKind.WEEK), date(2026, 11, 16)),
        (Window(kind=WindowKind.MONTH), date(2026, 11, 1)),
        (Window(kind=WindowKind.QUARTER), date(2026, 10, 1)),
        (Window(kind=WindowKind.YEAR), date(2026, 1, 1)),
        (Window(kind=WindowKind.DAYS, count=7), date(2026, 11, 16)),
        (YEAR_ROLLING, date(2025, 11, 23)),
        (Window(kind=WindowKind.SINCE, since=date(2026, 9, 1)), date(2026, 9, 1)),
        (LIFETIME, None),
    ],
)
def test_each_window_begins_where_a_merchant_expects(window: Window, first: date | None) -> None:
    assert window.first_day(SUNDAY) == first


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2029, 2, 28), date(2028, 2, 29)),
        (date(2027, 3, 31), date(2026, 4, 1)),
    ],
)
def test_twelve_months_around_a_leap_day_neither_lose_nor_repeat_a_day(day: date, first: date) -> None:
    assert YEAR_ROLLING.first_day(day) == first


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": WindowKind.WEEK, "count": 2},
        {"kind": WindowKind.SINCE},
        {"kind": WindowKind.DAYS, "since": SUNDAY},
    ],
)
def test_arguments_that_a_kind_does_not_have_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        Window(**arguments)  # type: ignore[arg-type]  # wrong on purpose


def test_a_window_sums_the_days_within_it_and_no_other() -> None:
    aggregates = [
        DayAggregate(day=date(2026, 10, 31), visits=5, revenue_minor=5000, points_earned=50),
        DayAggregate(day=date(2026, 11, 1), visits=1, revenue_minor=1200, points_earned=12),
        DayAggregate(day=SUNDAY, visits=2, revenue_minor=800, points_earned=8),
        DayAggregate(day=date(2026, 11, 23), visits=7),
    ]
    month = Window(kind=WindowKind.MONTH)
    queries = [HistoryQuery(metric=metric, window=month) for metric in Metric]

    assert [value.value for value in resolve(queries, aggregates, [], SUNDAY)] == [3, 2000, 20]


def test_a_lifetime_is_read_from_the_totals() -> None:
    totals = [LifetimeTotals(visits=40, revenue_minor=9000, points_earned=90)]

    assert resolve([visits(LIFETIME)], [], totals, SUNDAY) == (WindowValue(key="visits/lifetime", value=40),)


def test_a_scope_is_counted_apart() -> None:
    aggregates = [
        DayAggregate(day=SUNDAY, visits=1, points_earned=12),
        DayAggregate(day=SUNDAY, points_earned=3, scope="counter:stamps"),
    ]
    stamps = HistoryQuery(metric=Metric.POINTS_EARNED, window=TODAY, scope="counter:stamps")

    assert resolve([stamps], aggregates, [], SUNDAY)[0] == WindowValue(
        key="points_earned/day/counter:stamps", value=3
    )


def test_a_member_without_history_counts_zero() -> None:
    assert [value.value for value in resolve([visits(TODAY), visits(LIFETIME)], [], [], SUNDAY)] == [0, 0]


def test_the_horizon_is_the_first_day_that_any_query_reads() -> None:
    assert horizon([visits(TODAY), visits(YEAR_ROLLING), visits(LIFETIME)], SUNDAY) == date(2025, 11, 23)
    assert horizon([visits(LIFETIME)], SUNDAY) is None


def test_different_windows_have_different_keys() -> None:
    windows = [
        LIFETIME,
        TODAY,
        YEAR_ROLLING,
        Window(kind=WindowKind.MONTHS, count=1),
        Window(kind=WindowKind.MONTH),
        Window(kind=WindowKind.SINCE, since=SUNDAY),
    ]

    assert len({window.key for window in windows}) == len(windows)


@given(days, st.integers(-240, 240))
def test_months_later_and_back_is_the_same_month(day: date, months: int) -> None:
    there = add_months(day, months)

    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day <= day.day
    assert there.day == day.day or (there + timedelta(days=1)).day == 1


@given(days, st.integers(1, 24), st.lists(st.tuples(st.integers(0, 800), st.integers(0, 9)), max_size=30))
def test_a_rolling_window_sums_exactly_its_days(day: date, count: int, past: list[tuple[int, int]]) -> None:
    window = Window(kind=WindowKind.DAYS, count=count)
    aggregates = [DayAggregate(day=day - timedelta(days=ago), visits=n) for ago, n in past]

    (value,) = resolve([visits(window)], aggregates, [], day)

    assert value.value == sum(n for ago, n in past if ago < count)
