"""Where fidpos finds its files, however it was installed."""

import os
import stat
import sys
from pathlib import Path

import platformdirs
import pytest

from fidpos import paths
from fidpos.domain.errors import StoreReadOnly
from fidpos.paths import Program, TillFolder


def test_a_checkout_finds_its_folders_beside_src() -> None:
    root = Path(__file__).parents[2]

    assert paths.resources_dir() == root / "resources"
    assert paths.migrations_dir() == root / "migrations"
    assert paths.udev_rule().is_file()


def test_a_wheel_finds_its_folders_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_bundled").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path)

    assert paths.resources_dir() == tmp_path / "_bundled" / "resources"
    assert paths.migrations_dir() == tmp_path / "_bundled" / "migrations"


def test_a_frozen_program_finds_its_folders_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    assert paths.resources_dir() == tmp_path / "fidpos" / "_bundled" / "resources"


def test_each_program_has_a_data_folder_of_its_own_below_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.DATA_VARIABLE, raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)

    folders = [paths.data_dir(program) for program in Program]

    assert len(set(folders)) == len(folders)
    assert {folder.parent for folder in folders} == {platformdirs.user_data_path("fidpos", appauthor=False)}


def test_a_server_that_root_runs_keeps_its_data_where_services_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.DATA_VARIABLE, raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)

    assert paths.data_dir(Program.SERVER) == Path("/var/lib/fidpos")
    assert paths.data_dir(Program.TILL).parent == platformdirs.user_data_path("fidpos", appauthor=False)


def test_the_environment_names_another_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))

    assert paths.data_dir(Program.TILL) == tmp_path


def test_a_folder_given_on_the_command_line_wins_over_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.DATA_VARIABLE, "/elsewhere")
    monkeypatch.chdir(tmp_path)

    assert paths.data_dir(Program.TILL, Path("here")) == tmp_path / "here"


def test_a_tills_folders_are_made_for_its_user_alone(tmp_path: Path) -> None:
    folder = TillFolder(tmp_path / "till")

    folder.create()

    made = [folder.root, folder.backups, folder.logs, folder.crashes]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o700] * 4


def test_making_the_folders_twice_changes_nothing(tmp_path: Path) -> None:
    folder = TillFolder(tmp_path)
    folder.create()
    (folder.backups / "kept").touch()

    folder.create()

    assert (folder.backups / "kept").exists()


def test_everything_of_a_till_lies_in_its_folder(tmp_path: Path) -> None:
    folder = TillFolder(tmp_path)

    places = [folder.store, folder.keys, folder.settings, folder.backups, folder.logs, folder.crashes]

    assert all(place.parent == tmp_path for place in places)
    assert len(set(places)) == len(places)


def test_a_folder_that_cannot_be_made_is_said_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreReadOnly) as caught:
        TillFolder(tmp_path / "file" / "till").create()

    assert caught.value.params["path"] == str(tmp_path / "file" / "till")


def test_a_folder_that_cannot_be_written_is_said_with_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The owner of the process may be root, whom no permission bit stops.
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    with pytest.raises(StoreReadOnly) as caught:
        TillFolder(tmp_path).create()

    assert caught.value.params["path"] == str(tmp_path)
