"""Copies are thinned out as they grow old."""

from datetime import timedelta

from fidpos.domain.clock import utc
from fidpos.domain.retention import Retention

NEWEST = utc(2026, 11, 22, 3)
DAILY = [NEWEST - timedelta(days=days) for days in range(200)]


def test_the_newest_of_each_of_the_last_days_is_kept() -> None:
    twice_a_day = [*DAILY, *(day - timedelta(hours=1) for day in DAILY)]

    assert Retention(days=3, weeks=0, months=0).kept(twice_a_day) == set(DAILY[:3])


def test_weeks_and_months_reach_further_back_than_days() -> None:
    kept = sorted(Retention(days=2, weeks=3, months=3).kept(DAILY))

    assert [f"{day:%m-%d}" for day in kept] == ["09-30", "10-31", "11-08", "11-15", "11-21", "11-22"]


def test_days_without_a_copy_are_not_counted() -> None:
    rare = [NEWEST - timedelta(days=90), NEWEST - timedelta(days=40), NEWEST]

    assert Retention(days=3, weeks=0, months=0).kept(rare) == set(rare)


def test_the_newest_is_kept_whatever_is_asked_for() -> None:
    assert Retention(days=0, weeks=0, months=0).kept(DAILY) == {NEWEST}


def test_of_nothing_nothing_is_kept() -> None:
    assert Retention().kept([]) == frozenset()
