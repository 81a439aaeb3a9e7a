"""A PIN search with two hundred power cuts: never an eleventh try, and never a way in."""

import random
from pathlib import Path

from fidpos.domain.staff import PIN_TRIES_MAX
from tests.helpers.interrupted_search import search

POWER_CUTS = 200


def test_an_eleventh_try_is_impossible_across_two_hundred_power_cuts(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    power_cuts, tills = 0, 0

    while power_cuts < POWER_CUTS:
        outcome = search(tmp_path / f"till{tills}", chance)
        power_cuts, tills = power_cuts + outcome.power_cuts, tills + 1
        assert outcome.compared <= PIN_TRIES_MAX
        assert not outcome.opened

    print(f"{power_cuts} power cuts, {tills} tills, none opened")
