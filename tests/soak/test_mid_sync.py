"""Till and centre are killed two hundred times in the middle of their conversation."""

from pathlib import Path

from tests.helpers.centre_process import centre_place
from tests.helpers.killed_in_mid_sync import kill_and_examine
from tests.helpers.linked_till import new_network

ROUNDS = 200


def test_two_hundred_kills_in_mid_sync_lose_nothing(tmp_path: Path) -> None:
    with centre_place() as place:
        witness = kill_and_examine(place, new_network(place), tmp_path / "till", ROUNDS)

    print(f"{ROUNDS} kills, {len(witness.announced)} visits announced, each of them at the centre once")
    assert len(witness.announced) > ROUNDS
