"""`weekday`: on Tuesdays."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.weekday import Day, Weekday
from fidpos.rules.evaluation import Miss, Unit
from tests.unit.rules.build import TUESDAY, facts, miss_of

# Not those of `strftime`, which speaks the language of the machine once a window was made.
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def test_a_day_that_is_named_holds() -> None:
    assert miss_of(Weekday(days=(Day.MONDAY, Day.TUESDAY)), facts(100, day=TUESDAY)) is None


def test_another_day_does_not_and_says_in_how_many_days_it_will() -> None:
    monday, weekend = Weekday(days=(Day.MONDAY,)), Weekday(days=(Day.SATURDAY, Day.SUNDAY))

    assert miss_of(monday, facts(100, day=TUESDAY)) == Miss("weekday", "tuesday", "monday", 6, Unit.DAYS)
    assert miss_of(weekend, facts(100, day=TUESDAY)) == Miss(
        "weekday", "tuesday", "saturday,sunday", 4, Unit.DAYS
    )


def test_after_midnight_it_is_still_the_evening_s_day() -> None:
    assert miss_of(Weekday(days=(Day.TUESDAY,)), facts(100, day=TUESDAY, at=time(0, 30))) is None


@given(st.dates(), st.sets(st.sampled_from(list(Day)), min_size=1))
def test_it_agrees_with_the_calendar(day: date, named: set[Day]) -> None:
    held = miss_of(Weekday(days=tuple(named)), facts(100, day=day)) is None

    assert held == (DAYS[day.weekday()] in named)
