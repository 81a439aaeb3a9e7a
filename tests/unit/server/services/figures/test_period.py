"""Months, periods, and the days that end them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.server.services.figures.period import (
    Period,
    last_day_of,
    latest,
    month_after,
    month_of,
    months_between,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


@given(day=DAYS, count=st.integers(-100, 100))
def test_so_many_months_later_is_so_many_months_between(day: date, count: int) -> None:
    month = month_of(day)

    assert months_between(month, month_after(month, count)) == count
    assert month_after(month_after(month, count), -count) == month


@given(day=DAYS, count=st.integers(1, 36))
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(day: date, count: int) -> None:
    period = latest(day, count)

    assert period.count == period.before.count == count == len(list(period.months()))
    assert month_after(period.before.last) == period.first
    assert period.as_of(day) == day


def test_a_period_that_is_over_is_seen_on_its_last_day() -> None:
    period = Period(first=date(2026, 1, 1), last=date(2026, 2, 1))

    assert period.as_of(date(2026, 11, 20)) == last_day_of(date(2026, 2, 1)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 2), date(2026, 2, 1)),
        (date(2026, 3, 1), date(2026, 2, 1)),
        (date(2016, 3, 1), date(2026, 2, 1)),
    ],
)
def test_what_is_no_period_is_refused(first: date, last: date) -> None:
    with pytest.raises(InvalidValue):
        Period(first=first, last=last)
