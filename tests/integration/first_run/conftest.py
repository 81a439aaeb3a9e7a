"""A centre on a database of the test's, for tills that are paired with one."""

from collections.abc import Iterator

import pytest

from tests.helpers.centre_process import CentrePlace, Network, centre_place
from tests.helpers.linked_till import new_network


@pytest.fixture(scope="module")
def place() -> Iterator[CentrePlace]:
    with centre_place() as made:
        yield made


@pytest.fixture
def network(place: CentrePlace) -> Network:
    return new_network(place)
