"""`balance`: so many points are there to be spent."""

import pytest

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.balance import Balance
from fidpos.rules.evaluation import Miss, Unit
from tests.unit.rules.build import facts, miss_of

STAMPS_10 = Balance(counter="stamps", bounds=Bounds(at_least=10))


@pytest.mark.parametrize(
    ("held", "miss"),
    [
        ({"stamps": 12}, None),
        ({"stamps": 10}, None),
        ({"stamps": 9, "points": 50}, Miss("balance", 9, 10, 1, Unit.POINTS)),
        ({"points": 50}, Miss("balance", None, 10)),
    ],
)
def test_it_looks_at_its_own_counter_and_an_unknown_one_never_holds(
    held: dict[str, int], miss: Miss | None
) -> None:
    assert miss_of(STAMPS_10, facts(100, balances=held)) == miss


def test_a_counter_that_the_programme_does_not_have_is_refused() -> None:
    with pytest.raises(ProgrammeError) as error:
        miss_of(Balance(counter="miles", bounds=Bounds(at_least=1)), facts(100))

    assert error.value.params["path"] == "rules[0].when.counter"
