"""What a demo purchase earned is what the shop's programme says."""

from datetime import date, time

import pytest

from fidpos.bootstrap.demo.earning import Earning, Outcome
from fidpos.bootstrap.demo.rhythm import Purchase

WEDNESDAY, TUESDAY = date(2026, 11, 18), date(2026, 11, 17)


def bought(amount_minor: int, day: date = WEDNESDAY, hour: int = 15) -> Purchase:
    return Purchase(day, time(hour, 10), amount_minor)


@pytest.mark.parametrize(("tier", "points"), [("bronze", 12), ("argent", 15), ("or", 18), ("platine", 22)])
def test_a_higher_tier_earns_more(earning: Earning, tier: str, points: int) -> None:
    assert earning.of(bought(1_240), tier).earned == points


def test_the_programme_decides_which_hours_give_more(earning: Earning) -> None:
    assert earning.of(bought(1_240, TUESDAY, hour=8), "bronze").earned == 24
    assert earning.of(bought(1_240, TUESDAY, hour=16), "bronze").earned == 12


def test_a_discount_of_the_tier_is_taken_off(earning: Earning) -> None:
    assert earning.of(bought(2_000), "platine").discount_minor == 100


def test_a_reward_costs_points_and_takes_its_discount_off(earning: Earning) -> None:
    assert earning.of(bought(1_240), "bronze", "remise_5") == Outcome(earned=7, spent=500, discount_minor=500)


def test_nobody_is_new_or_celebrates(earning: Earning) -> None:
    assert earning.of(bought(100), "bronze") == Outcome(earned=1, spent=0, discount_minor=0)
