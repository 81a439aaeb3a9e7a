"""`dates`: an operation from one day to another."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.rules.conditions.dates import Dates
from fidpos.rules.evaluation import Miss, Unit
from tests.unit.rules.build import facts, miss_of

LAUNCH_WEEK = Dates(first=date(2026, 11, 23), last=date(2026, 11, 29))


def test_a_day_of_the_operation_holds() -> None:
    assert miss_of(LAUNCH_WEEK, facts(100, day=date(2026, 11, 25))) is None


def test_another_day_tells_itself_and_the_span() -> None:
    miss = miss_of(LAUNCH_WEEK, facts(100, day=date(2026, 12, 1)))

    assert miss == Miss("dates", "2026-12-01", "2026-11-23..2026-11-29")


def test_before_it_begins_the_miss_says_in_how_many_days() -> None:
    miss = miss_of(LAUNCH_WEEK, facts(100, day=date(2026, 11, 20)))

    assert miss == Miss("dates", "2026-11-20", "2026-11-23..2026-11-29", 3, Unit.DAYS)


def test_the_first_and_the_last_day_both_count() -> None:
    days = [date(2026, 11, day) for day in (22, 23, 29, 30)]

    assert [miss_of(LAUNCH_WEEK, facts(100, day=day)) is None for day in days] == [False, True, True, False]


def test_a_side_left_out_is_open() -> None:
    assert miss_of(Dates(first=date(2026, 1, 1)), facts(100, day=date(2099, 1, 1))) is None
    assert miss_of(Dates(last=date(2026, 1, 1)), facts(100, day=date(1999, 1, 1))) is None


@pytest.mark.parametrize(("first", "last"), [(None, None), (date(2026, 1, 2), date(2026, 1, 1))])
def test_a_span_without_days_is_refused(first: date | None, last: date | None) -> None:
    with pytest.raises(InvalidValue):
        Dates(first=first, last=last)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(-50, 450))
def test_it_holds_on_as_many_days_as_the_span_has(first: date, length: int, offset: int) -> None:
    span = Dates(first=first, last=first + timedelta(days=length))

    held = miss_of(span, facts(100, day=first + timedelta(days=offset))) is None

    assert held == (0 <= offset <= length)
