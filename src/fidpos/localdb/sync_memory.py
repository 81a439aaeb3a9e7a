"""The one row in which the sync keeps what it remembers from one start to the next."""

import msgspec
from sqlalchemy import select

from fidpos.localdb.engine import Connection, Row
from fidpos.localdb.statements import replace_row, sql
from fidpos.localdb.tables import sync_memory
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.pull import Cursor
from fidpos.wire.sync.snapshot import SnapshotPlace
from fidpos.wire.sync.standing import SyncMemory

MEMORY = sql(select(*(column for column in sync_memory.c if not column.primary_key)))

_KEEP = replace_row(sync_memory)
_SLOT = 1
_places = msgspec.json.Decoder(SnapshotPlace)


def memory_from_row(row: Row | None) -> SyncMemory:
    """From what `MEMORY` finds; None for a till that no centre has ever heard."""
    if row is None:
        return SyncMemory(acked=START)
    acked_seq, acked_hash, generation, feed_seq, feed_token, echo, snapshot = row
    return SyncMemory(
        acked=Anchor(acked_seq, acked_hash),
        generation=generation,
        feed=None if feed_seq is None else Cursor(feed_seq, feed_token),
        echo=bool(echo),
        snapshot=None if snapshot is None else _places.decode(snapshot),
    )


def write_memory(connection: Connection, memory: SyncMemory) -> None:
    """Keep it, inside the caller's transaction."""
    feed, snapshot = memory.feed, memory.snapshot
    connection.execute(
        _KEEP,
        (
            _SLOT,
            memory.acked.seq,
            memory.acked.hash,
            memory.generation,
            feed.seq if feed else None,
            feed.token if feed else None,
            int(memory.echo),
            None if snapshot is None else msgspec.json.encode(snapshot),
        ),
    )
