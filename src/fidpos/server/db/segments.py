"""Segments in the database: how many members belong, who they are, and which segments somebody saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import TupleRow

from fidpos.domain.ids import MemberId, uuid7
from fidpos.server.db.segment_json import segment_from_json, segment_to_json
from fidpos.server.db.segment_query import Asking, SegmentQuery
from fidpos.server.db.work import Work
from fidpos.server.services.segments.segment import Group

PAGE = 2_000
NAME_MAX = 60
LABEL_MAX = 40

_PLAN: LiteralString = """
    SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true),
        set_config('max_parallel_workers_per_gather', '0', true)
"""
"""Sums of all members are hashed and joined: a plan that looked one member up after the other, because there
seemed to be few, would take minutes where there are many. Others count at the same time: each has one process
and no more."""

_SAVE: LiteralString = """
    INSERT INTO segments AS s (merchant_id, id, name, body, made_by, made_at, shared)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id, id) DO UPDATE
    SET name = excluded.name, body = excluded.body, shared = excluded.shared, counted = NULL,
        counted_at = NULL
"""
_SAVED: LiteralString = """
    SELECT s.id, s.name, s.body, s.made_by, p.name, s.made_at, s.shared, s.label, s.counted, s.counted_at
    FROM segments s LEFT JOIN office_people p ON p.id = s.made_by
    WHERE s.gone_at IS NULL AND (%(id)s::uuid IS NULL OR s.id = %(id)s)
        AND (%(by)s::uuid IS NULL OR s.shared OR s.made_by = %(by)s)
    ORDER BY s.name, s.id
"""
_FORGET: LiteralString = "UPDATE segments SET gone_at = %s, label = NULL WHERE id = %s AND gone_at IS NULL"
_LABEL: LiteralString = "UPDATE segments SET label = %s WHERE id = %s AND gone_at IS NULL"
_COUNTED: LiteralString = "UPDATE segments SET counted = %s, counted_at = %s WHERE id = %s"
_LABELS: LiteralString = """
    SELECT DISTINCT l FROM members, jsonb_array_elements_text(labels) l
    WHERE labels <> '[]' ORDER BY l LIMIT 200
"""
_LABELLED: LiteralString = """
    SELECT id, labels_by_segment ? %(label)s FROM members
    WHERE labels ? %(label)s AND merged_into IS NULL ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSegment:
    """A segment under a name.

    Attributes:
        made_by: who may change it.
        maker: their name; None for who is gone.
        label: what its members hold at the tills; None where it is not told to them.
        counted: how many they were at `counted_at`.
    """

    id: UUID
    name: str
    segment: Group
    made_by: UUID
    maker: str | None
    made_at: datetime
    shared: bool
    label: str | None = None
    counted: int | None = None
    counted_at: datetime | None = None


def plan_for_sums(work: Work) -> None:
    """From here to the end of the transaction, statements are planned for many members."""
    work.run(_PLAN)


def count(work: Work, segment: Group, asking: Asking) -> int:
    """How many members belong to a segment."""
    plan_for_sums(work)
    query = SegmentQuery(segment, asking)
    statement = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(query.source, query.where)
    row = work.connection.execute(statement, query.values).fetchone()
    assert row is not None
    found: int = row[0]
    return found


def members_of(work: Work, segment: Group, asking: Asking) -> Iterator[MemberId]:
    """Who belongs to a segment, in the order of their ids, read as they are asked for."""
    plan_for_sums(work)
    query = SegmentQuery(segment, asking)
    statement = sql.SQL("{} ORDER BY m.id").format(query.members)
    with work.connection.cursor("segment", withhold=False) as cursor:
        cursor.itersize = PAGE
        cursor.execute(statement, query.values)
        for (member_id,) in cursor:
            yield MemberId(member_id)


def save(work: Work, saved: SavedSegment) -> None:
    """Keep a segment, or change the one of this id; it is counted anew."""
    values = (
        *(work.merchant_id, saved.id, saved.name, segment_to_json(saved.segment), saved.made_by),
        *(saved.made_at, saved.shared),
    )
    work.run(_SAVE, values)


def new_id(now: datetime) -> UUID:
    """Of a segment that is not saved yet."""
    return uuid7(now)


def saved_segments(work: Work, seen_by: UUID | None) -> Sequence[SavedSegment]:
    """Those that are shared, and the person's own; all of them with None."""
    return [_saved(row) for row in work.run(_SAVED, {"id": None, "by": seen_by})]


def saved_segment(work: Work, segment_id: UUID, seen_by: UUID | None) -> SavedSegment | None:
    """The segment, if they may see it."""
    row = work.run(_SAVED, {"id": segment_id, "by": seen_by}).fetchone()
    return _saved(row) if row is not None else None


def forget(work: Work, segment_id: UUID) -> bool:
    """It is not seen any more; what was extracted with it stays written down."""
    return work.changed(_FORGET, [work.clock.now(), segment_id]) == 1


def set_label(work: Work, segment_id: UUID, label: str | None) -> None:
    """What its members hold at the tills from the next night on, or sooner by a job."""
    work.run(_LABEL, [label, segment_id])


def keep_count(work: Work, segment_id: UUID, counted: int) -> None:
    """How many belong to it now."""
    work.run(_COUNTED, [counted, work.clock.now(), segment_id])


def labels_in_use(work: Work) -> Sequence[str]:
    """Every label that some member has."""
    return [label for (label,) in work.run(_LABELS)]


def labelled(work: Work, label: str) -> Mapping[MemberId, bool]:
    """Who has the label, and whether they have it of a segment; False where somebody gave it to them."""
    return {MemberId(id_): by_segment for id_, by_segment in work.run(_LABELLED, {"label": label})}


def _saved(row: TupleRow) -> SavedSegment:
    id_, name, body, made_by, maker, made_at, shared, label, counted, counted_at = row
    return SavedSegment(
        id=id_,
        name=name,
        segment=segment_from_json(body),
        made_by=made_by,
        maker=maker,
        made_at=made_at,
        shared=shared,
        label=label,
        counted=counted,
        counted_at=counted_at,
    )
