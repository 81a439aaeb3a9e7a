"""The private file: for its owner alone, whole or not at all, over another one only where that is wanted."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from fidpos.vault import key_file
from fidpos.vault.errors import KeyFileDamaged, KeyFileExposed, KeyFileOfAnother, KeysExist


def test_a_file_that_is_not_there_has_no_content(tmp_path: Path) -> None:
    assert key_file.read(tmp_path / "keys.json") is None


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    key_file.write_new(tmp_path / "keys.json", b"content")

    assert key_file.read(tmp_path / "keys.json") == b"content"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
def test_only_its_owner_may_read_and_write_it_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        key_file.write_new(tmp_path / "keys.json", b"content")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_the_keys_are_never_in_a_file_that_others_may_read_not_even_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[int, int]] = []
    real_open = os.open

    def watching(path: Path, flags: int, mode: int = 0o777) -> int:
        opened.append((flags, mode))
        return real_open(path, flags, mode)

    monkeypatch.setattr(os, "open", watching)
    key_file.write_new(tmp_path / "keys.json", b"content")

    created = [(flags, mode) for flags, mode in opened if flags & os.O_CREAT]
    assert created
    assert all(flags & os.O_EXCL and mode == 0o600 for flags, mode in created)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610, 0o602])
def test_a_file_that_others_may_touch_is_refused_and_left_as_it_is(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    key_file.write_new(path, b"content")
    path.chmod(mode)

    with pytest.raises(KeyFileExposed) as caught:
        key_file.read(path)

    assert caught.value.params["path"] == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key_file.write_new(tmp_path / "keys.json", b"content")
    somebody_else = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody_else)

    with pytest.raises(KeyFileOfAnother):
        key_file.read(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "place",
    [
        lambda path: path.mkdir(mode=0o700),
        lambda path: path.symlink_to(path.parent / "elsewhere"),
        lambda path: path.symlink_to("/dev/zero"),
    ],
    ids=["folder", "dangling link", "device"],
)
def test_anything_but_a_plain_file_is_refused(tmp_path: Path, place: Callable[[Path], None]) -> None:
    place(tmp_path / "keys.json")

    with pytest.raises(KeyFileDamaged):
        key_file.read(tmp_path / "keys.json")


def test_a_second_write_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    key_file.write_new(tmp_path / "keys.json", b"first")

    with pytest.raises(KeysExist):
        key_file.write_new(tmp_path / "keys.json", b"second")

    assert key_file.read(tmp_path / "keys.json") == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_of_many_programs_that_start_at_once_exactly_one_writes(tmp_path: Path) -> None:
    path, count = tmp_path / "keys.json", 16
    start = Barrier(count)

    def write(number: int) -> bool:
        start.wait(timeout=60)
        try:
            key_file.write_new(path, f"program {number}".encode())
        except KeysExist:
            return False
        return True

    with ThreadPoolExecutor(count) as pool:
        won = list(pool.map(write, range(count)))

    assert won.count(True) == 1
    assert key_file.read(path) == f"program {won.index(True)}".encode()
    assert [found.name for found in tmp_path.iterdir()] == ["keys.json"]


def test_a_crash_before_the_file_has_its_name_leaves_no_half_file_and_the_next_start_writes_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys.json"

    _write_in_a_process_that_dies(path, dies_in="_name")

    assert key_file.read(path) is None
    assert len(list(tmp_path.iterdir())) == 1
    key_file.write_new(path, b"after the crash")
    assert key_file.read(path) == b"after the crash"


def test_a_crash_after_the_file_has_its_name_leaves_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"

    _write_in_a_process_that_dies(path, dies_in="_flush_folder")

    assert key_file.read(path) == b"in the dying process"


def test_content_is_flushed_before_it_is_named_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_fsync, real_name = os.fsync, key_file._name

    def fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("flush folder" if is_folder else "flush file")
        real_fsync(descriptor)

    def name(draft: Path, path: Path) -> None:
        steps.append("name")
        real_name(draft, path)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(key_file, "_name", name)
    key_file.write_new(tmp_path / "keys.json", b"content")

    assert steps == ["flush file", "name", "flush folder"]


def test_a_folder_that_cannot_be_written_is_said_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "keys.json"

    with pytest.raises(KeyFileDamaged) as caught:
        key_file.write_new(path, b"content")

    assert caught.value.params["path"] == str(path)


def test_a_file_system_without_permissions_is_refused_before_a_key_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_fchmod = os.fchmod
    # On a USB stick with FAT a change of mode is ignored, and the file shows as readable by all.
    monkeypatch.setattr(os, "fchmod", lambda descriptor, mode: real_fchmod(descriptor, 0o755))

    with pytest.raises(KeyFileExposed):
        key_file.write_new(tmp_path / "keys.json", b"content")

    assert list(tmp_path.iterdir()) == []


def _write_in_a_process_that_dies(path: Path, dies_in: str) -> None:
    child = os.fork()
    if child == 0:
        setattr(key_file, dies_in, lambda *_: os._exit(9))
        key_file.write_new(path, b"in the dying process")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9


def test_a_file_that_is_written_over_holds_the_new_content_and_is_as_private(tmp_path: Path) -> None:
    path = tmp_path / "pairing"
    key_file.write_over(path, b"first")
    key_file.write_over(path, b"second")

    assert key_file.read(path) == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["pairing"]


def test_a_file_that_cannot_be_written_over_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pairing"
    key_file.write_over(path, b"first")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileDamaged):
        key_file.write_over(path, b"second")

    assert key_file.read(path) == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["pairing"]
