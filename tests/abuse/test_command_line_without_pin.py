"""Somebody at the PC of a shop tries to put an old store back: not without a manager's PIN."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.demo.shop import CASHIER, IDENTITY, MANAGER, programme
from fidpos.bootstrap.store import make_store, open_store
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.staff import PIN_TRIES_MAX
from fidpos.paths import TillFolder
from fidpos.vault.pins import ArgonPins
from fidpos.wire.codec import decode
from fidpos.wire.events import Event, StaffActed, StaffActKind
from tests.helpers.fake_clock import FakeClock


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, clock = TillFolder(tmp_path_factory.mktemp("founded") / "till"), FakeClock()
    kept = make_store(folder, replace(IDENTITY, production=True), clock, use_system_keys=False)
    pins = ArgonPins(kept.keys.pin_pepper)
    store = open_store(folder, clock).store
    store.put_programme(programme())
    for colleague in (CASHIER, MANAGER):
        store.put_staff(colleague.staff(pins))
    store.close()
    return folder.root


@pytest.fixture
def till(founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TillFolder:
    shutil.copytree(founded, tmp_path / "till")
    folder = TillFolder(tmp_path / "till")
    assert main(["backup", "--data", str(folder.root)]) == ExitCode.DONE
    return folder


def restore(till: TillFolder, typed: str, monkeypatch: pytest.MonkeyPatch) -> int:
    (backup,) = till.backups.iterdir()
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed)
    return main(["restore", str(backup), "--data", str(till.root)])


def events(till: TillFolder) -> list[Event]:
    store = open_store(till, FakeClock()).store
    reader = store.database.reader()
    try:
        return [decode(body) for (body,) in reader.all("SELECT body FROM journal ORDER BY seq")]
    finally:
        reader.close()
        store.close()


@pytest.mark.parametrize("typed", ["", "000000", CASHIER.pin, MANAGER.name])
def test_without_the_managers_pin_nothing_is_restored(
    till: TillFolder, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert restore(till, typed, monkeypatch) == ExitCode.REFUSED

    assert [path.name for path in till.root.glob("till.db.replaced*")] == []
    refused = events(till)[-1]
    assert isinstance(refused, StaffActed)
    assert refused.act is StaffActKind.PIN_REFUSED


def test_a_pin_cannot_be_piped_in(till: TillFolder) -> None:
    (backup,) = till.backups.iterdir()
    command = [sys.executable, "-m", "fidpos", "restore", str(backup), "--data", str(till.root)]

    ended = subprocess.run(
        command,
        input=f"{MANAGER.pin}\n" * 3,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == ExitCode.REFUSED
    assert ended.stderr.count("\n") == 1
    assert list(till.root.glob("till.db.replaced*")) == []


def test_tries_are_counted_with_those_at_the_counter(
    till: TillFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(PIN_TRIES_MAX):
        assert restore(till, "604793", monkeypatch) == ExitCode.REFUSED

    assert restore(till, MANAGER.pin, monkeypatch) == ExitCode.REFUSED


def test_moving_the_store_aside_does_not_buy_more_tries(
    till: TillFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.store.rename(till.root / "aside.db")
    for _ in range(PIN_TRIES_MAX):
        assert restore(till, "604793", monkeypatch) == ExitCode.REFUSED

    assert restore(till, MANAGER.pin, monkeypatch) == ExitCode.REFUSED

    assert not till.store.exists()


def test_with_it_the_restore_names_the_manager_for_ever(
    till: TillFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert restore(till, MANAGER.pin, monkeypatch) == ExitCode.DONE

    act = events(till)[-1]
    assert isinstance(act, StaffActed)
    assert (act.staff_id, act.act, act.detail) == (MANAGER.id, StaffActKind.OVERRIDE, "restore")
