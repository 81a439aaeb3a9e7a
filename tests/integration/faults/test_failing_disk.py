"""The disk fails in the middle of the day: the till says so, and goes on once it is repaired."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.store import open_store
from fidpos.domain.errors import StoreReadOnly
from fidpos.domain.money import EUR, Money
from fidpos.till.view import CheckoutView, TillState, Tone
from tests.helpers.announced import CLOSED
from tests.helpers.real_disk import FailingDisk, failing_disk
from tests.helpers.real_shop import found_shop
from tests.helpers.real_till import RealTill


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[FailingDisk]:
    with failing_disk(tmp_path / "disk") as disk:
        yield disk


def test_a_failing_disk_is_said_before_anything_is_announced_and_loses_nothing(
    disk: FailingDisk,
) -> None:
    views: list[CheckoutView] = []
    shop = found_shop(disk.folder / "shop")
    till = RealTill(shop.folder, views.append)
    till.sign_in()
    till.tap(4)
    till.type_amount(1240)
    draft = till.view.visit_id
    disk.fail()

    till.session.confirm()
    refused = till.view
    till.close()
    with pytest.raises(StoreReadOnly):
        open_store(shop.folder, till.clock)
    disk.repair()
    till = RealTill(shop.folder, views.append)
    restored = till.view
    till.sign_in()
    till.session.confirm()
    closed = till.view
    till.close()

    assert refused.banner is not None
    assert (refused.banner.tone, refused.banner.message.key) == (Tone.ERROR, StoreReadOnly().message_key)
    assert (refused.state, refused.amount) == (TillState.READY, Money(1240, EUR))
    assert (restored.visit_id, restored.amount) == (draft, Money(1240, EUR))
    assert closed.banner is not None
    assert closed.banner.message.key in CLOSED
    assert closed.visits[0].past.id == draft
