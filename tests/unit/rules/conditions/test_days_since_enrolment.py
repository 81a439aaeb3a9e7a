"""`days_since_enrolment`: a member for less than a month, or for ten years."""

from datetime import date, timedelta

import pytest

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.days_since_enrolment import DaysSinceEnrolment
from fidpos.rules.evaluation import Miss, Unit
from tests.unit.rules.build import TUESDAY, facts, miss_of, with_member

NEWCOMER = DaysSinceEnrolment(bounds=Bounds(at_most=30))
AFTER_A_WEEK = DaysSinceEnrolment(bounds=Bounds(at_least=7))


@pytest.mark.parametrize(
    ("condition", "days", "miss"),
    [
        (NEWCOMER, 0, None),
        (NEWCOMER, 30, None),
        (NEWCOMER, 31, Miss("days_since_enrolment", 31, 30)),
        (AFTER_A_WEEK, 7, None),
        (AFTER_A_WEEK, 5, Miss("days_since_enrolment", 5, 7, 2, Unit.DAYS)),
    ],
)
def test_the_days_are_counted_from_the_day_itself(
    condition: DaysSinceEnrolment, days: int, miss: Miss | None
) -> None:
    enrolled_on = TUESDAY - timedelta(days=days)

    assert miss_of(condition, with_member(facts(100, day=TUESDAY), enrolled_on=enrolled_on)) == miss


def test_a_leap_day_is_a_day() -> None:
    since = with_member(facts(100, day=date(2028, 3, 1)), enrolled_on=date(2028, 2, 28))

    assert miss_of(DaysSinceEnrolment(bounds=Bounds(at_least=2, at_most=2)), since) is None
