"""Till and centre are killed in the middle of their conversation: nothing is lost, nothing counts twice."""

from pathlib import Path

from tests.helpers.centre_process import CentrePlace, Network
from tests.helpers.killed_in_mid_sync import kill_and_examine

ROUNDS = 40


def test_forty_kills_in_mid_sync_lose_nothing(place: CentrePlace, network: Network, tmp_path: Path) -> None:
    witness = kill_and_examine(place, network, tmp_path / "till", ROUNDS)

    assert len(witness.announced) > ROUNDS
