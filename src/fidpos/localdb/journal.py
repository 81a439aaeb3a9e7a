"""The journal: every event as one row, chained by hashes, in the order in which this till lived them.

The layout of what is hashed stands in `wire.chain`. The journal is also the outbox: what was sent is a cursor
into it. `verify.py` checks it.
"""

from dataclasses import dataclass

from sqlalchemy import select

from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping import Values
from fidpos.localdb.origin import Stamp
from fidpos.localdb.statements import insert_if_new, sql
from fidpos.localdb.tables import journal
from fidpos.wire.chain import HASH_VERSION, NO_HASH, ChainRow, row_hash
from fidpos.wire.codec import SCHEMA_VERSION, encode
from fidpos.wire.events import EpochStarted, Event

_HEAD = sql(select(journal.c.seq, journal.c.epoch, journal.c.hash).order_by(journal.c.seq.desc()))
"""Rows are fetched as they are read, so that the first one costs the same however many follow."""
_APPEND = insert_if_new(journal, journal.c.event_id)


class AlreadyThere(Exception):
    """What was to be written is there: whoever catches this rolls back and is content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last row of the journal; what a ticket, a closing or the centre keeps to notice a cut tail."""

    seq: int
    epoch: bytes
    hash: bytes


def head(connection: Connection) -> Head | None:
    """The last row, None while there is none."""
    row = connection.execute(_HEAD).fetchone()
    return None if row is None else Head(seq=row[0], epoch=row[1], hash=row[2])


def append(connection: Connection, event: Event, stamp: Stamp) -> int:
    """Append the event to the chain, inside the caller's transaction; returns its sequence.

    Raises:
        AlreadyThere: the journal holds this event.
        StoreCorrupt: the first event of a journal begins an epoch, and this one does not.
    """
    last = connection.execute(_HEAD).fetchone()
    seq, epoch, previous = (last[0] + 1, last[1], last[2]) if last else (1, b"", NO_HASH)
    event_id = event.id.bytes
    if isinstance(event, EpochStarted):
        epoch = event_id
    elif not epoch:
        raise StoreCorrupt("the journal has no epoch")
    row = ChainRow(
        seq=seq,
        epoch=epoch,
        event_id=event_id,
        schema_version=SCHEMA_VERSION,
        wall_ts=stamp.wall_ts,
        boot_id=stamp.boot_id,
        monotonic=stamp.monotonic,
        server_offset=stamp.server_offset,
        body=encode(event),
    )
    if connection.execute(_APPEND, journal_row(row, previous)).rowcount == 0:
        raise AlreadyThere
    return seq


def journal_row(row: ChainRow, previous: bytes) -> Values:
    """For `journal`, of a row that follows the one with the hash `previous`."""
    return (
        row.seq,
        row.epoch,
        row.event_id,
        previous,
        row_hash(row, previous),
        HASH_VERSION,
        row.schema_version,
        row.body,
        row.wall_ts,
        row.boot_id,
        row.monotonic,
        row.server_offset,
    )
