"""Programmes that stand published in an office's books, since whenever a test wants."""

from collections.abc import Iterable
from datetime import datetime

from fidpos.domain.ids import ShopId
from fidpos.rules.codec import programme_to_json
from fidpos.rules.programme import Programme
from tests.helpers.office_place import MERCHANT, OfficePlace


def publish(place: OfficePlace, programme: Programme, since: datetime, shops: Iterable[ShopId] = ()) -> None:
    """One more version, for all shops or for some."""
    with place.books.store.work(MERCHANT) as work:
        work.run(
            "INSERT INTO programmes (merchant_id, version, body, since) VALUES (%s, %s, %s, %s)",
            [MERCHANT, programme.version, programme_to_json(programme), since],
        )
        for shop_id in shops:
            work.run(
                "INSERT INTO programme_shops (merchant_id, version, shop_id) VALUES (%s, %s, %s)",
                [MERCHANT, programme.version, shop_id],
            )
