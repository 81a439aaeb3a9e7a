"""The plug is pulled a hundred times at the desk: what was enrolled, corrected or closed is whole or not."""

from pathlib import Path

from tests.helpers.desk_witness import DeskWitness, cut_power
from tests.helpers.real_shop import found_shop

ROUNDS = 100
AT_WORK_S = 1.0


def test_a_hundred_power_cuts_leave_no_act_of_the_desk_by_half(tmp_path: Path) -> None:
    witness = DeskWitness(shop=found_shop(tmp_path / "shop", members=13))

    cut_power(witness, rounds=ROUNDS, at_work_s=AT_WORK_S)

    print(f"{ROUNDS} power cuts, {witness.announced} acts announced, {witness.unannounced} not yet")
    assert witness.announced > 0
