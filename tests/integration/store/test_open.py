"""Opening: what is not the till's own sound store is refused by name; nothing is ever made in its place."""

import os
import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.errors import (
    InvalidValue,
    StoreCorrupt,
    StoreError,
    StoreKeyRefused,
    StoreMissing,
)
from fidpos.domain.voucher_number import make as make_voucher
from fidpos.localdb import engine
from fidpos.localdb.card_secrets import CardSecretStore
from fidpos.localdb.create import create_store
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.localdb.snapshot import changes_of
from fidpos.localdb.store import LocalStore
from fidpos.paths import migrations_dir
from tests.helpers.counter import BERENICE, IDENTITY
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY
from tests.helpers.store_events import Events

PAGE = 4096


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refuse(path: Path, key: bytes = KEY) -> StoreError:
    """Try to open, expect a refusal, and see that no file was made or changed."""
    before = content(path.parent)
    with pytest.raises(StoreError) as refused:
        LocalStore.open(path, key, FakeClock())
    assert content(path.parent) == before
    return refused.value


def test_a_missing_store_is_not_made(path: Path) -> None:
    assert isinstance(refuse(path), StoreMissing)


def test_another_key_does_not_open_it(store: LocalStore, path: Path) -> None:
    store.close()

    assert isinstance(refuse(path, os.urandom(32)), StoreKeyRefused)


def test_a_key_of_another_size_is_refused(path: Path) -> None:
    with pytest.raises(InvalidValue):
        LocalStore.open(path, b"passphrase", FakeClock())


def test_a_file_of_something_else_is_not_opened(path: Path) -> None:
    path.write_bytes(b"not a store at all" * 1000)

    assert isinstance(refuse(path), StoreKeyRefused)


def test_an_unencrypted_database_is_not_opened(path: Path) -> None:
    plain = dbapi2.connect(str(path))
    plain.execute("CREATE TABLE members (id)")
    plain.commit()
    plain.close()

    assert isinstance(refuse(path), StoreKeyRefused)


def test_an_empty_file_is_not_taken_for_a_new_store(path: Path) -> None:
    path.touch()

    assert isinstance(refuse(path), StoreCorrupt)


def test_an_encrypted_database_without_our_tables_is_not_taken_for_a_store(path: Path) -> None:
    connection = engine.connect(path, KEY, writing=True, creating=True)
    connection.execute("CREATE TABLE other (id)")
    connection.close()

    assert isinstance(refuse(path), StoreCorrupt)


def test_a_folder_is_not_a_store(path: Path) -> None:
    path.mkdir()

    with pytest.raises(StoreMissing):
        LocalStore.open(path, KEY, FakeClock())


def test_a_truncated_store_is_refused(store: LocalStore, path: Path) -> None:
    store.close()
    os.truncate(path, PAGE // 2)

    assert isinstance(refuse(path), StoreKeyRefused)


def test_a_damaged_page_is_told_when_it_is_met_and_hides_nothing(
    store: LocalStore, path: Path, events: Events
) -> None:
    for _ in range(30):
        store.commit(events.closed(BERENICE.member))
    store.close()
    pages = path.stat().st_size // PAGE
    met = []
    for page in range(1, pages):
        damaged = path.with_name("damaged.db")
        shutil.copyfile(path, damaged)
        with damaged.open("r+b") as file:
            file.seek(page * PAGE + 100)
            file.write(b"\xa5" * 64)
        met.append(_use(damaged))
        damaged.unlink()

    assert {type(error) for error in met if error is not None} == {StoreCorrupt}
    assert sum(error is not None for error in met) > pages // 2


def _learn_a_card(store: LocalStore) -> None:
    secrets = CardSecretStore(store.database, KEY)
    try:
        secrets.put_card_key(KeyUse.SUN_FILE, "04DE5F1EACC040", CardKey(key_id=1, secret=bytes(16)))
        secrets.put_signing_key(1, bytes(32))
        secrets.raise_counter("sun", "04DE5F1EACC040", 1)
    finally:
        secrets.close()


def _use(path: Path) -> StoreError | None:
    """The error that some ordinary work meets, if it reads the damaged page at all."""
    clock = FakeClock()
    try:
        store = LocalStore.open(path, KEY, clock)
    except StoreError as error:
        return error
    try:
        store.identity()
        store.programme()
        store.staff()
        store.recent_visits(BERENICE.member.id, 50)
        store.usual_amount()
        store.vouchers(BERENICE.member.id, clock.now().date())
        store.voucher_by_number(make_voucher())
        store.overall_uses(["welcome"])
        PlugInApprovals(store.database, store.origin).plugin_approvals()
        _learn_a_card(store)
        store.commit(Events(clock, seed=99).closed(BERENICE.member))
    except StoreError as error:
        return error
    finally:
        store.close()
    return None


def test_an_sqlite_that_loses_writes_is_refused(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))

    with pytest.raises(StoreError, match="3, 51, 3"):
        engine.connect(path, KEY)


def test_nothing_of_a_member_can_be_read_in_the_file(store: LocalStore, path: Path) -> None:
    files = [path, path.with_name("till.db-wal")]

    for secret in (b"Durand", "Bérénice".encode(), b"2047110000017", b"SQLite format 3"):
        assert all(secret not in file.read_bytes() for file in files)


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    create_store(path, KEY, identity=IDENTITY, clock=FakeClock(), migrations=migrations_dir())
    store = LocalStore.open(path, KEY, FakeClock())

    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    store.close()


def test_a_store_is_never_made_where_one_stands(store: LocalStore, path: Path) -> None:
    before = path.read_bytes()

    with pytest.raises(StoreError, match="already"):
        create_store(path, KEY, identity=IDENTITY, clock=FakeClock(), migrations=migrations_dir())

    assert path.read_bytes() == before


def test_a_store_that_could_not_be_made_leaves_nothing(path: Path) -> None:
    def breaking() -> object:
        yield from changes_of([BERENICE])
        raise RuntimeError("no more members")

    with pytest.raises(RuntimeError):
        create_store(
            path,
            KEY,
            identity=IDENTITY,
            clock=FakeClock(),
            migrations=migrations_dir(),
            changes=breaking(),  # type: ignore[arg-type]
        )

    assert list(path.parent.iterdir()) == []


def test_what_an_interrupted_making_left_is_cleared_away(path: Path) -> None:
    path.with_name("till.db.creating").write_bytes(b"half")

    create_store(path, KEY, identity=IDENTITY, clock=FakeClock(), migrations=migrations_dir())

    assert [file.name for file in path.parent.iterdir()] == ["till.db"]


def test_closing_folds_the_log_into_the_file(store: LocalStore, path: Path, events: Events) -> None:
    store.commit(events.closed(BERENICE.member))

    store.close()

    assert [file.name for file in path.parent.iterdir()] == ["till.db"]
