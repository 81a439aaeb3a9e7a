"""A till's store with its keys: opened, or made; never made where one should have been."""

import shutil
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.shop import IDENTITY
from fidpos.bootstrap.store import load_keys, make_store, open_store
from fidpos.domain.errors import StoreError, StoreKeyRefused, StoreMissing
from fidpos.paths import TillFolder
from fidpos.vault.errors import KeysLost
from fidpos.vault.key_store import KeyPlace, KeyStore
from tests.helpers.fake_clock import FakeClock

CLOCK = FakeClock()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made") / "till"
    make_store(TillFolder(root), IDENTITY, CLOCK, use_system_keys=False)
    return root


@pytest.fixture
def till(made: Path, tmp_path: Path) -> TillFolder:
    shutil.copytree(made, tmp_path / "till")
    return TillFolder(tmp_path / "till")


def files(folder: TillFolder) -> set[str]:
    return {path.name for path in folder.root.iterdir()} if folder.root.exists() else set()


def test_a_store_that_was_made_opens_with_its_keys(till: TillFolder) -> None:
    opened = open_store(till, CLOCK)
    try:
        assert opened.store.identity() == IDENTITY
        assert opened.kept.place is KeyPlace.FILE
        assert opened.copied_to is None
    finally:
        opened.store.close()


def test_opening_where_nothing_is_makes_nothing(tmp_path: Path) -> None:
    folder = TillFolder(tmp_path / "till")

    with pytest.raises(StoreMissing) as caught:
        open_store(folder, CLOCK)

    assert caught.value.params["path"] == str(folder.root)
    assert files(folder) == set()


def test_a_store_without_its_keys_is_said_and_gets_no_new_ones(till: TillFolder) -> None:
    till.keys.unlink()

    with pytest.raises(KeysLost):
        open_store(till, CLOCK)

    assert not till.keys.exists()


def test_keys_without_their_store_are_said_and_get_no_new_store(till: TillFolder) -> None:
    till.store.unlink()

    with pytest.raises(StoreMissing):
        open_store(till, CLOCK)

    assert not till.store.exists()


def test_the_keys_of_another_till_open_nothing(till: TillFolder) -> None:
    till.keys.unlink()
    KeyStore(till.keys, None).create()

    with pytest.raises(StoreKeyRefused):
        open_store(till, CLOCK)


def test_a_store_is_never_made_over_another(till: TillFolder) -> None:
    before = till.store.read_bytes()

    with pytest.raises(StoreError):
        make_store(till, IDENTITY, CLOCK, use_system_keys=False)

    assert till.store.read_bytes() == before


def test_keys_of_a_first_attempt_that_failed_are_used(tmp_path: Path) -> None:
    folder = TillFolder(tmp_path / "till")
    folder.create()
    left_behind = KeyStore(folder.keys, None).create()

    kept = make_store(folder, IDENTITY, CLOCK, use_system_keys=False)

    assert kept == left_behind == load_keys(folder)
