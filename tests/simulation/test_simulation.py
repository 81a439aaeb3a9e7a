"""Whatever happens to tills, network and centre: nothing is lost, nothing counts twice, everybody agrees."""

from collections.abc import Iterator
from itertools import islice

import pytest

from tests.simulation.mutants import Mutant
from tests.simulation.world import check, run

SEEDS = 2_000
BUNDLE = 50


@pytest.mark.parametrize("first", range(0, SEEDS, BUNDLE))
def test_a_merchants_life_ends_in_agreement(first: int) -> None:
    for seed in range(first, first + BUNDLE):
        check(run(seed))


@pytest.mark.parametrize("mutant", list(Mutant))
def test_a_design_that_loses_or_doubles_something_is_caught(mutant: Mutant) -> None:
    assert list(islice(_caught(mutant), 3))


def _caught(mutant: Mutant) -> Iterator[int]:
    for seed in range(300):
        try:
            check(run(seed, mutant=mutant))
        except AssertionError:
            yield seed
