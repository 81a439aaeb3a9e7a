"""A restore begins a new epoch, keeps what it replaces, and forgets again whoever was erased since."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.errors import BackupError
from fidpos.domain.ids import VisitId
from fidpos.domain.plug_in import Approval
from fidpos.domain.visit import VisitDraft
from fidpos.localdb.backup import copy_store, make_backup
from fidpos.localdb.card_secrets import CardSecretStore
from fidpos.localdb.engine import connect
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.localdb.restore import Restored, RestorePlan, restore
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import pages_hold, verify
from fidpos.paths import migrations_dir
from fidpos.till.gift_card_store import GiftSale
from fidpos.wire.codec import decode
from fidpos.wire.events import EpochReason, EpochStarted
from tests.helpers.counter import BERENICE, IDENTITY, MALO
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY
from tests.helpers.store_events import CASHIER, Events

BACKUP_KEY = bytes(reversed(range(32)))


@pytest.fixture
def backup(store: LocalStore, path: Path, clock: FakeClock, events: Events) -> Path:
    """Of a store with one visit of Bérénice's; the store is then used on, and closed."""
    store.commit(events.closed(BERENICE.member, 2_000))
    store.save_draft(VisitDraft(id=VisitId(events.new_id()), opened_at=clock.now(), opened_by=CASHIER))
    store.save_gift_sale(GiftSale(begun_at=clock.now()))
    made = make_backup(path, KEY, path.parent / "backups", now=clock.now(), backup_key=BACKUP_KEY)
    clock.advance(3600)
    store.commit(events.closed(BERENICE.member, 9_900))
    return made.path


def plan(backup: Path, path: Path, key: bytes = KEY) -> RestorePlan:
    return RestorePlan(
        backup=backup, backup_key=BACKUP_KEY, store=path, store_key=key, migrations=migrations_dir()
    )


def rollback_journal_of(store: LocalStore, other: Path) -> bytes:
    """What lies beside a store while a transaction has spilled into the file."""
    copy_store(store.database.path, KEY, other)
    connection = connect(other, KEY, writing=True)
    connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE balances SET amount = 0")
    connection.execute("UPDATE members SET language = hex(zeroblob(20000))")
    hot = Path(f"{other}-journal").read_bytes()
    connection.execute("ROLLBACK")
    connection.close()
    other.unlink()
    return hot


def points(path: Path, key: bytes = KEY) -> int:
    store = LocalStore.open(path, key, FakeClock())
    try:
        return sum(balance.amount for balance in store.balances(BERENICE.member.account_id))
    finally:
        store.close()


def restored(backup: Path, path: Path, clock: FakeClock) -> Restored:
    return restore(plan(backup, path), clock)


