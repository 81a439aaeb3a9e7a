"""A period is covered by whole months and the days at its ends, each day once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fidpos.server.db.segment_visits import cover

TODAY = date(2026, 11, 18)
_day = st.none() | st.integers(0, 500).map(lambda days: TODAY - timedelta(days=days))


@given(since=_day, until=_day)
def test_each_day_of_a_period_is_covered_once_and_no_other(since: date | None, until: date | None) -> None:
    covered = cover(since, until, TODAY)
    for days in range(560):
        day = TODAY - timedelta(days=days)
        month = day.replace(day=1)
        times = sum(_within(day, *edge) for edge in covered.edges)
        if covered.has_months:
            times += _within(month, covered.first_month, covered.last_month)

        assert times == _within(day, since, until)


def test_a_month_that_is_not_over_is_whole_for_a_period_that_goes_on() -> None:
    covered = cover(date(2026, 11, 1), TODAY, TODAY)

    assert covered.has_months
    assert covered.edges == ()


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)
