"""The one row in which the sync keeps what it remembers from one start to the next.

Beside it stands how far the journal was offered to others: whatever is forgotten, that never goes back.
"""

import msgspec
from sqlalchemy import select

from fidpos.localdb.engine import Connection, Row
from fidpos.localdb.statements import replace_row, sql
from fidpos.localdb.tables import sync_memory
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.pull import Cursor
from fidpos.wire.sync.snapshot import SnapshotPlace
from fidpos.wire.sync.standing import SyncMemory

_BESIDE = {sync_memory.c.slot, sync_memory.c.offered_seq}
MEMORY = sql(select(*(column for column in sync_memory.c if column not in _BESIDE)))
OFFERED = sql(select(sync_memory.c.offered_seq))

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
    """Keep it, inside the caller's transaction; what was acknowledged was offered."""
    _write(connection, memory, offered_seq=memory.acked.seq)


def write_offered(connection: Connection, seq: int) -> None:
    """Rows up to this one may be known elsewhere from now on; inside the caller's transaction."""
    _write(connection, memory_from_row(connection.execute(MEMORY).fetchone()), offered_seq=seq)


def _write(connection: Connection, memory: SyncMemory, *, offered_seq: int) -> None:
    feed, snapshot = memory.feed, memory.snapshot
    before = connection.execute(OFFERED).fetchone()
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
            offered_seq if before is None else max(offered_seq, before[0]),
        ),
    )
