"""A pairing that is killed at any moment leaves a till that is paired, or one that is not and can be."""

import time
from pathlib import Path
from random import Random

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.store import open_store
from fidpos.paths import TillFolder
from fidpos.wire.sync.pairing_code import typed
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.paired_in_folder import pair
from tests.helpers.victim import Victim

KILLS = 8
"""With what follows them as many as the centre's door takes from one address without a pause."""


def is_paired(root: Path) -> bool:
    """Whether it opens as a paired till."""
    folder = TillFolder(root)
    if not folder.store.exists():
        return False
    opened = open_store(folder, SystemClock())
    opened.store.close()
    return opened.paired.pairing is not None


def test_killed_at_any_moment_a_till_is_paired_or_not_and_the_same_code_makes_one_till(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    chance = Random(20261122)
    begun_s = time.monotonic()
    with Victim(
        "tests.helpers.paired_in_folder", str(tmp_path / "whole"), centre.url, typed(network.code())
    ) as one:
        assert one.end() == 0
    whole_s = time.monotonic() - begun_s
    for number in range(KILLS):
        root, code = tmp_path / f"till{number}", network.code()
        with Victim("tests.helpers.paired_in_folder", str(root), centre.url, typed(code)) as victim:
            victim.live(chance.uniform(0, whole_s))
            victim.kill()
        if not is_paired(root):
            pair(root, centre.url, code)
        assert is_paired(root)

    with network.place.operator() as operator:
        assert len(operator.tills(network.number)) == KILLS + 1
