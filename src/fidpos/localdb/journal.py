"""The journal: every event as one row, chained by hashes, in the order in which this till lived them.

A row is hashed with SHA-256 over a header and the exact bytes of its body (version 1, big-endian):

    offset 0    1 byte    hash version
    offset 1   32 bytes   hash of the row before, zeros for the first
    offset 33  16 bytes   epoch: the id of the event that began it
    offset 49   8 bytes   sequence, rising by one, across epochs
    offset 57  16 bytes   id of the event
    offset 73   2 bytes   schema version of the body
    offset 75   8 bytes   wall clock, microseconds since 1970, signed
    offset 83  16 bytes   boot of the machine
    offset 99   8 bytes   monotonic clock, microseconds, signed
    offset 107  1 byte    1 when the centre's clock is known
    offset 108  8 bytes   centre's clock less ours, microseconds, signed, else 0
    offset 116  4 bytes   length of the body
    offset 120  n bytes   body

The journal is also the outbox: what was sent is a cursor into it. `verify.py` checks it.
"""

import struct
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb.engine import Connection
from fidpos.localdb.origin import Stamp
from fidpos.localdb.statements import insert_if_new, sql
from fidpos.localdb.tables import journal
from fidpos.wire.codec import SCHEMA_VERSION, encode
from fidpos.wire.events import EpochStarted, Event

HASH_VERSION = 1
NO_HASH = bytes(32)
"""What the first row names as the hash before it."""

pack_header = struct.Struct(">B32s16sQ16sHq16sq?qI").pack
"""The 120 bytes of the header; see the layout above."""

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
    body = encode(event)
    header = pack_header(
        HASH_VERSION,
        previous,
        epoch,
        seq,
        event_id,
        SCHEMA_VERSION,
        stamp.wall_ts,
        stamp.boot_id,
        stamp.monotonic,
        stamp.server_offset is not None,
        stamp.server_offset or 0,
        len(body),
    )
    added = connection.execute(
        _APPEND,
        (
            seq,
            epoch,
            event_id,
            previous,
            sha256(header + body).digest(),
            HASH_VERSION,
            SCHEMA_VERSION,
            body,
            stamp.wall_ts,
            stamp.boot_id,
            stamp.monotonic,
            stamp.server_offset,
        ),
    )
    if added.rowcount == 0:
        raise AlreadyThere
    return seq
