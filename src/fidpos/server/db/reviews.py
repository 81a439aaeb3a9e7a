"""What the office has to look at, out of the journals and of `reviews`: `reviewing.Reviews`."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID, uuid5

from psycopg.rows import TupleRow

from fidpos.domain.ids import EventId, TillId
from fidpos.server.db.suspicions import KIND as CASHIER
from fidpos.server.db.work import Work
from fidpos.server.reviewing import FLAGGED, QUARANTINED, REVIEWS_MAX, Review
from fidpos.server.services.remedy import subject_of
from fidpos.wire.codec import kind_of

_SETTLED = UUID("5f0c1a52-6e0b-4c55-9b0a-1d4f8a7f6c11")

_DOUBTED: LiteralString = """
    SELECT r.event_id, r.fate, r.reason, r.body, r.till_id, r.received_at FROM journal_rows r
    WHERE (r.fate = 'quarantined' OR r.fate = 'flagged' AND NOT r.repeats)
        AND NOT EXISTS (SELECT FROM reviews s WHERE s.event_id = r.event_id AND s.kind = r.fate)
    ORDER BY r.received_at, r.event_id LIMIT %s
"""
_NOTICED: LiteralString = """
    SELECT id, kind, till_id, subject_id, found_at, detail FROM reviews
    WHERE settled_at IS NULL AND kind <> %s ORDER BY found_at, id LIMIT %s
"""
_BODY: LiteralString = "SELECT body FROM journal_rows WHERE event_id = %s AND NOT repeats"
_SETTLE: LiteralString = """
    UPDATE reviews SET settled_at = %s, settled_by = %s, outcome = %s WHERE id = %s AND settled_at IS NULL
"""
_SETTLE_EVENT: LiteralString = """
    INSERT INTO reviews (merchant_id, id, kind, till_id, event_id, found_at, settled_at, settled_by, outcome)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id, id) DO NOTHING
"""


class PostgresReviews:
    """See `reviewing.Reviews`; of one thread."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def open(self, at_most: int = REVIEWS_MAX) -> Sequence[Review]:
        """Events first seen by the index of what was doubted, then the rest; in the order they were found.

        What a cashier does is for the owner alone to look at, and has a page of its own.
        """
        doubted = [_doubted(row) for row in self._work.run(_DOUBTED, [at_most])]
        noticed = [_noticed(row) for row in self._work.run(_NOTICED, [CASHIER, at_most])]
        return sorted((*doubted, *noticed), key=lambda review: (review.found_at, review.id))[:at_most]

    def body(self, event_id: EventId) -> bytes | None:
        """By the index of the events' ids."""
        row = self._work.run(_BODY, [event_id]).fetchone()
        return row[0] if row else None

    def settle(self, review: Review, by: UUID, outcome: str) -> bool:
        """Of an event, by a row of its own: the journal stays as it came."""
        work, now = self._work, self._work.clock.now()
        if review.kind not in {FLAGGED, QUARANTINED}:
            return work.changed(_SETTLE, [now, by, outcome, review.id]) > 0
        named = str(review.id) if review.kind == FLAGGED else f"{review.id} {review.kind}"
        values = [review.kind, review.till_id, review.id, review.found_at, now, by, outcome]
        return work.changed(_SETTLE_EVENT, [work.merchant_id, uuid5(_SETTLED, named), *values]) > 0


def _doubted(row: TupleRow) -> Review:
    event_id, fate, reason, body, till_id, received_at = row
    return Review(
        id=event_id,
        kind=fate,
        reason=reason,
        told=kind_of(body) or "",
        till_id=TillId(till_id),
        subject_id=subject_of(body),
        found_at=received_at,
    )


def _noticed(row: TupleRow) -> Review:
    review_id, kind, till_id, subject_id, found_at, detail = row
    return Review(
        id=review_id,
        kind=kind,
        till_id=TillId(till_id) if till_id is not None else None,
        subject_id=subject_id,
        found_at=found_at,
        detail={name: str(value) for name, value in detail.items()},
    )
