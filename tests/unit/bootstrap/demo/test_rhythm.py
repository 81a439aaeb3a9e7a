"""When people come to the bakery."""

from collections import Counter
from datetime import date, time, timedelta
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.bootstrap.demo.rhythm import CLOSED_WEEKDAY, Habit, Purchase, habit, purchases

TODAY = date(2026, 11, 22)
BEGAN = TODAY - timedelta(days=548)


@pytest.fixture(scope="module")
def neighbours() -> list[list[Purchase]]:
    rng = Random(1)
    return [list(purchases(rng, habit(rng, TODAY, lives_nearby=True), BEGAN)) for _ in range(1_000)]


def test_the_same_chance_gives_the_same_purchases() -> None:
    shopper = Habit(visits_a_year=80, usual_minor=900, comes_until=TODAY)

    assert list(purchases(Random(3), shopper, BEGAN)) == list(purchases(Random(3), shopper, BEGAN))
    assert list(purchases(Random(3), shopper, BEGAN)) != list(purchases(Random(4), shopper, BEGAN))


@given(seed=st.integers(), visits=st.integers(1, 300), usual=st.integers(100, 3_000))
def test_purchases_rise_by_day_stay_in_bounds_and_avoid_the_day_of_rest(
    seed: int, visits: int, usual: int
) -> None:
    shopper = Habit(visits_a_year=visits, usual_minor=usual, comes_until=TODAY)

    bought = list(purchases(Random(seed), shopper, BEGAN))

    days = [purchase.day for purchase in bought]
    assert days == sorted(set(days))
    assert all(BEGAN <= day <= TODAY and day.weekday() != CLOSED_WEEKDAY for day in days)
    assert all(time(7) <= purchase.hour <= time(19) for purchase in bought)
    assert all(95 <= purchase.amount_minor <= 9_900 and purchase.amount_minor % 5 == 0 for purchase in bought)


@pytest.mark.parametrize("visits_a_year", [5, 24, 80, 200, 260])
def test_habits_are_kept_within_a_tenth(visits_a_year: int) -> None:
    shopper = Habit(visits_a_year=visits_a_year, usual_minor=900, comes_until=TODAY)

    mean = sum(len(list(purchases(Random(seed), shopper, BEGAN))) for seed in range(300)) / 300

    assert abs(mean - visits_a_year * 1.5) < visits_a_year * 0.15 + 0.5


def test_a_fifth_of_the_members_make_most_of_the_visits(neighbours: list[list[Purchase]]) -> None:
    counts = sorted((len(bought) for bought in neighbours), reverse=True)

    assert sum(counts[:200]) > 0.55 * sum(counts)
    assert median(counts) < 40


def test_some_members_were_lost_and_nobody_has_come_today(neighbours: list[list[Purchase]]) -> None:
    last_days = [bought[-1].day for bought in neighbours if bought]

    assert max(last_days) < TODAY
    lost = sum(
        day < TODAY - timedelta(days=90) and len(bought) > 10
        for day, bought in zip(last_days, [bought for bought in neighbours if bought], strict=True)
    )
    assert 20 < lost < 200


def test_people_come_at_three_times_of_the_day(neighbours: list[list[Purchase]]) -> None:
    hours = Counter(purchase.hour.hour for bought in neighbours for purchase in bought)

    assert all(hours[hour] > 1_000 for hour in (7, 8, 9, 12, 13, 17, 18))
    assert all(hours[hour] == 0 for hour in (10, 14, 15, 20, 3))


def test_who_lives_elsewhere_comes_rarely() -> None:
    rng = Random(1)
    counts = [len(list(purchases(rng, habit(rng, TODAY, lives_nearby=False), BEGAN))) for _ in range(1_000)]

    assert sum(counts) / len(counts) < 4
