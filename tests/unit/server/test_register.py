"""Who takes part at a centre, and until when."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from fidpos.domain.ids import ShopId
from fidpos.server.register import Shop, first_shop


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


def test_the_first_shop_opened_first_of_those_that_are_open_and_else_of_all() -> None:
    def shop(number: int, opens_on: date, closed_at: datetime | None = None) -> Shop:
        id_ = ShopId(UUID(int=number))
        return Shop(id=id_, name=str(-number), zone="UTC", opens_on=opens_on, closed_at=closed_at)

    gone = datetime(2026, 6, 1, tzinfo=UTC)
    oldest, older, newer, twin = (
        shop(4, date(2020, 1, 1), gone),
        shop(3, date(2024, 1, 1)),
        shop(1, date(2025, 1, 1)),
        shop(2, date(2025, 1, 1)),
    )

    assert first_shop([twin, newer, older, oldest]) == older
    assert first_shop([twin, newer, oldest]) == newer
    assert first_shop([oldest]) == oldest
    assert first_shop([]) is None
