"""`hours`: from 7 to 11 o'clock."""

from datetime import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.rules.conditions.hours import Hours
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of

MORNING = Hours(start=time(7), end=time(11))
LATE = Hours(start=time(22), end=time(2))

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def test_within_the_hours_it_holds() -> None:
    assert miss_of(MORNING, facts(100, at=time(9, 30))) is None


def test_outside_it_tells_the_clock_and_the_hours() -> None:
    assert miss_of(MORNING, facts(100, at=time(12, 5))) == Miss("hours", "12:05", "07:00-11:00")


def test_the_first_minute_belongs_to_the_hours_and_the_end_does_not() -> None:
    assert miss_of(MORNING, facts(100, at=time(7))) is None
    assert miss_of(MORNING, facts(100, at=time(10, 59, 59))) is None
    assert miss_of(MORNING, facts(100, at=time(11))) is not None


def test_hours_that_end_before_they_start_lie_past_midnight() -> None:
    held = [hour for hour in range(24) if miss_of(LATE, facts(100, at=time(hour))) is None]

    assert held == [0, 1, 22, 23]


@pytest.mark.parametrize("end", [time(7), time(11, 0, 30)])
def test_hours_without_a_meaning_are_refused(end: time) -> None:
    with pytest.raises(InvalidValue):
        Hours(start=time(7), end=end)


@given(minutes, minutes, minutes)
def test_hours_and_their_complement_share_the_day(start: time, end: time, now: time) -> None:
    assume(start != end)
    inside = miss_of(Hours(start=start, end=end), facts(100, at=now)) is None
    outside = miss_of(Hours(start=end, end=start), facts(100, at=now)) is None

    assert inside != outside
