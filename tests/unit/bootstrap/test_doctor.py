"""Doctor on a folder: settings, keys, store, clock, backups, disk; and that it changes nothing."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from fidpos import paths
from fidpos.bootstrap import doctor
from fidpos.bootstrap.doctor import examine, is_fit
from fidpos.bootstrap.machine_checks import Machine
from fidpos.bootstrap.store import load_keys, make_store
from fidpos.bootstrap.upkeep import back_up
from fidpos.localdb.engine import connect
from fidpos.paths import TillFolder
from fidpos.texts.texts import Texts
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import Lamp, Message
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = TillFolder(tmp_path_factory.mktemp("doctor") / "till")
    make_store(folder, IDENTITY, FakeClock(), use_system_keys=False)
    return folder.root


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> TillFolder:
    shutil.copytree(made, tmp_path / "till")
    return TillFolder(tmp_path / "till")


@pytest.fixture
def clock(folder: TillFolder) -> FakeClock:
    """A moment after the store was written."""
    clock = FakeClock()
    os.utime(folder.store, (clock.now().timestamp(), clock.now().timestamp()))
    return clock


def has_sentence(message: Message) -> bool:
    folder = paths.resources_dir() / "translations"
    return all(Texts.load(folder, language).has(message.key) for language in ("fr", "en"))


Look = Callable[..., dict[str, CheckLine]]


@pytest.fixture
def look(folder: TillFolder, clock: FakeClock, tmp_path: Path) -> Look:
    machine = Machine(qt_plugin=None, devices=tmp_path / "none", link=str, may_use=Path.exists)

    def look(at: TillFolder = folder) -> dict[str, CheckLine]:
        checks = examine(at, clock, {}, machine=machine)
        assert len({check.name for check in checks}) == len(checks)
        return {check.name: check for check in checks}

    return look


def test_a_till_in_order_is_told_piece_by_piece(look: Look, folder: TillFolder, clock: FakeClock) -> None:
    back_up(folder, None, clock)

    checks = look()

    assert all(has_sentence(check.title) for check in checks.values())
    assert checks["store"].message.key == "doctor.store.holds"
    assert checks["keys"].message.key == "vault.place.file"
    assert checks["backups"].lamp is Lamp.OK
    assert checks["clock"].lamp is Lamp.OK
    assert checks["reader.keyboard_wedge"].message.key == "doctor.reader.set"
    assert "SQLite 3." in str(checks["engine"].message.params["what"])
    assert is_fit(check for name, check in checks.items() if name != "pcsc")


def test_where_there_is_no_till_that_is_said_and_nothing_is_made(look: Look, tmp_path: Path) -> None:
    nowhere = TillFolder(tmp_path / "nowhere" / "till")

    assert look(nowhere)["store"].message.key == "doctor.store.none"
    assert not nowhere.root.parent.exists()


def test_nothing_in_the_folder_changes(look: Look, folder: TillFolder) -> None:
    def content() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}

    before = content()
    look()

    assert {path: data for path, data in content().items() if path in before} == before


def test_an_old_or_missing_backup_is_an_alarm_with_what_to_do(
    look: Look, folder: TillFolder, clock: FakeClock
) -> None:
    assert look()["backups"].message.key == "light.backup.never"
    back_up(folder, None, clock)
    clock.advance(timedelta(days=3).total_seconds())

    line = look()["backups"]

    assert line.message.key == "light.backup.late"
    assert line.hint is not None


def test_wrong_settings_are_said_with_their_place(look: Look, folder: TillFolder) -> None:
    folder.settings.write_text("auto_lock_min = 0\n")

    line = look()["settings"]

    assert line.lamp is Lamp.WARNING
    assert "auto_lock_min" in str(line.message.params["place"])


@pytest.mark.parametrize(
    ("table", "name", "key"),
    [
        ('[readers.x]\ndriver = "none"', "reader.x", "doctor.reader.unknown"),
        ("[readers.pcsc]\ncard_timeout_ms = 1", "reader.pcsc", "reader.fault.settings_refused"),
        (
            '[readers.scanner]\ndriver = "serial_line"\ndevice = "/dev/ttyS999"',
            "reader.scanner",
            "doctor.reader.absent",
        ),
        ("[readers.simulated]", "reader.simulated", "reader.fault.not_allowed"),
        ("[cards.none]", "card.none", "reader.fault.manifest_refused"),
    ],
)
def test_a_reader_or_card_that_cannot_be_as_it_is_set_says_why(
    look: Look, folder: TillFolder, table: str, name: str, key: str
) -> None:
    folder.settings.write_text(table + "\n")

    line = look()[name]

    assert (line.lamp, line.message.key) == (Lamp.WARNING, key)
    assert line.hint is not None


def test_a_clock_that_went_back_is_an_alarm(look: Look, folder: TillFolder, clock: FakeClock) -> None:
    ahead = clock.now() + timedelta(hours=1)
    os.utime(folder.store, (ahead.timestamp(), ahead.timestamp()))

    assert look()["clock"].message.key == "doctor.clock.behind"


def test_keys_that_are_gone_are_an_alarm(look: Look, folder: TillFolder) -> None:
    folder.keys.unlink()

    assert look()["keys"].message.key == "error.keys_lost"


def test_a_store_that_cannot_be_read_is_an_alarm(look: Look, folder: TillFolder) -> None:
    folder.store.write_bytes(b"x" * 8192)

    assert look()["store"].lamp is Lamp.WARNING


def test_a_journal_that_was_edited_is_an_alarm(look: Look, folder: TillFolder) -> None:
    connection = connect(folder.store, load_keys(folder).keys.store_key, writing=True)
    connection.execute("PRAGMA recursive_triggers = OFF")
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE journal SET body = x'00'")
    connection.close()

    line = look()["store"]

    assert line.message.key == "doctor.store.broken"
    assert line.hint is not None


def test_a_large_store_is_opened_and_left_to_the_command_that_has_time(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "VERIFIED_LARGEST_BYTES", 1)

    assert look()["store"].message.key == "doctor.store.opens"


def test_a_full_disk_is_an_alarm(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "DISK_LEAST_BYTES", 10**18)

    assert look()["disk"].message.key == "doctor.disk.full"


def test_anything_that_needs_a_technician_makes_it_unfit() -> None:
    good = CheckLine(name="a", title=Message(key="a"), lamp=Lamp.OFF, message=Message(key="x"))
    bad = CheckLine(name="b", title=Message(key="b"), lamp=Lamp.WARNING, message=Message(key="x"))

    assert is_fit([good])
    assert not is_fit([good, bad])
