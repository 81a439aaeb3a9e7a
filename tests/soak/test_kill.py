"""The plug of the whole program is pulled two hundred times: what the screen announced is there."""

import random
from pathlib import Path

from tests.helpers.announced import SignedIn
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim
from tests.helpers.witness import Witness

ROUNDS = 200
AT_WORK_S = 1.0
STARTING_S = 1.5


def test_two_hundred_power_cuts_lose_nothing_that_the_screen_announced(tmp_path: Path) -> None:
    witness = Witness(shop=found_shop(tmp_path / "shop", whole_program=True))
    chance = random.Random(20261122)

    for number in range(ROUNDS):
        arguments = (str(tmp_path / "shop"), "--seed", str(number))
        with Victim("tests.soak.real_program", *arguments, fresh=True) as till:
            if number % 8 == 7:  # Also while it starts, when the store is being recovered.
                till.live(chance.uniform(0, STARTING_S))
            else:
                till.hear(SignedIn)
                till.live(chance.uniform(0, AT_WORK_S))
            till.kill()
        witness.hear(till.lines)
        witness.examine(tmp_path)

    print(f"{ROUNDS} power cuts, {len(witness.closed)} visits announced, {len(witness.unannounced)} not yet")
    assert len(witness.closed) > ROUNDS / 2
    assert witness.restored > ROUNDS / 4
