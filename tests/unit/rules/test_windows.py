"""Windows: where they begin."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.rules.windows import LIFETIME, TODAY, Window, WindowKind, add_months

SUNDAY = date(2026, 11, 22)
YEAR_ROLLING = Window(kind=WindowKind.MONTHS, count=12)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


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
    ("window", "local", "begin"),
    [
        (Window(kind=WindowKind.HOUR), (2026, 11, 22, 14, 32, 5), (2026, 11, 22, 13, 0)),
        (Window(kind=WindowKind.HOURS, count=3), (2026, 11, 22, 14, 32, 0), (2026, 11, 22, 10, 32)),
        (Window(kind=WindowKind.HOURS, count=3), (2026, 3, 29, 4, 30, 0), (2026, 3, 28, 23, 30)),
        (Window(kind=WindowKind.HOUR), (2026, 3, 29, 3, 10, 0), (2026, 3, 29, 1, 0)),
    ],
)
def test_hours_pass_as_they_do_whatever_is_done_to_the_clock(
    window: Window, local: tuple[int, int, int, int, int, int], begin: tuple[int, int, int, int, int]
) -> None:
    at = datetime(*local, tzinfo=ZoneInfo("Europe/Paris"))

    assert window.begins_at(at) == utc(*begin)


def test_the_hour_that_comes_twice_in_autumn_is_two_hours() -> None:
    first = datetime(2026, 10, 25, 2, 15, tzinfo=ZoneInfo("Europe/Paris"))
    again = first.replace(fold=1)
    hour = Window(kind=WindowKind.HOUR)

    assert (hour.begins_at(first), hour.begins_at(again)) == (utc(2026, 10, 25, 0), utc(2026, 10, 25, 1))


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": WindowKind.WEEK, "count": 2},
        {"kind": WindowKind.SINCE},
        {"kind": WindowKind.DAYS, "since": SUNDAY},
        {"kind": WindowKind.HOURS, "count": 73},
        {"kind": WindowKind.MONTH, "rule": "welcome"},
    ],
)
def test_arguments_that_a_kind_does_not_have_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        Window(**arguments)  # type: ignore[arg-type]  # wrong on purpose


def test_different_windows_have_different_keys() -> None:
    windows = [
        LIFETIME,
        TODAY,
        YEAR_ROLLING,
        Window(kind=WindowKind.MONTHS, count=1),
        Window(kind=WindowKind.MONTH),
        Window(kind=WindowKind.SINCE, since=SUNDAY),
        Window(kind=WindowKind.HOUR),
        Window(kind=WindowKind.HOURS),
        Window(kind=WindowKind.HOURS, count=12),
        Window(kind=WindowKind.SINCE_LAST_USE),
        Window(kind=WindowKind.SINCE_LAST_USE, rule="welcome"),
    ]

    assert len({window.key for window in windows}) == len(windows)


@given(days, st.integers(-240, 240))
def test_months_later_and_back_is_the_same_month(day: date, months: int) -> None:
    there = add_months(day, months)

    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day <= day.day
    assert there.day == day.day or (there + timedelta(days=1)).day == 1
