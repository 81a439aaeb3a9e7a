"""A new store: made whole beside its place and named at the end, and never where one stands."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from fidpos.domain.clock import Clock
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import EventId, uuid7
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.backup import remove_copy, sync_file, sync_folder
from fidpos.localdb.bulk import fill
from fidpos.localdb.configuration import write_identity
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.faults import Fault, from_os, translate
from fidpos.localdb.origin import Origin
from fidpos.localdb.recording import record
from fidpos.localdb.upgrade import migrate
from fidpos.wire.events import EpochReason, EpochStarted
from fidpos.wire.sync.pull import Change


def create_store(
    path: Path,
    key: bytes,
    *,
    identity: TillIdentity,
    clock: Clock,
    migrations: Path,
    changes: Iterable[Change] = (),
) -> None:
    """Make the store of a till: its identity, the first event of its journal, and members if any are known.

    Raises:
        StoreError: there is a store already, or it could not be made; nothing half made is ever opened.
    """
    if path.exists():
        raise StoreError(f"there is a store at {path.name} already")
    part = path.with_name(f"{path.name}.creating")
    try:
        remove_copy(part)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = connect(part, key, writing=True)
        try:
            migrate(connection, migrations)
            _begin(connection, identity, clock)
            fill(connection, changes)
        finally:
            connection.close()
        sync_file(part)
        part.rename(path)
        sync_folder(path.parent)
    except Fault as fault:
        raise translate(fault, part) from fault
    except OSError as fault:
        raise from_os(fault, path) from fault
    finally:
        with suppress(OSError):
            remove_copy(part)


def _begin(connection: Connection, identity: TillIdentity, clock: Clock) -> None:
    stamp = Origin(clock).stamp()
    first = EpochStarted(
        id=EventId(uuid7(clock.now())),
        at=clock.now(),
        till_id=identity.till_id,
        reason=EpochReason.FIRST,
    )
    connection.execute("BEGIN")
    write_identity(connection, identity, stamp)
    record(connection, first, stamp)
    connection.execute("COMMIT")
