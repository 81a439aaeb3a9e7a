"""Whatever happens to tills, network and centre: nothing is lost, nothing counts twice, everybody agrees."""

import pytest

from tests.simulation.world import check, run


@pytest.mark.parametrize("seed", range(300))
def test_a_merchants_life_ends_in_agreement(seed: int) -> None:
    check(run(seed))
