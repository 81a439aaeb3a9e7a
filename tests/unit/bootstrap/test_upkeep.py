"""What a technician does to a till's store: verify, copy, drill, restore."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.authority import NotApproved
from fidpos.bootstrap.instance import FolderInUse, holding
from fidpos.bootstrap.store import load_keys, make_store, open_store
from fidpos.bootstrap.tries import KeptTries
from fidpos.bootstrap.upkeep import back_up, drill, list_backups, restore_backup, verify_journal
from fidpos.domain.errors import BackupError, StoreError, StoreFull, StoreMissing, StoreReadOnly
from fidpos.domain.staff import PIN_TRIES_MAX, Staff
from fidpos.localdb.engine import connect
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


def test_a_known_end_of_the_journal_must_still_be_in_it(till: TillFolder) -> None:
    head = bytes.fromhex(verify_journal(till).head)

    assert verify_journal(till, head).holds
    another = verify_journal(till, bytes(32))
    assert (another.holds, another.broken_at, another.broken_how) == (False, 2, "unseen")


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


def test_backups_of_another_till_in_the_same_folder_are_not_listed(
    till: TillFolder, clock: FakeClock, tmp_path: Path
) -> None:
    another = TillFolder(tmp_path / "another")
    make_store(another, IDENTITY, clock, use_system_keys=False)
    made = back_up(till, tmp_path / "nas", clock)
    clock.advance(60)
    theirs = back_up(another, tmp_path / "nas", clock)

    assert list_backups(till, tmp_path / "nas") == (made,)
    assert list_backups(another, tmp_path / "nas") == (theirs,)


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


def test_wrong_pins_for_a_lost_store_count_whichever_backup_is_tried(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    clock.advance(60)
    backups = (backup, back_up(till, None, clock).path)
    till.store.unlink()
    for failed in range(PIN_TRIES_MAX):
        with pytest.raises(NotApproved):
            restore_backup(till, backups[failed % 2], WRONG, clock)
    answers = Answers()

    with pytest.raises(NotApproved):
        restore_backup(till, backup, answers, clock)

    assert answers.asked_for == []
    assert not till.store.exists()


def test_a_success_forgets_the_wrong_pins_for_a_lost_store(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    till.store.unlink()
    with pytest.raises(NotApproved):
        restore_backup(till, backup, WRONG, clock)
    assert KeptTries(till).of(PAUL.id) == 1

    restore_backup(till, backup, Answers(), clock)

    assert KeptTries(till).of(PAUL.id) == 0


@pytest.mark.parametrize("refusal", [StoreFull("no space"), StoreReadOnly("read-only"), StoreError("I/O")])
def test_a_store_that_is_there_and_cannot_answer_now_is_not_judged_for_by_a_backup(
    till: TillFolder,
    clock: FakeClock,
    backup: Path,
    refusal: StoreError,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object) -> None:
        raise refusal

    monkeypatch.setattr("fidpos.bootstrap.upkeep.open_store", refused)
    answers = Answers()

    with pytest.raises(type(refusal)):
        restore_backup(till, backup, answers, clock)

    assert answers.asked_for == []


def test_a_store_whose_staff_cannot_be_read_is_judged_for_by_the_backup(
    till: TillFolder, clock: FakeClock, backup: Path
) -> None:
    key = load_keys(till).keys.store_key
    connection = connect(till.store, key)
    query = "SELECT rootpage FROM sqlite_schema WHERE name = 'staff_versions'"
    ((root,),) = connection.execute(query).fetchall()
    connection.close()
    with till.store.open("r+b") as file:
        file.seek((root - 1) * 4096 + 10)
        file.write(b"\xa5" * 100)

    restored = restore_backup(till, backup, Answers(), clock)

    assert restored.kept is not None
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
