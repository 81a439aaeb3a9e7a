"""The chain of a journal: each row names the hash of the one before, so nothing can be edited or left out.

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
"""

import struct
from dataclasses import dataclass
from hashlib import sha256

HASH_VERSION = 1
HASH_BYTES = 32
NO_HASH = bytes(HASH_BYTES)
"""What the first row names as the hash before it."""

pack_header = struct.Struct(">B32s16sQ16sHq16sq?qI").pack
"""The 120 bytes of the header; see the layout above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """A row of a journal without its hashes.

    Attributes:
        seq: from 1, rising by one, across epochs.
        epoch: id of the `EpochStarted` event that is the newest one up to and including this row.
        wall_ts: the machine's clock, in microseconds since 1970.
        boot_id: of the machine; `monotonic`, in microseconds, compares within it.
        server_offset: the centre's clock less the machine's in microseconds, None while it was never heard.
    """

    seq: int
    epoch: bytes
    event_id: bytes
    schema_version: int
    wall_ts: int
    boot_id: bytes
    monotonic: int
    server_offset: int | None
    body: bytes


def row_hash(row: ChainRow, previous: bytes) -> bytes:
    """The hash of a row that follows the one with the hash `previous`.

    Raises:
        struct.error: a value does not fit its place.
    """
    offset = row.server_offset
    header = pack_header(
        HASH_VERSION,
        previous,
        row.epoch,
        row.seq,
        row.event_id,
        row.schema_version,
        row.wall_ts,
        row.boot_id,
        row.monotonic,
        offset is not None,
        offset or 0,
        len(row.body),
    )
    return sha256(header + row.body).digest()
