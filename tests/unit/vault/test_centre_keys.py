"""The centre's keys in their file."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.vault import centre_keys
from fidpos.vault.centre_keys import CentreKeys
from fidpos.vault.errors import KeyFileDamaged, KeyFileExposed


def test_a_folder_without_keys_has_none(tmp_path: Path) -> None:
    assert centre_keys.load(tmp_path / "centre.keys") is None


def test_what_was_made_is_found_again(tmp_path: Path) -> None:
    made = centre_keys.create(tmp_path / "centre.keys")

    assert centre_keys.load(tmp_path / "centre.keys") == made


def test_of_programs_that_start_at_once_all_get_the_same(tmp_path: Path) -> None:
    found: list[CentreKeys] = []
    threads = [
        threading.Thread(target=lambda: found.append(centre_keys.create(tmp_path / "centre.keys")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [found[0]] * 8


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "centre.keys"
    centre_keys.create(path)
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o644)

    with pytest.raises(KeyFileExposed):
        centre_keys.load(path)


@pytest.mark.parametrize(
    "change", [lambda s: s[:-10], lambda s: s.replace("1", "2", 1), lambda _: "", lambda s: s * 2]
)
def test_a_file_that_was_changed_is_not_taken(tmp_path: Path, change: Callable[[str], str]) -> None:
    path = tmp_path / "centre.keys"
    centre_keys.create(path)
    path.write_text(change(path.read_text()))

    with pytest.raises(KeyFileDamaged):
        centre_keys.load(path)


def test_keys_of_another_size_are_none() -> None:
    with pytest.raises(InvalidValue):
        CentreKeys(identity=b"", box=bytes(32), master=bytes(32), pepper=bytes(32))


def test_keys_do_not_show_themselves(tmp_path: Path) -> None:
    keys = CentreKeys.generate()

    assert keys.master.hex() not in repr(keys)
    assert repr(keys.master) not in repr(keys)


def test_a_change_of_the_master_key_leaves_all_others(tmp_path: Path) -> None:
    path = tmp_path / "centre.keys"
    before = centre_keys.create(path)
    following = centre_keys.begin_change(path, before)

    assert centre_keys.load(path) == before
    assert replace(following, master=before.master) == before != following


def test_a_change_that_was_interrupted_goes_on_with_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "centre.keys"
    before = centre_keys.create(path)
    following = centre_keys.begin_change(path, before)

    assert centre_keys.begin_change(path, before) == following
    centre_keys.end_change(path)
    assert centre_keys.load(path) == following
    assert not centre_keys.next_of(path).exists()
