"""Backups are whole, encrypted, made beside a working till, and proven by opening them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fidpos.domain.errors import BackupError
from fidpos.localdb.backup import backups_in, make_backup, verify_backup
from fidpos.localdb.engine import connect
from fidpos.localdb.lock import Priority
from fidpos.localdb.store import LocalStore
from fidpos.localdb.triggers import triggers
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY
from tests.helpers.store_events import Events

NOW = datetime(2026, 11, 22, 12, 30, 5, 999, tzinfo=UTC)
OFF_SITE_KEY = bytes(reversed(range(32)))
OWNER = "5ce4be28"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def busy(store: LocalStore, events: Events) -> LocalStore:
    for _ in range(5):
        store.commit(events.closed(BERENICE.member))
    return store


def test_a_backup_is_named_by_its_instant_and_its_store_and_holds_the_journal(
    busy: LocalStore, path: Path, folder: Path
) -> None:
    backup = make_backup(path, KEY, folder, now=NOW)

    assert backup.path.name == f"20261122T123005Z-{OWNER}.fidpos-backup"
    assert backups_in(folder, KEY) == (backup,)
    assert verify_backup(backup.path, KEY).chain.events == 6
    assert [file.name for file in folder.iterdir()] == [backup.path.name]


def test_a_backup_has_the_triggers_too(busy: LocalStore, path: Path, folder: Path) -> None:
    backup = make_backup(path, KEY, folder, now=NOW)

    connection = connect(backup.path, KEY)
    found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    assert dict(found) == triggers()
    connection.close()


def test_a_backup_is_made_while_a_visit_is_being_written(
    busy: LocalStore, path: Path, folder: Path, events: Events
) -> None:
    def work(_: object) -> None:
        make_backup(path, KEY, folder, now=NOW)

    busy.database.write(Priority.CHECKOUT, work)
    busy.commit(events.closed(BERENICE.member))

    (backup,) = backups_in(folder, KEY)
    assert verify_backup(backup.path, KEY).chain.events == 6


def test_a_backup_may_have_the_off_site_key(busy: LocalStore, path: Path, folder: Path) -> None:
    backup = make_backup(path, KEY, folder, now=NOW, backup_key=OFF_SITE_KEY)

    assert verify_backup(backup.path, OFF_SITE_KEY).holds
    assert backups_in(folder, KEY) == (backup,)
    with pytest.raises(BackupError, match="does not open"):
        verify_backup(backup.path, KEY)


def test_nothing_of_a_member_can_be_read_in_a_backup(busy: LocalStore, path: Path, folder: Path) -> None:
    backup = make_backup(path, KEY, folder, now=NOW, backup_key=OFF_SITE_KEY)

    content = backup.path.read_bytes()
    assert all(secret not in content for secret in (b"Durand", b"2047110000017", b"SQLite format 3"))
    assert backup.path.stat().st_mode & 0o777 == 0o600


def test_two_backups_of_one_second_do_not_replace_each_other(
    busy: LocalStore, path: Path, folder: Path
) -> None:
    make_backup(path, KEY, folder, now=NOW)

    with pytest.raises(BackupError, match="exists"):
        make_backup(path, KEY, folder, now=NOW)


def test_a_backup_that_cannot_be_made_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(BackupError):
        make_backup(tmp_path / "none.db", KEY, folder, now=NOW)

    assert list(folder.iterdir()) == []


def test_what_an_interrupted_backup_left_is_cleared_away(busy: LocalStore, path: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / f"20261122T123005Z-{OWNER}.fidpos-backup.part").write_bytes(b"half")

    make_backup(path, KEY, folder, now=NOW)

    assert len(list(folder.iterdir())) == 1


def test_what_an_interrupted_backup_left_long_ago_is_cleared_away_and_a_young_one_spared(
    busy: LocalStore, path: Path, folder: Path
) -> None:
    folder.mkdir()
    old, young = (folder / f"2026112{day}T123005Z-{OWNER}.fidpos-backup.part" for day in (0, 1))
    for part in (old, young):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))

    make_backup(path, KEY, folder, now=NOW)

    assert not old.exists()
    assert young.exists()


def test_what_another_till_is_writing_into_the_same_folder_is_spared(
    busy: LocalStore, path: Path, folder: Path
) -> None:
    folder.mkdir()
    theirs = folder / "20261120T123005Z-01234567.fidpos-backup.part"
    theirs.write_bytes(b"slow")
    os.utime(theirs, (0, 0))

    make_backup(path, KEY, folder, now=NOW)

    assert theirs.exists()


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.95])
def test_a_drill_finds_one_damaged_page(busy: LocalStore, path: Path, folder: Path, at: float) -> None:
    backup = make_backup(path, KEY, folder, now=NOW).path
    with backup.open("r+b") as file:
        file.seek(int(backup.stat().st_size * at) + 50)
        file.write(b"\xa5" * 16)

    with pytest.raises(BackupError):
        verify_backup(backup, KEY)


def test_a_drill_finds_a_cut_copy_and_a_missing_one(busy: LocalStore, path: Path, folder: Path) -> None:
    backup = make_backup(path, KEY, folder, now=NOW).path
    os.truncate(backup, backup.stat().st_size // 2)

    with pytest.raises(BackupError):
        verify_backup(backup, KEY)
    with pytest.raises(BackupError):
        verify_backup(folder / "none", KEY)


def test_a_drill_finds_money_that_does_not_add_up(busy: LocalStore, path: Path, folder: Path) -> None:
    connection = connect(path, KEY, writing=True)
    connection.execute("UPDATE balances SET amount = amount + 1")
    connection.close()
    backup = make_backup(path, KEY, folder, now=NOW)

    with pytest.raises(BackupError, match="damaged"):
        verify_backup(backup.path, KEY)


def test_a_drill_changes_nothing(busy: LocalStore, path: Path, folder: Path) -> None:
    backup = make_backup(path, KEY, folder, now=NOW - timedelta(days=1))
    before = backup.path.read_bytes()

    verify_backup(backup.path, KEY)

    assert backup.path.read_bytes() == before
    assert len(list(folder.iterdir())) == 1


def test_a_disk_without_room_is_a_failed_backup(
    busy: LocalStore, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fidpos.localdb.backup.sync_file", full)

    with pytest.raises(BackupError, match="No space"):
        make_backup(path, KEY, folder, now=NOW)

    assert list(folder.iterdir()) == []


def test_the_clock_of_the_shop_does_not_matter(busy: LocalStore, path: Path, folder: Path) -> None:
    in_paris = FakeClock().now().astimezone()

    backup = make_backup(path, KEY, folder, now=in_paris)

    assert backup.made_at == in_paris
