"""One bit of one page is wrong, whichever it is: the till says so when it meets it."""

import shutil
from enum import Enum, auto
from pathlib import Path

import pytest

from fidpos.domain.errors import BackupError, StoreCorrupt, StoreKeyRefused
from fidpos.localdb.backup import verify_backup
from fidpos.paths import TillFolder
from fidpos.till.view import CheckoutView
from tests.helpers.announced import CLOSED
from tests.helpers.broken_shop import damage_journal, damage_page, pages_of
from tests.helpers.counter import INES
from tests.helpers.real_shop import found_shop, keys_of
from tests.helpers.real_till import RealTill


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> TillFolder:
    """A shop where visits were made before, so that every table has rows."""
    folder = found_shop(tmp_path_factory.mktemp("shop") / "till").folder
    till = RealTill(folder, lambda _view: None)
    till.sign_in()
    for number in (4, 8):
        till.tap(number)
        till.session.choose_reward(4)
        till.type_amount(99_000)
        till.session.confirm()
    till.close()
    return folder


def damaged(shop: TillFolder, root: Path, page: int) -> TillFolder:
    shutil.copytree(shop.root, root)
    damage_page(TillFolder(root), page)
    return TillFolder(root)


class Met(Enum):
    """What a till and a damaged page made of each other."""

    NEVER = auto()
    WHEN_OPENING = auto()
    AT_WORK = auto()


def work(folder: TillFolder) -> list[CheckoutView]:
    """A visit from lock screen to Enter; what the till published."""
    views: list[CheckoutView] = []
    till = RealTill(folder, views.append)
    try:
        till.sign_in(INES)
        till.tap(4)
        till.type_amount(1240)
        till.session.confirm()
    finally:
        till.close()
    return views


def meet(folder: TillFolder) -> Met:
    """Either the till says that its data are damaged, or it closes the visit without needing them."""
    try:
        views = work(folder)
    except (StoreCorrupt, StoreKeyRefused):
        return Met.WHEN_OPENING
    said = {view.banner.message.key for view in views if view.banner is not None}
    if StoreCorrupt().message_key in said:
        return Met.AT_WORK
    assert said & CLOSED, said
    return Met.NEVER


def test_whichever_page_is_damaged_the_till_says_so_or_does_not_need_it(
    shop: TillFolder, tmp_path: Path
) -> None:
    pages = range(1, pages_of(shop) + 1)

    met = {meet(damaged(shop, tmp_path / str(page), page)) for page in pages}

    assert met == set(Met)


def test_no_damaged_page_escapes_the_restore_drill(shop: TillFolder, tmp_path: Path) -> None:
    key = keys_of(shop).store_key
    verify_backup(shop.store, key)

    for page in range(1, pages_of(shop) + 1):
        folder = damaged(shop, tmp_path / str(page), page)
        with pytest.raises(BackupError):
            verify_backup(folder.store, key)


def test_a_damaged_journal_keeps_the_till_shut_since_nothing_could_be_recorded(
    shop: TillFolder, tmp_path: Path
) -> None:
    shutil.copytree(shop.root, tmp_path / "till")
    damage_journal(TillFolder(tmp_path / "till"))

    with pytest.raises(StoreCorrupt):
        work(TillFolder(tmp_path / "till"))
