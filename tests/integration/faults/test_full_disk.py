"""The disk is full when Enter is pressed: nothing is announced, nothing typed is lost, and later it works."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.money import EUR, Money
from fidpos.localdb.verify import verify
from fidpos.till.view import CheckoutView, TillState, Tone
from tests.helpers.announced import CLOSED
from tests.helpers.real_disk import SmallDisk, small_disk
from tests.helpers.real_shop import found_shop, member_id
from tests.helpers.real_till import RealTill

DISK_KIB = 1536


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", kib=DISK_KIB) as disk:
        yield disk


class Counter:
    """A till on the disk, signed in, with a member and an amount; `views` is all it has published."""

    def __init__(self, disk: SmallDisk) -> None:
        self.views: list[CheckoutView] = []
        self.shop = found_shop(disk.folder / "shop")
        self.till = self.start()
        self.till.tap(4)
        self.till.type_amount(1240)

    def start(self) -> RealTill:
        self.till = RealTill(self.shop.folder, self.views.append)
        self.till.sign_in()
        return self.till

    @property
    def announced(self) -> bool:
        """Whether any view so far said that a visit was closed."""
        return any(view.banner is not None and view.banner.message.key in CLOSED for view in self.views)

    def visits(self) -> int:
        reader = self.till.store.database.reader()
        assert verify(reader.connection).holds
        row = reader.one("SELECT count(*) FROM visits")
        reader.close()
        assert row is not None
        return int(row[0])


@pytest.fixture
def at(disk: SmallDisk) -> Iterator[Counter]:
    counter = Counter(disk)
    yield counter
    counter.till.close()


def test_a_visit_is_refused_before_anything_is_announced(at: Counter, disk: SmallDisk) -> None:
    disk.fill()

    at.till.session.confirm()

    view = at.till.view
    assert view.banner is not None
    assert (view.banner.tone, view.banner.message.key) == (Tone.ERROR, StoreFull().message_key)
    assert not at.announced
    assert at.visits() == 0
    assert (view.state, view.amount) == (TillState.READY, Money(1240, EUR))
    assert view.member is not None
    assert view.member.member_id == member_id(4)


def test_it_works_once_there_is_room_again(at: Counter, disk: SmallDisk) -> None:
    disk.fill()
    at.till.session.confirm()
    refused = at.till.view.visit_id

    disk.make_room()
    at.till.session.confirm()

    assert at.announced
    assert at.till.view.visits[0].past.id == refused
    assert at.visits() == 1


def test_what_is_typed_on_a_full_disk_stays_on_screen(at: Counter, disk: SmallDisk) -> None:
    disk.fill()

    at.till.type_amount(990)
    refused = at.till.view
    disk.make_room()
    at.till.session.confirm()

    assert refused.amount == Money(990, EUR)
    assert refused.banner is not None
    assert refused.banner.message.key == StoreFull().message_key
    assert at.till.view.visits[0].past.amount == Money(990, EUR)


def test_a_till_on_a_full_disk_can_still_be_locked(at: Counter, disk: SmallDisk) -> None:
    disk.fill()

    at.till.session.lock()

    assert at.till.view.state is TillState.LOCKED


def test_nobody_signs_in_on_a_full_disk_since_the_try_could_not_be_counted(
    at: Counter, disk: SmallDisk
) -> None:
    at.till.session.lock()
    disk.fill()

    at.till.sign_in()

    view = at.till.view
    assert view.state is TillState.LOCKED
    assert view.banner is not None
    assert view.banner.message.key == StoreFull().message_key


def test_the_power_fails_on_a_full_disk_and_the_draft_that_was_saved_is_back(
    at: Counter, disk: SmallDisk
) -> None:
    draft = at.till.view.visit_id
    at.till.close()
    disk.fill()
    with pytest.raises(StoreFull):
        at.start()

    disk.make_room()
    at.start()

    assert at.till.view.visit_id == draft
    assert at.till.view.amount == Money(1240, EUR)
