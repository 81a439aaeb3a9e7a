"""`exceptional_dates`: Valentine's day every year, and the open day in May."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import InvalidValue
from fidpos.rules.conditions.exceptional_dates import ExceptionalDates
from fidpos.rules.evaluation import Miss, Unit
from tests.unit.rules.build import facts, miss_of

VALENTINE = DayMonth(day=14, month=2)
OPEN_DAY = ExceptionalDates(days=(date(2026, 5, 16), date(2026, 5, 17)), yearly=(VALENTINE,))
LEAP_DAY = ExceptionalDates(yearly=(DayMonth(day=29, month=2),))


@pytest.mark.parametrize(
    ("condition", "day", "miss"),
    [
        (OPEN_DAY, date(2026, 5, 17), None),
        (OPEN_DAY, date(2027, 2, 14), None),
        (OPEN_DAY, date(2028, 2, 14), None),
        (OPEN_DAY, date(2027, 5, 16), "2028-02-14"),
        (OPEN_DAY, date(2026, 5, 15), "2026-05-16"),
        (OPEN_DAY, date(2026, 12, 31), "2027-02-14"),
        (LEAP_DAY, date(2028, 2, 29), None),
        (LEAP_DAY, date(2027, 2, 28), None),
        (LEAP_DAY, date(2028, 2, 28), "2028-02-29"),
    ],
)
def test_it_holds_on_its_days_and_says_when_the_next_one_is(
    condition: ExceptionalDates, day: date, miss: str | None
) -> None:
    left = (date.fromisoformat(miss) - day).days if miss else 0
    expected = Miss("exceptional_dates", day.isoformat(), miss, left, Unit.DAYS) if miss else None

    assert miss_of(condition, facts(100, day=day)) == expected


def test_when_all_days_are_over_there_is_no_distance() -> None:
    once = ExceptionalDates(days=(date(2026, 5, 16),))

    assert miss_of(once, facts(100, day=date(2026, 5, 17))) == Miss(
        "exceptional_dates", "2026-05-17", "2026-05-16"
    )


def test_a_list_without_a_day_is_refused() -> None:
    with pytest.raises(InvalidValue):
        ExceptionalDates()


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.sets(st.integers(-40, 40), min_size=1, max_size=5))
def test_the_distance_leads_to_a_day_that_holds_and_none_before_it_does(day: date, around: set[int]) -> None:
    near = ExceptionalDates(
        days=tuple(day + timedelta(days=each) for each in around), yearly=(DayMonth(day=14, month=7),)
    )

    miss = miss_of(near, facts(100, day=day))

    if miss is not None:
        assert miss.missing is not None
        later = [day + timedelta(days=left) for left in range(1, miss.missing + 1)]
        held = [miss_of(near, facts(100, day=each)) is None for each in later]
        assert held == [False] * (miss.missing - 1) + [True]
