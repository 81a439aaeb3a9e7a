"""Settings that the centre decides are in force once the store is open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.given import with_given
from fidpos.localdb.lock import Priority
from fidpos.localdb.pulled_configuration import bring_setting
from fidpos.localdb.store import LocalStore
from fidpos.settings.till_settings import TillSettings
from fidpos.wire.sync.pull import SettingState
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    made = new_store(tmp_path / "till.db", FakeClock())
    yield made
    made.close()


def give(store: LocalStore, name: str, value: str | None) -> None:
    state, stamp = SettingState(name=name, value=value), store.origin.stamp()
    store.database.write(Priority.BACKGROUND, lambda connection: bring_setting(connection, state, stamp))


def in_force(store: LocalStore, file: Path, **environ: str) -> TillSettings:
    return with_given(TillSettings(sound=False), store.database, file, environ)


def test_what_the_centre_decides_wins_over_the_file(store: LocalStore, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("auto_lock_min = 9\n", encoding="utf-8")
    give(store, "auto_lock_min", "3")
    give(store, "gift_card_vat", "single_purpose")

    found = in_force(store, file)

    assert (found.auto_lock_min, found.gift_card_vat.value) == (3, "single_purpose")
    assert not found.sound


def test_a_variable_wins_over_the_centre(store: LocalStore, tmp_path: Path) -> None:
    give(store, "auto_lock_min", "3")

    assert in_force(store, tmp_path / "none", FIDPOS_AUTO_LOCK_MIN="7").auto_lock_min == 5


def test_what_is_given_back_is_the_tills_again(store: LocalStore, tmp_path: Path) -> None:
    give(store, "auto_lock_min", "3")
    give(store, "auto_lock_min", None)

    assert in_force(store, tmp_path / "none").auto_lock_min == 5


@pytest.mark.parametrize(("name", "value"), [("from_the_future", "1"), ("auto_lock_min", "soon")])
def test_what_this_till_cannot_take_is_left_out(
    store: LocalStore, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, value: str
) -> None:
    give(store, name, value)

    assert in_force(store, tmp_path / "none") == TillSettings(sound=False)
    assert name in caplog.text