def test_the_store_is_as_it_was_when_the_backup_was_made(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()

    restored(backup, path, clock)

    assert points(path) == 140


def test_a_new_epoch_follows_the_old_head(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()

    done = restored(backup, path, clock)

    connection = connect(path, KEY)
    report = verify(connection)
    last = decode(connection.execute("SELECT body FROM journal ORDER BY seq DESC").fetchall()[0][0])
    connection.close()
    assert report.holds
    assert report.chain.epochs == 2
    assert isinstance(last, EpochStarted)
    assert (last.reason, last.till_id) == (EpochReason.RESTORED, IDENTITY.till_id)
    assert last.previous_head == done.head.hash.hex()
    assert report.chain.head is not None
    assert report.chain.head.epoch == last.id.bytes != done.head.epoch


def test_two_restores_of_one_backup_never_share_an_epoch(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()
    epochs = set()
    for name in ("one.db", "two.db"):
        restored(backup, path.with_name(name), clock)
        connection = connect(path.with_name(name), KEY)
        epochs |= set(connection.execute("SELECT epoch FROM journal").fetchall())
        connection.close()

    assert len(epochs) == 3


def test_the_store_it_replaces_is_kept_whole(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()

    done = restored(backup, path, clock)

    assert done.kept is not None
    assert points(done.kept) == 239


def test_a_store_that_can_no_longer_be_read_is_kept_as_it_is(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()
    path.write_bytes(b"ruined" * 4096)

    done = restored(backup, path, clock)

    assert done.kept is not None
    assert done.kept.read_bytes() == b"ruined" * 4096
    assert points(path) == 140


def test_a_log_that_an_interrupted_restore_left_never_meets_the_new_store(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    log = path.with_name("till.db-wal").read_bytes()
    store.close()
    path.unlink()
    path.with_name("till.db-wal").write_bytes(log)

    done = restored(backup, path, clock)

    assert done.kept is not None
    assert Path(f"{done.kept}-wal").read_bytes() == log
    assert points(path) == 140


@pytest.mark.parametrize("end", ["", "-journal", "-wal", "-shm"])
def test_what_a_restore_that_was_cut_left_does_not_spoil_the_next(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock, end: str
) -> None:
    hot = rollback_journal_of(store, path.with_name("other.db"))
    store.close()
    left = path.with_name(f"till.db.restoring{end}")
    left.write_bytes(hot if end == "-journal" else b"half" * 4096)
    assert left.stat().st_size > 4096

    restored(backup, path, clock)

    connection = connect(path, KEY)
    assert pages_hold(connection)
    assert verify(connection).holds
    connection.close()
    assert points(path) == 140
    assert list(path.parent.glob("till.db.restoring*")) == []


def test_a_lost_store_comes_back(store: LocalStore, backup: Path, path: Path, clock: FakeClock) -> None:
    store.close()
    path.unlink()

    assert restored(backup, path, clock).kept is None

    assert points(path) == 140


def test_a_store_may_come_back_under_another_key(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()
    another = bytes(32)

    restore(plan(backup, path, another), clock)

    assert points(path, another) == 140


def test_the_visit_that_was_in_progress_is_not_resumed(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()
    restored(backup, path, clock)

    again = LocalStore.open(path, KEY, clock)

    assert again.draft() is None
    assert again.gift_sale() is None
    again.close()


def test_who_was_erased_since_stays_erased(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.erase(BERENICE.member.id)
    store.close()

    done = restored(backup, path, clock)

    again = LocalStore.open(path, KEY, clock)
    assert done.erased_again == 1
    assert again.card(BERENICE.cards[0].token) is None
    assert [hit.name for hit in again.find_members("dur", 9)] == ["Malo Durand", "Nour Durand", "Zoé Durand"]
    assert again.member(MALO.member.id) == MALO.member
    again.close()


def test_a_damaged_backup_replaces_nothing(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock
) -> None:
    store.close()
    before = path.read_bytes()
    with backup.open("r+b") as file:
        file.seek(5000)
        file.write(b"\xa5" * 64)

    with pytest.raises(BackupError):
        restored(backup, path, clock)

    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["backups", "till.db"]


def test_a_newer_backup_replaces_nothing(
    store: LocalStore, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(path, KEY, writing=True)
    connection.execute("UPDATE alembic_version SET version_num = '7777'")
    connection.close()
    backup = make_backup(path, KEY, path.parent / "backups", now=clock.now(), backup_key=BACKUP_KEY)
    store.close()
    before = path.read_bytes()

    with pytest.raises(BackupError, match="7777"):
        restored(backup.path, path, clock)

    assert path.read_bytes() == before


def test_a_restore_that_fails_at_the_last_step_puts_the_store_back(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    before = path.read_bytes()
    rename = Path.rename

    def failing(self: Path, target: str | Path) -> Path:
        if self.name.endswith(".restoring"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)

    with pytest.raises(BackupError, match="Input/output"):
        restored(backup, path, clock)

    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["backups", "till.db"]


def test_an_old_backup_is_brought_to_this_schema(
    store: LocalStore, backup: Path, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    migrated: list[Path] = []
    monkeypatch.setattr("fidpos.localdb.restore.HEAD", "9001")
    monkeypatch.setattr("fidpos.localdb.restore.migrate", lambda _, migrations: migrated.append(migrations))

    restored(backup, path, clock)

    assert migrated == [migrations_dir()]


SEAL = bytes(range(7, 39))
UID = "04DE5F1EACC040"
ACME = Approval(distribution="acme-reader", version="1.2", fingerprint="ab" * 32)


def key(number: int) -> CardKey:
    return CardKey(key_id=number, secret=number.to_bytes(16, "big"))


@pytest.fixture
def told(store: LocalStore, path: Path, clock: FakeClock) -> Path:
    """A backup of a store that knows a card; the card, a key and a plug-in have changed since."""
    secrets = CardSecretStore(store.database, SEAL)
    approvals = PlugInApprovals(store.database, store.origin)
    secrets.put_card_key(KeyUse.SUN_FILE, UID, key(1))
    secrets.put_signing_key(1, b"\x01" * 32)
    secrets.raise_counter("sun", UID, 5)
    approvals.approve(ACME, by=CASHIER)
    made = make_backup(path, KEY, path.parent / "backups", now=clock.now(), backup_key=BACKUP_KEY)
    secrets.put_card_key(KeyUse.SUN_FILE, UID, key(2))
    secrets.retire_card_key(KeyUse.SUN_FILE, UID, 1)
    secrets.retire_signing_key(1)
    secrets.raise_counter("sun", UID, 9)
    approvals.withdraw(ACME, by=CASHIER)
    secrets.close()
    store.close()
    return made.path


@contextmanager
def reopened(path: Path, clock: FakeClock) -> Iterator[tuple[CardSecretStore, PlugInApprovals]]:
    store = LocalStore.open(path, KEY, clock)
    secrets = CardSecretStore(store.database, SEAL)
    yield secrets, PlugInApprovals(store.database, store.origin)
    secrets.close()
    store.close()


def test_what_was_learnt_of_cards_and_plug_ins_since_the_backup_is_not_forgotten(
    told: Path, path: Path, clock: FakeClock
) -> None:
    restored(told, path, clock)

    with reopened(path, clock) as (secrets, approvals):
        assert secrets.card_key(KeyUse.SUN_FILE, UID) == key(2)
        assert secrets.card_key(KeyUse.SUN_FILE, UID, 1) is None
        assert secrets.signing_key(1) is None
        assert approvals.plugin_approvals() == frozenset()
        assert not secrets.counter_rises("sun", UID, 9)
        assert secrets.counter_rises("sun", UID, 10)


def test_without_the_store_it_replaces_a_backup_is_taken_at_its_word(
    told: Path, path: Path, clock: FakeClock
) -> None:
    path.write_bytes(b"damaged")
    restored(told, path, clock)

    with reopened(path, clock) as (secrets, approvals):
        assert secrets.card_key(KeyUse.SUN_FILE, UID) == key(1)
        assert approvals.plugin_approvals() == {ACME}
        assert secrets.counter_rises("sun", UID, 6)
