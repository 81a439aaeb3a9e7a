"""Which versions of the programme a shop's tills may go by, on both stores of the centre."""

from dataclasses import replace
from datetime import timedelta

from fidpos.domain.ids import ShopId
from fidpos.rules.codec import programme_to_json
from fidpos.server.ports import Offered
from fidpos.server.services.publish import Publishing, publish
from tests.helpers.centre_office import AWAY, CASHIER, PROGRAMME, SHOP, Office

EVERYWHERE: frozenset[ShopId] = frozenset()


def new_version(
    office: Office, version: int, *, in_days: int = 0, shops: frozenset[ShopId] = EVERYWHERE
) -> None:
    now = office.clock.now()
    publishing = Publishing(by=CASHIER, now=now, currency="EUR", shops=shops)
    body = programme_to_json(replace(PROGRAMME, version=version))
    with office.kept.configuration() as configuration:
        publish(configuration, body, publishing, now + timedelta(days=in_days))


def offered(office: Office, *versions: int, shop_id: ShopId = SHOP) -> Offered:
    with office.unit() as unit:
        return unit.offered(shop_id, versions, office.clock.now())


def test_the_version_in_force_is_the_newest_that_has_begun(office: Office) -> None:
    new_version(office, 2)
    new_version(office, 3, in_days=1)

    found = offered(office, 1, 3)

    assert found.now == replace(PROGRAMME, version=2)
    assert sorted(found.named) == [1, 3]


def test_a_version_that_is_meant_for_other_shops_is_none_of_this_one(office: Office) -> None:
    new_version(office, 2, shops=frozenset({AWAY}))

    here, there = offered(office, 2, 9), offered(office, 2, 9, shop_id=AWAY)

    assert not here.named
    assert here.now is None or here.now.version == 1
    assert list(there.named) == [2]
    assert there.now == replace(PROGRAMME, version=2)


def test_a_number_that_no_version_can_have_names_none(office: Office) -> None:
    assert not offered(office, 2**80, -1).named
