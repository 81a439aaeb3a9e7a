"""What of members waits for somebody: doubled enrolments, and what tills told that was doubted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import EventId, MemberId, ShopId, TillId
from fidpos.server.db.office import DOUBLED
from fidpos.server.db.work import Work
from fidpos.server.reason import Reason
from fidpos.wire.codec import decode
from fidpos.wire.events import Event

LISTED_MAX = 200
REASONS = (
    Reason.NOT_JOINED,
    Reason.FILE_CONTESTED,
    Reason.CARD_OF_ANOTHER,
    Reason.NOT_SERVED,
    Reason.OVERSPENT,
    Reason.NOT_REFUNDED,
)
"""Of flagged events, those that are about a member."""

_DOUBLED: LiteralString = """
    SELECT array_agg(r.id ORDER BY r.found_at, r.id),
        (array_agg(r.subject_id ORDER BY r.found_at, r.id))[1],
        ((array_agg(r.detail ->> 'second' ORDER BY r.found_at, r.id))[1])::uuid,
        array_agg(DISTINCT r.detail ->> 'likeness'), min(r.found_at)
    FROM reviews r
    WHERE r.kind = %(kind)s AND r.settled_at IS NULL AND (%(scope)s::uuid[] IS NULL OR EXISTS (
        SELECT FROM member_shops s WHERE s.member_id = r.subject_id AND s.shop_id = ANY(%(scope)s)
    ))
    GROUP BY least(r.subject_id::text, r.detail ->> 'second'),
        greatest(r.subject_id::text, r.detail ->> 'second')
    ORDER BY 5, 1 LIMIT %(limit)s
"""
_FLAGGED: LiteralString = """
    SELECT r.event_id, r.reason, r.body, r.received_at, t.shop_id, t.id FROM journal_rows r
    JOIN tills t ON t.id = r.till_id
    WHERE r.fate = 'flagged' AND NOT r.repeats AND r.reason = ANY(%(reasons)s)
        AND NOT EXISTS (SELECT FROM reviews s WHERE s.event_id = r.event_id AND s.kind = 'flagged')
        AND (%(scope)s::uuid[] IS NULL OR t.shop_id = ANY(%(scope)s))
        AND (%(event)s::uuid IS NULL OR r.event_id = %(event)s)
    ORDER BY r.received_at, r.event_id LIMIT %(limit)s
"""
_NOT_THE_SAME: LiteralString = """
    UPDATE reviews SET settled_at = %s, settled_by = %s, outcome = 'not_the_same'
    WHERE id = ANY(%s) AND kind = %s AND settled_at IS NULL RETURNING subject_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two members who may be one person.

    Attributes:
        reviews: all that say so, the oldest first.
        likenesses: what they have in common, each once.
    """

    reviews: tuple[UUID, ...]
    first: MemberId
    second: MemberId
    likenesses: tuple[str, ...]
    found_at: datetime

    @property
    def id(self) -> UUID:
        """Under which the pair is settled as a whole."""
        return self.reviews[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """Something that a till told and that was doubted."""

    event: Event
    reason: Reason
    received_at: datetime
    shop_id: ShopId
    till_id: TillId

    @property
    def member_id(self) -> MemberId | None:
        """Whom it is about."""
        return getattr(self.event, "member_id", None)

    @property
    def other_id(self) -> MemberId | None:
        """The second one, where there are two."""
        return getattr(self.event, "other_id", None)


def doubled(work: Work, scope: frozenset[ShopId] | None) -> Sequence[Pair]:
    """Those whom nobody has settled, each pair once, the oldest suspicion first."""
    values = {"kind": DOUBLED, "scope": _ids(scope), "limit": LISTED_MAX}
    return [
        Pair(
            reviews=tuple(reviews),
            first=MemberId(first),
            second=MemberId(second),
            likenesses=tuple(likenesses),
            found_at=found_at,
        )
        for reviews, first, second, likenesses, found_at in work.run(_DOUBLED, values)
    ]


def doubted(
    work: Work, scope: frozenset[ShopId] | None, event_id: EventId | None = None
) -> Sequence[Doubted]:
    """Events that nobody has looked at, the oldest first; or the one with this id."""
    reasons = [each.value for each in REASONS]
    values = {"reasons": reasons, "scope": _ids(scope), "event": event_id, "limit": LISTED_MAX}
    return [
        Doubted(
            event=decode(body),
            reason=Reason(reason),
            received_at=received_at,
            shop_id=ShopId(shop_id),
            till_id=TillId(till_id),
        )
        for _, reason, body, received_at, shop_id, till_id in work.run(_FLAGGED, values)
    ]


def not_the_same(work: Work, pair: Pair, by: UUID) -> MemberId | None:
    """They are two persons; who was named first, None where it was settled before."""
    row = work.run(_NOT_THE_SAME, [work.clock.now(), by, list(pair.reviews), DOUBLED]).fetchone()
    return MemberId(row[0]) if row is not None else None


def _ids(scope: frozenset[ShopId] | None) -> list[ShopId] | None:
    return None if scope is None else sorted(scope)
