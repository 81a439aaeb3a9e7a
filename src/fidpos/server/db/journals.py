"""Journals of tills as they came: lineages, rows, and what of them is in quarantine.

A till's pushes are let in one by one, by a lock on its name: a lineage that is not there yet has no row that
could be locked.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import LiteralString
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import TupleRow

from fidpos.domain.ids import EventId, TillId
from fidpos.server.db.arrays import bigints, blobs, booleans, integers, texts, uuids
from fidpos.server.db.work import Work
from fidpos.server.ports import LineageHead, Quarantined, StoredRow
from fidpos.server.reason import Reason
from fidpos.wire.chain import ChainRow
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.push import EventFate

_NO_EPOCH = UUID(int=0)

_LOCK: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_LOCK_SHARED: LiteralString = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"

_HEAD: LiteralString = (
    "SELECT head_seq, head_hash, head_epoch FROM lineages WHERE till_id = %s AND lineage = %s"
)

_BEGIN: LiteralString = """
    INSERT INTO lineages
        (merchant_id, till_id, lineage, base_lineage, base_seq, head_seq, head_hash, head_epoch, begun_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

_FIND: LiteralString = """
    SELECT r.lineage, r.seq, r.hash, r.epoch
    FROM lineages l
    CROSS JOIN unnest(%s, %s) a (seq, hash)
    JOIN journal_rows r ON r.till_id = l.till_id AND r.lineage = l.lineage AND r.seq = a.seq
    WHERE l.till_id = %s AND r.hash = a.hash
    ORDER BY r.seq DESC, l.begun_at
    LIMIT 1
"""

_HASH_AT: LiteralString = """
    WITH RECURSIVE line AS (
        SELECT lineage, base_lineage, base_seq FROM lineages
        WHERE till_id = %(till)s AND lineage = %(lineage)s
        UNION ALL
        SELECT b.lineage, b.base_lineage, b.base_seq
        FROM line JOIN lineages b ON b.till_id = %(till)s AND b.lineage = line.base_lineage
        WHERE line.base_seq >= %(seq)s
    )
    SELECT r.hash FROM line
    JOIN journal_rows r ON r.till_id = %(till)s AND r.lineage = line.lineage AND r.seq = %(seq)s
    WHERE line.base_seq < %(seq)s
"""

_KNOWN: LiteralString = "SELECT event_id, body FROM journal_rows WHERE event_id = ANY(%s) AND NOT repeats"

_APPEND: LiteralString = """
    INSERT INTO journal_rows (
        merchant_id, till_id, lineage, received_at, seq, event_id, epoch, hash, schema_version, wall_ts,
        boot_id, monotonic, server_offset, body, repeats, fate, reason
    )
    SELECT %s, %s, %s, %s, r.* FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) r
"""

_MOVE_HEAD: LiteralString = """
    UPDATE lineages SET head_seq = %s, head_hash = %s, head_epoch = %s WHERE till_id = %s AND lineage = %s
"""

_QUARANTINED: LiteralString = """
    SELECT till_id, seq, epoch, event_id, schema_version, wall_ts, boot_id, monotonic, server_offset, body,
        reason, received_at
    FROM journal_rows
    WHERE fate = 'quarantined' AND (%(all)s OR reason = ANY(%(reasons)s))
    ORDER BY received_at, till_id, lineage, seq
    FOR UPDATE
"""

_WAITS: LiteralString = "SELECT EXISTS (SELECT FROM journal_rows WHERE fate = 'quarantined')"

_RELEASE: LiteralString = """
    UPDATE journal_rows SET fate = %s, reason = %s
    WHERE event_id = %s AND NOT repeats AND fate = 'quarantined'
"""


def lineage_head(work: Work, till_id: TillId, lineage: UUID) -> LineageHead | None:
    """How far it is known; from here to the end of the unit nobody else moves it."""
    work.run(_LOCK, [str(till_id)])
    return _head(work, till_id, lineage)


def settled_head(work: Work, till_id: TillId, lineage: UUID) -> LineageHead | None:
    """How far it is known; nobody moves it before the unit ends, and others may read it as well."""
    work.run(_LOCK_SHARED, [str(till_id)])
    return _head(work, till_id, lineage)


def _head(work: Work, till_id: TillId, lineage: UUID) -> LineageHead | None:
    row = work.run(_HEAD, [till_id, lineage]).fetchone()
    return LineageHead(head=Anchor(row[0], row[1]), epoch=row[2]) if row else None


def begin_lineage(work: Work, till_id: TillId, lineage: UUID, base: LineageHead) -> None:
    """A new lineage that goes on from `base`."""
    found = _find(work, till_id, [base.head])
    parent = found[0] if found else None
    head = base.head
    values = (
        *(work.merchant_id, till_id, lineage, parent, head.seq, head.seq, head.hash, base.epoch),
        work.clock.now(),
    )
    work.run(_BEGIN, values)


def newest_known(work: Work, till_id: TillId, anchors: Sequence[Anchor]) -> LineageHead | None:
    """The highest of these rows that is stored."""
    found = _find(work, till_id, anchors)
    return found[1] if found else LineageHead(head=START, epoch=_NO_EPOCH)


def _find(work: Work, till_id: TillId, anchors: Sequence[Anchor]) -> tuple[UUID, LineageHead] | None:
    seqs, hashes = bigints([each.seq for each in anchors]), blobs(each.hash for each in anchors)
    row = work.run(_FIND, [seqs, hashes, till_id]).fetchone()
    return (row[0], LineageHead(head=Anchor(row[1], row[2]), epoch=row[3])) if row else None


def hash_at(work: Work, till_id: TillId, lineage: UUID, seq: int) -> bytes | None:
    """The hash of a row of the lineage or of those it is based on."""
    if seq == START.seq:
        return START.hash
    row = work.run(_HASH_AT, {"till": till_id, "lineage": lineage, "seq": seq}).fetchone()
    return row[0] if row else None


def known_events(work: Work, ids: Collection[EventId]) -> Mapping[EventId, bytes]:
    """Those of them that are stored, with their bodies."""
    return dict(work.run(_KNOWN, [uuids(ids)]).fetchall())


def append(work: Work, till_id: TillId, lineage: UUID, stored: Sequence[StoredRow]) -> None:
    """Store rows after the head, and move it."""
    rows = [each.row for each in stored]
    columns = (
        bigints([row.seq for row in rows]),
        uuids(UUID(bytes=row.event_id) for row in rows),
        uuids(UUID(bytes=row.epoch) for row in rows),
        blobs(each.hash for each in stored),
        integers([row.schema_version for row in rows]),
        bigints([row.wall_ts for row in rows]),
        uuids(UUID(bytes=row.boot_id) for row in rows),
        bigints([row.monotonic for row in rows]),
        bigints([row.server_offset for row in rows]),
        blobs(row.body for row in rows),
        booleans(_repeats(each) for each in stored),
        texts(each.fate for each in stored),
        texts(each.reason for each in stored),
    )
    work.run(_APPEND, [work.merchant_id, till_id, lineage, work.clock.now(), *columns])
    last = stored[-1]
    work.run(_MOVE_HEAD, [last.row.seq, last.hash, UUID(bytes=last.row.epoch), till_id, lineage])


def _repeats(stored: StoredRow) -> bool:
    """Whether the event's id was known before: as the same event, or as another one."""
    return stored.fate is EventFate.DUPLICATE or stored.reason == Reason.ID_REUSED


def quarantined(work: Work, reasons: Collection[Reason]) -> list[Quarantined]:
    """Oldest first; until the unit ends nobody else applies them."""
    found = work.run(_QUARANTINED, {"all": not reasons, "reasons": texts(sorted(reasons))})
    return [_waiting(row) for row in found]


def _waiting(found: TupleRow) -> Quarantined:
    till_id, seq, epoch, event_id, schema_version, wall_ts, boot_id, monotonic, *rest = found
    server_offset, body, reason, received_at = rest
    row = ChainRow(
        seq=seq,
        epoch=epoch.bytes,
        event_id=event_id.bytes,
        schema_version=schema_version,
        wall_ts=wall_ts,
        boot_id=boot_id.bytes,
        monotonic=monotonic,
        server_offset=server_offset,
        body=body,
    )
    return Quarantined(till_id=TillId(till_id), row=row, reason=Reason(reason), received_at=received_at)


def something_waits(work: Work) -> Cursor[TupleRow]:
    """Whether anything is in quarantine; asked here, and answered when the cursor is read."""
    return work.run(_WAITS)


def release(work: Work, event_id: EventId, flag: str) -> None:
    """It was applied after all."""
    work.run(_RELEASE, [EventFate.FLAGGED if flag else None, flag, event_id])
