"""What a technician does to a till's store: verify, copy, drill, restore."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.authority import NotApproved
from fidpos.bootstrap.instance import FolderInUse, holding
from fidpos.bootstrap.store import make_store, open_store
from fidpos.bootstrap.upkeep import back_up, drill, list_backups, restore_backup, verify_journal
from fidpos.domain.errors import BackupError, StoreMissing
from fidpos.domain.staff import Staff
from fidpos.paths import TillFolder
from fidpos.vault.errors import KeysLost
from fidpos.vault.pins import ArgonPins
from tests.helpers.answers import Answers
from tests.helpers.counter import IDENTITY, INES, PAUL, PIN, programme
from tests.helpers.fake_clock import FakeClock

WRONG = Answers(typed="739204")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that serves real customers, with a cashier and a manager."""
    folder, clock = TillFolder(tmp_path_factory.mktemp("founded") / "till"), FakeClock()
    assert IDENTITY.production
    kept = make_store(folder, IDENTITY, clock, use_system_keys=False)
    pin_hash = ArgonPins(kept.keys.pin_pepper).hash(PIN)
    store = open_store(folder, clock).store
    store.put_programme(programme())
    for person in (INES, PAUL):
        store.put_staff(replace(person, pin_hash=pin_hash))
    store.close()
    return folder.root


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def till(founded: Path, tmp_path: Path) -> TillFolder:
    shutil.copytree(founded, tmp_path / "till")
    return TillFolder(tmp_path / "till")


@pytest.fixture
def backup(till: TillFolder, clock: FakeClock) -> Path:
    return back_up(till, None, clock).path


def manager(till: TillFolder, clock: FakeClock) -> Staff:
    store = open_store(till, clock).store
    try:
        return next(staff for staff in store.staff() if staff.id == PAUL.id)
    finally:
        store.close()


def test_a_good_journal_holds(till: TillFolder) -> None:
    state = verify_journal(till)

    assert state.holds
    assert (state.events, state.epochs, len(state.head)) == (1, 1, 64)


def test_verifying_and_copying_work_beside_a_running_till(till: TillFolder, clock: FakeClock) -> None:
    with holding(till):
        running = open_store(till, clock).store
        try:
            assert verify_journal(till).holds
            assert back_up(till, None, clock).path.exists()
        finally:
            running.close()


def test_where_no_till_is_there_is_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        verify_journal(TillFolder(tmp_path))


def test_backups_are_listed_oldest_first(till: TillFolder, clock: FakeClock, tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        made.append(back_up(till, None, clock))
        clock.advance(60)
    elsewhere = back_up(till, tmp_path / "usb", clock)

    assert list_backups(till, None) == tuple(made)
    assert list_backups(till, tmp_path / "usb") == (elsewhere,)


def test_backups_go_where_the_tills_settings_say(till: TillFolder, clock: FakeClock, tmp_path: Path) -> None:
    till.settings.write_text(f"backup_folder = '{tmp_path / 'disk'}'\n")

    made = back_up(till, None, clock)

    assert made.path.parent == tmp_path / "disk"
    assert list_backups(till, None) == (made,)
    assert drill(till, None).backup == made.path


def test_a_drill_proves_the_newest_backup_or_the_one_given(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    clock.advance(60)
    newest = back_up(till, None, clock).path

    assert drill(till, None).backup == newest
    assert drill(till, backup).backup == backup
    assert drill(till, None).state.holds


def test_a_drill_without_a_backup_is_no_success(till: TillFolder) -> None:
    with pytest.raises(BackupError):
        drill(till, None)


def test_a_damaged_backup_fails_its_drill_and_its_restore(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)

    with pytest.raises(BackupError):
        drill(till, backup)
    with pytest.raises(BackupError):
        restore_backup(till, backup, Answers(), clock)

    assert verify_journal(till).epochs == 1
    assert manager(till, clock).id == PAUL.id


def test_with_a_managers_pin_the_backup_takes_the_stores_place_in_a_new_epoch(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    answers = Answers()

    restored = restore_backup(till, backup, answers, clock)

    assert answers.asked_for == [PAUL.name]
    assert restored.kept is not None
    assert restored.kept.exists()
    state = verify_journal(till)
    assert state.holds
    # The first epoch; the one that the restore began, and what the manager did by virtue of the role.
    assert (state.events, state.epochs) == (3, 2)


@pytest.mark.parametrize("answers", [WRONG, Answers(position=None)], ids=["wrong PIN", "nobody"])
def test_without_it_nothing_happens(
    till: TillFolder, clock: FakeClock, backup: Path, answers: Answers
) -> None:
    with pytest.raises(NotApproved):
        restore_backup(till, backup, answers, clock)

    assert verify_journal(till).epochs == 1
    assert {path.name for path in till.root.iterdir()} == {
        *("till.db", "keys.json", "lock", "backups", "logs", "crash")
    }


def test_a_wrong_pin_on_the_command_line_counts_at_the_counter(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    with pytest.raises(NotApproved):
        restore_backup(till, backup, WRONG, clock)

    assert manager(till, clock).failures == 1


def test_when_the_store_is_gone_the_backups_own_staff_is_asked(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    till.store.unlink()

    with pytest.raises(NotApproved):
        restore_backup(till, backup, Answers(typed="739204"), clock)
    assert not till.store.exists()

    restored = restore_backup(till, backup, Answers(), clock)
    assert restored.kept is None
    assert verify_journal(till).holds


def test_a_damaged_store_is_replaced_and_kept(till: TillFolder, clock: FakeClock, backup: Path) -> None:
    till.store.write_bytes(b"\0" * 8192)

    restored = restore_backup(till, backup, Answers(), clock)

    assert restored.kept is not None
    assert restored.kept.read_bytes() == b"\0" * 8192
    assert verify_journal(till).holds


def test_a_running_till_is_not_restored_under_its_feet(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    answers = Answers()
    with holding(till), pytest.raises(FolderInUse):
        restore_backup(till, backup, answers, clock)

    assert answers.asked_for == []


def test_without_the_keys_there_is_no_restore(till: TillFolder, clock: FakeClock, backup: Path) -> None:
    till.keys.unlink()

    with pytest.raises(KeysLost):
        restore_backup(till, backup, Answers(), clock)


def test_a_demonstration_is_restored_without_asking(tmp_path: Path, clock: FakeClock) -> None:
    folder = TillFolder(tmp_path / "demo")
    make_store(folder, replace(IDENTITY, production=False), clock, use_system_keys=False)
    backup = back_up(folder, None, clock).path
    answers = Answers()

    restore_backup(folder, backup, answers, clock)

    assert answers.asked_for == []
    assert verify_journal(folder).epochs == 2
