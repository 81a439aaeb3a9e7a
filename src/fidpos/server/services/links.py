"""The rows of a push, put back together: each with its place, its epoch, its hash and its event."""

from dataclasses import dataclass
from itertools import zip_longest

from fidpos.domain.errors import InvalidValue, StoreCorrupt
from fidpos.server.reason import Reason
from fidpos.wire.chain import ChainRow, row_hash
from fidpos.wire.codec import SCHEMA_VERSION, decode, event_id_of
from fidpos.wire.events import EpochStarted, Event
from fidpos.wire.sync.push import EVENT_BYTES_MAX, PUSH_ROWS_MAX, Push, PushedRow


class Broken(Exception):
    """The rows do not arrive at the head, and no hashes were sent that would show where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row as it was pushed.

    Attributes:
        hash: as the till states it, which is what the next row was chained to.
        event: None for what cannot be applied, or not yet; `reason` says why.
    """

    row: ChainRow
    hash: bytes
    event: Event | None
    reason: str = ""


def links(push: Push) -> tuple[Link, ...]:
    """The rows of a push in their order. Where hashes were sent, a broken row is one by itself.

    Raises:
        Broken: the chain does not hold, and the place is not known.
        InvalidValue: the push contradicts itself.
    """
    if len(push.rows) > PUSH_ROWS_MAX or (push.hashes and len(push.hashes) != len(push.rows)):
        raise InvalidValue("too many rows, or not a hash for each")
    found: list[Link] = []
    seq, epoch, previous = push.base.seq, push.base_epoch.bytes, push.base.hash
    for pushed, stated in zip_longest(push.rows, push.hashes):
        seq += 1
        event, reason = _event(pushed)
        event_id = pushed.event_id or (event.id if event is not None else event_id_of(pushed.body))
        if event_id is None or not 0 <= pushed.boot < len(push.boots):
            raise InvalidValue(f"row {seq} names no event, or no boot")
        if isinstance(event, EpochStarted):
            epoch = event_id.bytes
        row = ChainRow(
            seq=seq,
            epoch=epoch,
            event_id=event_id.bytes,
            schema_version=pushed.schema_version,
            wall_ts=pushed.wall_ts,
            boot_id=push.boots[pushed.boot].bytes,
            monotonic=pushed.monotonic,
            server_offset=pushed.server_offset,
            body=bytes(pushed.body),
        )
        computed = row_hash(row, previous)
        if (stated is not None and stated != computed) or (event is not None and event.id != event_id):
            event, reason = None, Reason.CHAIN_BROKEN
        previous = stated or computed
        found.append(Link(row=row, hash=previous, event=event, reason=reason))
    if previous != push.head:
        raise Broken
    return tuple(found)


def _event(pushed: PushedRow) -> tuple[Event | None, str]:
    body = bytes(pushed.body)
    if len(body) > EVENT_BYTES_MAX:
        return None, Reason.TOO_LARGE
    try:
        return decode(body), ""
    except StoreCorrupt:
        return None, Reason.NEWER_SCHEMA if pushed.schema_version > SCHEMA_VERSION else Reason.UNREADABLE
