"""Business days that end after midnight, summer time, and birthdays on 29 February."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth, ShopCalendar, utc
from fidpos.domain.errors import InvalidValue

PARIS = ZoneInfo("Europe/Paris")


def test_an_hour_after_midnight_belongs_to_the_day_before_when_days_begin_at_four() -> None:
    bar = ShopCalendar(zone=PARIS, day_starts_at=time(4))

    assert bar.business_day(datetime(2026, 7, 14, 1, 30, tzinfo=PARIS)) == date(2026, 7, 13)
    assert bar.business_day(datetime(2026, 7, 14, 4, 0, tzinfo=PARIS)) == date(2026, 7, 14)


def test_the_day_is_the_shops_not_the_computers() -> None:
    shop = ShopCalendar(zone=PARIS)

    assert shop.business_day(utc(2026, 7, 13, 22, 30)) == date(2026, 7, 14)


def test_both_hours_of_the_end_of_summer_time_are_the_same_day() -> None:
    shop = ShopCalendar(zone=PARIS)
    first, second = utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)

    assert shop.local(first).time() == shop.local(second).time() == time(2, 30)
    assert shop.business_day(first) == shop.business_day(second) == date(2026, 10, 25)


@given(
    st.datetimes(
        utc(1990, 1, 1).replace(tzinfo=None), utc(2090, 1, 1).replace(tzinfo=None), timezones=st.just(UTC)
    ),
    st.integers(0, 12),
)
def test_business_days_never_step_back_as_time_goes_on(instant: datetime, starts_at: int) -> None:
    shop = ShopCalendar(zone=PARIS, day_starts_at=time(starts_at))

    later = shop.business_day(instant + timedelta(hours=3))

    assert later >= shop.business_day(instant)


def test_a_birthday_on_29_february_is_kept_on_the_28th_of_a_common_year() -> None:
    leapling = DayMonth(day=29, month=2)

    assert leapling.in_year(2027) == date(2027, 2, 28)
    assert leapling.in_year(2028) == date(2028, 2, 29)


def test_a_birthday_is_near_across_new_year() -> None:
    assert DayMonth(day=2, month=1).days_from(date(2026, 12, 30)) == 3
    assert DayMonth(day=30, month=12).days_from(date(2027, 1, 2)) == -3


@pytest.mark.parametrize(("day", "month"), [(31, 4), (30, 2), (0, 1), (1, 13), (32, 1)])
def test_a_day_that_no_year_has_is_refused(day: int, month: int) -> None:
    with pytest.raises(InvalidValue):
        DayMonth(day=day, month=month)
