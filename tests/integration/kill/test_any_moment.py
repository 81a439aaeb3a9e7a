"""The plug is pulled at any moment, again and again: what was announced is there, and nothing by half."""

import random
from pathlib import Path

from tests.helpers.announced import Started
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim
from tests.helpers.witness import Witness

ROUNDS = 40
LINES = 60
"""Announced at most before the plug is pulled: some five visits."""
AT_WORK_S = 0.02
STARTING_S = 0.1


def test_forty_power_cuts_at_any_moment_lose_nothing_that_was_announced(tmp_path: Path) -> None:
    witness = Witness(shop=found_shop(tmp_path / "shop"))
    chance = random.Random(20261122)

    for number in range(ROUNDS):
        with Victim("tests.helpers.headless_till", str(tmp_path / "shop"), "--seed", str(number)) as till:
            if number % 8 == 7:  # Also while it starts, when the store is being recovered.
                till.live(chance.uniform(0, STARTING_S))
            else:
                till.hear(Started)
                till.live(chance.uniform(0, AT_WORK_S), lines=chance.randrange(LINES))
            till.kill()
        witness.hear(till.lines)
        witness.examine(tmp_path)

    assert len(witness.closed) > ROUNDS
    assert witness.restored > ROUNDS / 4
