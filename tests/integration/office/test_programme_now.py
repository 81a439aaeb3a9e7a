"""Which programme the office goes by, whatever was published for some shops or is only planned."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from fidpos.domain.ids import ShopId
from fidpos.server.db.programme_now import programme_now, programme_then
from tests.helpers.centre_office import PROGRAMME
from tests.helpers.office_place import AWAY, MERCHANT, SHOP, OfficePlace
from tests.helpers.published import publish


def published(place: OfficePlace, version: int, since: datetime, shops: Iterable[ShopId] = ()) -> None:
    publish(place, replace(PROGRAMME, version=version), since, shops)


def version_now(place: OfficePlace) -> int:
    now = place.clock.now()
    with place.books.store.reading(MERCHANT) as work:
        found = programme_now(work, now)
    assert found is not None
    return found.version


def test_a_version_that_is_only_planned_is_not_the_programme_of_now(place: OfficePlace) -> None:
    now = place.clock.now()
    published(place, 2, now - timedelta(days=1))
    published(place, 3, now + timedelta(days=1))

    assert version_now(place) == 2


def test_a_version_for_some_shops_is_not_the_programme_of_the_whole_merchant(place: OfficePlace) -> None:
    now = place.clock.now()
    published(place, 2, now - timedelta(days=2))
    published(place, 3, now - timedelta(days=1), shops=[AWAY])

    assert version_now(place) == 2


def test_the_programme_of_an_earlier_day_is_the_one_that_was_in_force_there(place: OfficePlace) -> None:
    now = place.clock.now()
    published(place, 2, now - timedelta(days=20))
    published(place, 3, now - timedelta(days=10), shops=[AWAY])
    published(place, 4, now + timedelta(days=1))

    with place.books.store.reading(MERCHANT) as work:
        found = [
            programme_then(work, now - timedelta(days=days), shop)
            for days, shop in ((5, None), (5, SHOP), (5, AWAY), (15, AWAY))
        ]

    assert [each.version for each in found if each] == [2, 2, 3, 2]
