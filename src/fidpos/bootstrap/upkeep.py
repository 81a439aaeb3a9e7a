"""What a technician does to a till's store from the command line: verify, copy, drill, restore."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fidpos import paths
from fidpos.bootstrap.authority import Asking, approve, record_override
from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.pairing import kept_or_nothing
from fidpos.bootstrap.pins import pins_of
from fidpos.bootstrap.store import load_keys, open_store, pairing_file
from fidpos.bootstrap.tries import KeptTries
from fidpos.domain.clock import Clock
from fidpos.domain.errors import BackupError, StoreCorrupt, StoreError, StoreKeyRefused, StoreMissing
from fidpos.domain.staff import Role, Staff
from fidpos.localdb.backup import Backup, backups_in, make_backup, verify_backup
from fidpos.localdb.engine import connect
from fidpos.localdb.faults import Fault, translate
from fidpos.localdb.restore import Restored, RestorePlan, restore
from fidpos.localdb.schema import check_current
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import VerifyReport, pages_hold, verify
from fidpos.paths import TillFolder
from fidpos.settings.sources import load
from fidpos.till.ports import PinChecker
from fidpos.vault.keys import TillKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalState:
    """What following a journal found.

    Attributes:
        events: rows that hold, from the first one to the end or to the break.
        head: hash of the last of them in hex, empty when there is none.
        broken_at: sequence of the first row that does not hold, with what is wrong with it.
        contradictions: balances, lots and gift cards that the ledger does not explain.
        untold: visits and points that the journal does not tell, or tells and are not there.
    """

    events: int
    epochs: int
    head: str
    broken_at: int | None
    broken_how: str
    contradictions: int
    untold: int

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken_at is None and not self.contradictions and not self.untold


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A backup that could be restored now, and its journal."""

    backup: Path
    state: JournalState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """The store whose staff is asked; `tries` counts their failures where it is a copy that does not last."""

    store: LocalStore
    tries: KeptTries | None = None


def verify_journal(folder: TillFolder, known_hash: bytes | None = None) -> JournalState:
    """Check every page, follow the journal's chain, compare every balance; only reads, also beside a till.

    Args:
        folder: whose journal.
        known_hash: the end of the journal as it was printed or kept once; it must still be in it.

    Raises:
        StoreError: the store cannot be read, is damaged, or is of another version of the program.
        KeyStoreError: its key cannot be read.
    """
    key = load_keys(folder).keys.store_key
    check_current(folder.store, key)
    connection = connect(folder.store, key)
    try:
        if not pages_hold(connection):
            raise StoreCorrupt(f"a page of {folder.store.name} is damaged")
        return _state(verify(connection, known_hash=known_hash))
    except Fault as fault:
        raise translate(fault, folder.store) from fault
    finally:
        connection.close()


def back_up(folder: TillFolder, to: Path | None, clock: Clock) -> Backup:
    """Make a backup, also beside a till that works.

    Raises:
        BackupError: no copy was made.
        StoreError: there is no store.
        KeyStoreError: its key cannot be read.
    """
    key = load_keys(folder).keys.store_key
    return make_backup(folder.store, key, to or backup_folder(folder), now=clock.now())


def list_backups(folder: TillFolder, where: Path | None) -> tuple[Backup, ...]:
    """The till's own whole copies in its backup folder or in the one given, oldest first.

    Raises:
        KeyStoreError: its key cannot be read, without which no copy is of any use.
    """
    return backups_in(where or backup_folder(folder), load_keys(folder).keys.store_key)


def backup_folder(folder: TillFolder) -> Path:
    """Where the till's own backups go, by its settings.

    Raises:
        SettingRefused: the settings are wrong.
    """
    return load(folder.settings, environ=os.environ).values.backup_folder or folder.backups


def drill(folder: TillFolder, backup: Path | None) -> Drill:
    """Prove that a backup, by default the newest one, can be restored; reads the copy only.

    Raises:
        BackupError: there is none, or it could not be restored.
        KeyStoreError: its key cannot be read.
    """
    found = list_backups(folder, None)
    if backup is None and not found:
        where = backup_folder(folder)
        raise BackupError(f"no backup in {where}", path=str(where))
    chosen = backup or found[-1].path
    report = verify_backup(chosen, load_keys(folder).keys.store_key)
    return Drill(backup=chosen, state=_state(report))


def restore_backup(folder: TillFolder, backup: Path, asking: Asking, clock: Clock) -> Restored:
    """Put a backup in the place of the till's store; where real customers are served, a manager must agree.

    The manager is asked by the store that is to be replaced, or, should that one be missing, damaged or
    closed to its key, by the backup itself; failures then count beside the keys, whichever backup is tried.

    Raises:
        NotApproved: no manager agreed.
        FolderInUse: the till is running.
        StoreError: the store cannot be opened for another reason, which is to be mended first.
        BackupError: the backup is damaged; the store stands where it stood.
        KeyStoreError: the key cannot be read.
    """
    kept = load_keys(folder)
    keys = kept.keys
    with holding(folder):
        with _judge(folder, backup, keys, clock) as judge:
            pins = pins_of(keys, kept_or_nothing(pairing_file(folder, kept)))
            manager = _manager(judge, pins, asking, clock) if judge.store.identity().production else None
        restored = restore(_plan(backup, folder.store, keys), clock)
        if manager is not None:
            _record(folder, manager, clock)
        return restored


def _state(report: VerifyReport) -> JournalState:
    chain = report.chain
    return JournalState(
        events=chain.events,
        epochs=chain.epochs,
        head=chain.head.hash.hex() if chain.head else "",
        broken_at=chain.first_break.seq if chain.first_break else None,
        broken_how=chain.first_break.kind.value if chain.first_break else "",
        contradictions=report.balances + report.lots + report.uncovered + report.gift_cards,
        untold=report.untold,
    )


def _manager(judge: _Judge, pins: PinChecker, asking: Asking, clock: Clock) -> Staff:
    return approve(judge.store, pins, asking, clock, role=Role.MANAGER, tries=judge.tries)


def _record(folder: TillFolder, manager: Staff, clock: Clock) -> None:
    opened = open_store(folder, clock)
    try:
        record_override(opened.store, manager, "restore", clock.now())
    finally:
        opened.store.close()


@contextmanager
def _judge(folder: TillFolder, backup: Path, keys: TillKeys, clock: Clock) -> Iterator[_Judge]:
    with tempfile.TemporaryDirectory(dir=folder.root, prefix="restoring-") as scratch:
        try:
            judge = _Judge(store=_readable_store(folder, clock))
        except (StoreMissing, StoreCorrupt, StoreKeyRefused):
            copy = Path(scratch) / folder.store.name
            restore(_plan(backup, copy, keys), clock)
            store = LocalStore.open(copy, keys.store_key, clock)
            judge = _Judge(store=store, tries=KeptTries(folder))
        try:
            yield judge
        finally:
            judge.store.close()


def _readable_store(folder: TillFolder, clock: Clock) -> LocalStore:
    """The till's store, of which at least its name and its staff can be read."""
    store = open_store(folder, clock).store
    try:
        store.identity()
        store.staff()
    except StoreError:
        store.close()
        raise
    return store


def _plan(backup: Path, store: Path, keys: TillKeys) -> RestorePlan:
    return RestorePlan(
        backup=backup,
        backup_key=keys.store_key,
        store=store,
        store_key=keys.store_key,
        migrations=paths.migrations_dir(),
    )
