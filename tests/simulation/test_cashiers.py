"""Twenty thieves among five hundred cashiers for months: found within a week, and hardly anybody else."""

from datetime import timedelta

import pytest

from fidpos.domain.ids import StaffId
from fidpos.server.services.losses.assessing import PAST_DAYS, RECENT_DAYS, Tally, assess, ordinary, together
from tests.simulation.cashiers import CASHIERS, THIEVES, Chain

DAYS = 60
FOUND_WITHIN = timedelta(days=7).days


@pytest.mark.parametrize(
    "seeds", [range(1, 3), pytest.param(range(3, 15), marks=pytest.mark.nightly)], ids=["few", "many"]
)
def test_nine_of_ten_thieves_are_found_within_a_week_and_hardly_anybody_else(seeds: range) -> None:
    """Of all thieves together: among twenty of one chain, chance alone makes three late ones now and then."""
    found = accused = 0
    for seed in seeds:
        chain = Chain(seed, DAYS)
        first = _first_alarms(chain)
        thieves = {each.staff_id: each.begins for each in chain.thieves}
        found += sum(begins <= first.get(who, -1) < begins + FOUND_WITHIN for who, begins in thieves.items())
        accused += len(first.keys() - thieves.keys())
    assert found >= 0.9 * THIEVES * len(seeds)
    assert accused <= 0.02 * (CASHIERS - THIEVES) * len(seeds)


def _first_alarms(chain: Chain) -> dict[StaffId, int]:
    """On which day each cashier came to the owner's notice, once there was something to compare with."""
    days: list[list[Tally]] = []
    first: dict[StaffId, int] = {}
    for day in range(DAYS):
        days.append(ordinary(chain.work(day)))
        if day >= 20:
            week, before = days[-RECENT_DAYS:], days[-RECENT_DAYS - PAST_DAYS : -RECENT_DAYS]
            for each in assess(_all(week), _all(before)):
                first.setdefault(each.staff_id, day)
    return first


def _all(days: list[list[Tally]]) -> list[Tally]:
    return together(tally for day in days for tally in day)
