"""The power goes, and with it everything the system had not yet written to the disk.

A killed process leaves its writes in the memory of the system, which a power cut does not. Here the till
works on a disk whose image is taken at the instant of the cut: only what was synced is in it.
"""

import random
from pathlib import Path

from tests.helpers.announced import Started
from tests.helpers.real_disk import mortal_disk
from tests.helpers.real_shop import found_shop
from tests.helpers.victim import Victim
from tests.helpers.witness import Witness

ROUNDS = 20
LINES = 60
"""Announced at most before the plug is pulled: some five visits."""
AT_WORK_S = 0.02


def test_what_was_announced_survives_the_loss_of_everything_that_was_not_synced(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    with mortal_disk(tmp_path / "disk") as disk:
        witness = Witness(shop=found_shop(disk.folder / "shop"))

        for number in range(ROUNDS):
            arguments = (str(disk.folder / "shop"), "--seed", str(number))
            with Victim("tests.helpers.headless_till", *arguments) as till:
                till.hear(Started)
                till.live(chance.uniform(0, AT_WORK_S), lines=chance.randrange(LINES))
                till.freeze()
                disk.cut_power()
                till.kill()
            disk.come_back()
            witness.hear(till.lines)
            witness.examine(tmp_path)

    assert len(witness.closed) > ROUNDS
    assert witness.restored > ROUNDS / 4
