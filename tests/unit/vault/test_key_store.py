"""Keys in the system's key store or in the file: kept, found again, and never made anew by surprise."""

import json
from pathlib import Path

import pytest

from fidpos.vault.errors import KeyFileDamaged, KeysExist, KeysLost, KeyStoreSilent
from fidpos.vault.key_store import KeyPlace, KeyStore


class FakeSecrets:
    """A system key store in memory that can be locked."""

    def __init__(self, *, locked: bool = False) -> None:
        self.kept: dict[str, str] = {}
        self.locked = locked

    def get(self, secret_id: str) -> str | None:
        self._check_unlocked()
        return self.kept.get(secret_id)

    def put(self, secret_id: str, secret: str) -> None:
        self._check_unlocked()
        self.kept[secret_id] = secret

    def _check_unlocked(self) -> None:
        if self.locked:
            raise KeyStoreSilent("locked")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_till_that_never_had_keys_has_none(path: Path) -> None:
    assert KeyStore(path, FakeSecrets()).load() is None


def test_keys_go_into_the_system_key_store_and_the_file_only_says_so(path: Path) -> None:
    system = FakeSecrets()

    kept = KeyStore(path, system).create()

    assert kept.place is KeyPlace.SYSTEM
    assert list(system.kept.values()) == [kept.keys.text]
    assert kept.keys.store_key.hex() not in path.read_text()
    assert KeyStore(path, system).load() == kept


def test_the_data_folder_can_be_moved(path: Path) -> None:
    system = FakeSecrets()
    kept = KeyStore(path, system).create()

    moved = path.rename(path.with_name("moved.json"))

    assert KeyStore(moved, system).load() == kept


def test_without_a_system_key_store_the_file_holds_the_keys_and_that_is_said(path: Path) -> None:
    kept = KeyStore(path, None).create()

    assert kept.place is KeyPlace.FILE
    assert kept.place.message_key == "vault.place.file"
    assert KeyStore(path, None).load() == kept


def test_a_silent_system_key_store_makes_new_keys_go_into_the_file(path: Path) -> None:
    kept = KeyStore(path, FakeSecrets(locked=True)).create()

    assert kept.place is KeyPlace.FILE
    assert KeyStore(path, FakeSecrets()).load() == kept


def test_a_locked_system_key_store_is_an_error_and_never_a_reason_for_new_keys(path: Path) -> None:
    system = FakeSecrets()
    kept = KeyStore(path, system).create()
    system.locked = True

    with pytest.raises(KeyStoreSilent):
        KeyStore(path, system).load()

    system.locked = False
    assert KeyStore(path, system).load() == kept


def test_keys_that_vanished_from_the_system_key_store_are_said_to_be_lost(path: Path) -> None:
    system = FakeSecrets()
    KeyStore(path, system).create()
    system.kept.clear()

    with pytest.raises(KeysLost):
        KeyStore(path, system).load()


@pytest.mark.parametrize("locked", [False, True])
def test_keys_are_never_made_over_others(path: Path, *, locked: bool) -> None:
    system = FakeSecrets(locked=locked)
    kept = KeyStore(path, None).create()

    with pytest.raises(KeysExist):
        KeyStore(path, system).create()

    assert KeyStore(path, system).load() == kept
    assert system.kept == {}


def test_two_tills_of_one_user_do_not_share_keys(tmp_path: Path) -> None:
    system = FakeSecrets()

    first = KeyStore(tmp_path / "one.json", system).create()
    second = KeyStore(tmp_path / "two.json", system).create()

    assert first.keys != second.keys
    assert KeyStore(tmp_path / "one.json", system).load() == first


def test_keys_in_the_system_key_store_are_out_of_reach_where_it_is_not_to_be_used(path: Path) -> None:
    KeyStore(path, FakeSecrets()).create()

    with pytest.raises(KeyStoreSilent):
        KeyStore(path, None).load()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b"\xff\xfe",
        b'{"format": 1, "place": "file"}',
        b'{"format": 1, "place": "file", "keys": "00.00"}',
        b'{"format": 1, "place": "file", "keys": 3}',
        b'{"format": 1, "place": "system"}',
        b'{"format": 2, "place": "file", "keys": "' + b"0" * 64 + b"." + b"0" * 64 + b'"}',
        b'{"format": 1, "place": "cloud", "id": "x"}',
    ],
)
def test_a_damaged_key_file_is_said_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(KeyFileDamaged):
        KeyStore(path, None).load()
    with pytest.raises(KeysExist):
        KeyStore(path, None).create()

    assert path.read_bytes() == content


def test_a_damaged_secret_in_the_system_key_store_is_said(path: Path) -> None:
    system = FakeSecrets()
    KeyStore(path, system).create()
    system.kept = dict.fromkeys(system.kept, "damaged")

    with pytest.raises(KeyFileDamaged):
        KeyStore(path, system).load()


def test_the_file_is_plain_json_that_a_person_can_read(path: Path) -> None:
    KeyStore(path, FakeSecrets()).create()

    fields = json.loads(path.read_text())

    assert fields.keys() == {"format", "place", "id"}
