"""`months`: in December and January."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.months import Month, Months
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of

# Not those of `strftime`, which speaks the language of the machine once a window was made.
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
WINTER = Months(months=(Month.DECEMBER, Month.JANUARY))


def test_the_first_and_the_last_day_of_the_months_hold() -> None:
    assert miss_of(WINTER, facts(100, day=date(2026, 12, 1))) is None
    assert miss_of(WINTER, facts(100, day=date(2027, 1, 31))) is None


def test_another_month_does_not() -> None:
    assert miss_of(WINTER, facts(100, day=date(2027, 2, 1))) == Miss("months", "february", "december,january")


@given(st.dates(), st.sets(st.sampled_from(list(Month)), min_size=1))
def test_it_agrees_with_the_calendar(day: date, named: set[Month]) -> None:
    held = miss_of(Months(months=tuple(named)), facts(100, day=day)) is None

    assert held == (MONTHS[day.month - 1] in named)
