"""A new store: made whole beside its place and named at the end, and never where one stands."""

import os
from pathlib import Path

from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import EventId, uuid7
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.backup import sync_file, sync_folder
from fidpos.localdb.configuration import write_identity
from fidpos.localdb.engine import Database, connect
from fidpos.localdb.faults import Fault, from_os, translate
from fidpos.localdb.lock import Priority
from fidpos.localdb.origin import Origin
from fidpos.localdb.recording import record
from fidpos.localdb.upgrade import migrate
from fidpos.wire.events import EpochReason, EpochStarted


def create_store(path: Path, key: bytes, *, identity: TillIdentity, clock: Clock, migrations: Path) -> None:
    """Make the store of a till, with its identity and the first event of its journal.

    Raises:
        StoreError: there is a store already, or it could not be made; nothing half made is ever opened.
    """
    if path.exists():
        raise StoreError(f"there is a store at {path.name} already")
    part = path.with_name(f"{path.name}.creating")
    try:
        _clear(part)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _fill(part, key, identity, clock, migrations)
        sync_file(part)
        part.rename(path)
        sync_folder(path.parent)
    except OSError as fault:
        raise from_os(fault, path) from fault


def _fill(part: Path, key: bytes, identity: TillIdentity, clock: Clock, migrations: Path) -> None:
    connection = connect(part, key, writing=True)
    try:
        migrate(connection, migrations)
    except Fault as fault:
        raise translate(fault, part) from fault
    finally:
        connection.close()
    stamp = Origin(clock).stamp()
    first = EpochStarted(
        id=EventId(uuid7(clock.now())),
        at=clock.now(),
        till_id=identity.till_id,
        reason=EpochReason.FIRST,
    )
    database = Database(part, key)
    try:
        database.write(Priority.BACKGROUND, lambda writer: write_identity(writer, identity, stamp))
        database.write(Priority.BACKGROUND, lambda writer: record(writer, first, stamp))
        database.checkpoint()
    finally:
        database.close()


def _clear(part: Path) -> None:
    for leftover in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm", "-journal"))):
        leftover.unlink(missing_ok=True)
