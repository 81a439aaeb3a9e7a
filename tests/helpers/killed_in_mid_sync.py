"""Till and centre killed in the middle of their conversation, again and again; what is left is examined."""

import random
from pathlib import Path

from fidpos.paths import TillFolder
from tests.helpers.announced import SignedIn
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.linked_till import pair_by_command
from tests.helpers.linked_witness import LinkedWitness
from tests.helpers.victim import Victim

VISITS = 6
"""Announced at most before the till is killed."""
AT_WORK_S = 0.1
CENTRE_LIVES_FOR = 10
"""Rounds after which the centre is killed at the latest, and started again."""


def kill_and_examine(place: CentrePlace, network: Network, root: Path, rounds: int) -> LinkedWitness:
    """A till at `root` is killed so many times, the centre in one round of six."""
    chance = random.Random(20261122)
    witness = LinkedWitness(folder=TillFolder(root), network=network)
    with CentreProcess(place) as first:
        port = first.port
        assert pair_by_command(root, first.url, network, name="Till 1") == 0
    for begun in range(0, rounds, CENTRE_LIVES_FOR):
        with CentreProcess(place, port=port) as centre:
            for _ in range(min(CENTRE_LIVES_FOR, rounds - begun)):
                with Victim("tests.helpers.linked_shopper", str(root)) as till:
                    till.hear(SignedIn)
                    till.live(chance.uniform(0, AT_WORK_S), lines=chance.randrange(VISITS))
                    if chance.random() < 1 / 6:
                        centre.kill()
                        till.live(chance.uniform(0, AT_WORK_S))
                    till.kill()
                witness.hear(till.lines)
                witness.examine_till()
    with CentreProcess(place, port=port):
        witness.examine_centre()
    return witness
