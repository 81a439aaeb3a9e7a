"""A centre that is up: one process on one database for all tests of a file, a merchant for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers.centre_process import CentrePlace, CentreProcess, Network, centre_place
from tests.helpers.linked_till import LinkedTill, new_network, pair_by_command
from tests.helpers.pin_costs import cheap_pins

PairedTill = Callable[..., LinkedTill]


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """Everybody here signs in again and again."""
    with cheap_pins():
        yield


@pytest.fixture(scope="module")
def place() -> Iterator[CentrePlace]:
    with centre_place() as made:
        yield made


@pytest.fixture(scope="module")
def centre(place: CentrePlace) -> Iterator[CentreProcess]:
    with CentreProcess(place) as process:
        yield process


@pytest.fixture
def network(place: CentrePlace) -> Network:
    return new_network(place)


@pytest.fixture
def paired_till(centre: CentreProcess, network: Network, tmp_path: Path) -> PairedTill:
    def paired(name: str, *, shop: str = "Lyon") -> LinkedTill:
        root = tmp_path / name
        assert pair_by_command(root, centre.url, network, name=name, shop=shop) == 0
        return LinkedTill(root)

    return paired
