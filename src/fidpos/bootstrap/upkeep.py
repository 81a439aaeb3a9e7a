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
from fidpos.bootstrap.store import load_keys, open_store
from fidpos.domain.clock import Clock
from fidpos.domain.errors import BackupError, StoreCorrupt, StoreError
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
from fidpos.vault.keys import TillKeys
from fidpos.vault.pins import ArgonPins


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalState:
    """What following a journal found.

    Attributes:
        events: rows that hold, from the first one to the end or to the break.
        head: hash of the last of them in hex, empty when there is none.
        broken_at: sequence of the first row that does not hold, with what is wrong with it.
        contradictions: balances and lots that the ledger does not explain.
    """

    events: int
    epochs: int
    head: str
    broken_at: int | None
    broken_how: str
    contradictions: int

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken_at is None and not self.contradictions


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A backup that could be restored now, and its journal."""

    backup: Path
    state: JournalState


def verify_journal(folder: TillFolder) -> JournalState:
    """Check every page, follow the journal's chain, compare every balance; only reads, also beside a till.

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
        return _state(verify(connection))
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
    """The whole copies in the till's backup folder or in the one given, oldest first."""
    return backups_in(where or backup_folder(folder))


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

    The manager is asked by the store that is to be replaced, or, should that one not open any more, by the
    backup itself.

    Raises:
        NotApproved: no manager agreed.
        FolderInUse: the till is running.
        BackupError: the backup is damaged; the store stands where it stood.
        KeyStoreError: the key cannot be read.
    """
    keys = load_keys(folder).keys
    with holding(folder):
        with _judge(folder, backup, keys, clock) as store:
            manager = _manager(store, keys, asking, clock) if store.identity().production else None
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
        contradictions=report.balances + report.lots + report.uncovered,
    )


def _manager(store: LocalStore, keys: TillKeys, asking: Asking, clock: Clock) -> Staff:
    return approve(store, ArgonPins(keys.pin_pepper), asking, clock, role=Role.MANAGER)


def _record(folder: TillFolder, manager: Staff, clock: Clock) -> None:
    opened = open_store(folder, clock)
    try:
        record_override(opened.store, manager, "restore", clock.now())
    finally:
        opened.store.close()


@contextmanager
def _judge(folder: TillFolder, backup: Path, keys: TillKeys, clock: Clock) -> Iterator[LocalStore]:
    """The store whose staff is asked."""
    with tempfile.TemporaryDirectory(dir=folder.root, prefix="restoring-") as scratch:
        try:
            store = LocalStore.open(folder.store, keys.store_key, clock)
        except StoreError:
            copy = Path(scratch) / folder.store.name
            restore(_plan(backup, copy, keys), clock)
            store = LocalStore.open(copy, keys.store_key, clock)
        try:
            yield store
        finally:
            store.close()


def _plan(backup: Path, store: Path, keys: TillKeys) -> RestorePlan:
    return RestorePlan(
        backup=backup,
        backup_key=keys.store_key,
        store=store,
        store_key=keys.store_key,
        migrations=paths.migrations_dir(),
    )
