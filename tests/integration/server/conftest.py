"""A centre that is up: one process on one database for all tests of a file, a merchant for each test."""

from collections.abc import Iterator

import pytest
from psycopg import connect

from fidpos.bootstrap.centre import open_centre
from fidpos.domain.staff import Role
from fidpos.rules.codec import programme_to_json
from fidpos.server.configuration import Person
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network, centre_place
from tests.helpers.sync_pair import PROGRAMME
from tests.helpers.two_merchants import be
from tests.simulation.shop import CASHIER


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
    with place.operator() as operator:
        merchant = operator.add_merchant("Merchant", code="1234", card_name="Club", currency="EUR")
        for shop in ("Lyon", "Paris"):
            operator.add_shop(merchant.number, shop, zone="Europe/Paris", closes_on=None)
    with open_centre(place.folder, place.environment) as opened, opened.register.pages(merchant.id) as pages:
        shops = frozenset(shop.id for shop in pages.shops())
        cashier = Person(id=CASHIER, name="Cashier", role=Role.MANAGER, pin_hash="", shops=shops)
        pages.configuration.put_staff(cashier, opened.clock.now())
    with connect(place.database.app) as connection:
        be(connection, merchant.id)
        connection.execute(
            "INSERT INTO programmes (merchant_id, version, body) VALUES (%s, 1, %s)",
            [merchant.id, programme_to_json(PROGRAMME)],
        )
    return Network(place=place, number=merchant.number, merchant_id=merchant.id)
