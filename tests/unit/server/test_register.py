"""Who takes part at a centre, and until when."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from fidpos.domain.ids import ShopId
from fidpos.server.register import Shop


@pytest.mark.parametrize(
    ("zone", "is_open"),
    [("America/Martinique", True), ("Europe/Paris", False), ("Indian/Reunion", False)],
)
def test_the_last_day_of_a_pop_up_shop_ends_where_it_stands(zone: str, is_open: bool) -> None:
    shop = Shop(
        id=ShopId(UUID(int=1)),
        name="Plage",
        zone=zone,
        opens_on=date(2027, 7, 1),
        closes_on=date(2027, 8, 31),
    )

    assert shop.is_open(datetime(2027, 9, 1, 1, 0, tzinfo=UTC)) == is_open
