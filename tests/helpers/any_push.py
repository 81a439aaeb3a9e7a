"""Pushes of any rows, chained as a till chains them, so that what stands in them is looked at."""

import struct
from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fidpos.wire.chain import NO_HASH, ChainRow, row_hash
from fidpos.wire.codec import event_id_of
from fidpos.wire.events import Event
from tests.helpers.any_message import any_of

Json = Any


def any_push(
    ids: Sequence[UUID], *, secrets: Sequence[bytes] = (), bent: bool = False
) -> SearchStrategy[Json]:
    """A push that begins a lineage, of up to four rows; its chain holds wherever the rows can be hashed."""
    event = any_of(Event, ids, secrets=secrets, bent=bent)
    number = any_of(int, ()) if bent else st.integers(0, 2**40)
    small = any_of(int, ()) if bent else st.just(1)
    row = st.tuples(event, small, number, number, st.just(0), st.one_of(st.none(), number))
    box = st.one_of(st.just(bytes(32)), st.binary(max_size=40)).map(_text)
    key = st.fixed_dictionaries({"subject": any_of(UUID, ids), "box": box})
    return st.builds(
        pushed,
        st.uuids(version=4),
        st.lists(row, min_size=1, max_size=4),
        keys=st.lists(key, max_size=2),
    )


def pushed(lineage: UUID, rows: Sequence[Sequence[Json]], *, keys: Sequence[Json] = ()) -> Json:
    """The push of these rows from the beginning of a journal.

    Args:
        lineage: and the epoch of each row but those that begin one.
        rows: event, schema version, wall clock, monotonic clock, boot, offset.
        keys: of subjects.
    """
    raw = [(msgspec.json.encode(event), *more) for event, *more in rows]
    return {
        "lineage": str(lineage),
        "base": [0, _text(NO_HASH)],
        "base_epoch": str(lineage),
        "boots": [str(UUID(int=0))],
        "rows": [[msgspec.Raw(body), *more] for body, *more in raw],
        "head": _text(_head(lineage, raw)),
        "keys": list(keys),
    }


def _head(lineage: UUID, rows: Sequence[Sequence[Any]]) -> bytes:
    epoch, previous = lineage.bytes, NO_HASH
    for number, (body, version, wall_ts, monotonic, _, offset) in enumerate(rows, 1):
        event_id = event_id_of(body)
        if event_id is None:
            return NO_HASH
        if b'"epoch_started"' in body:
            epoch = event_id.bytes
        row = ChainRow(
            seq=number,
            epoch=epoch,
            event_id=event_id.bytes,
            schema_version=version,
            wall_ts=wall_ts,
            boot_id=bytes(16),
            monotonic=monotonic,
            server_offset=offset,
            body=body,
        )
        try:
            previous = row_hash(row, previous)
        except struct.error:
            return NO_HASH
    return previous


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
