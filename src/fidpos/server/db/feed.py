"""The change feed: who is told of a change, and what a till has not heard yet.

Each change is written once for each shop whose tills hold the member, so that a till reads what concerns it
and nothing else. Transactions commit in another order than they take their numbers: a till therefore reads
only what is older than every transaction still running (the snapshot's xmin), in the order of transaction and
number. With `seq > last` alone it would step over what commits late, and never come back for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import MemberId, ShopId
from fidpos.server.db.arrays import booleans, uuids
from fidpos.server.db.work import Work
from fidpos.wire.sync.pull import Cursor

KEPT_FOR = timedelta(days=30)
"""For so long a till's cursor may stand on a row; who was away for longer may hear everything again."""

_TOKEN_BITS = 20

_TELL: LiteralString = """
    WITH touched AS MATERIALIZED (
        SELECT * FROM unnest(%(members)s, %(loud)s) t (member_id, loud)
    ), seen AS (
        INSERT INTO member_shops AS s (merchant_id, shop_id, member_id, seen_on)
        SELECT %(merchant)s, %(shop)s::uuid, member_id, %(today)s FROM touched
        WHERE %(shop)s::uuid IS NOT NULL
        ON CONFLICT (merchant_id, member_id, shop_id) DO UPDATE SET seen_on = excluded.seen_on
        WHERE s.seen_on < excluded.seen_on
    ), told AS (
        SELECT s.shop_id, t.member_id, CASE WHEN t.loud THEN NULL ELSE %(lineage)s::uuid END AS origin
        FROM touched t JOIN member_shops s ON s.member_id = t.member_id
        UNION ALL
        SELECT %(shop)s::uuid, t.member_id, NULL FROM touched t
        WHERE %(shop)s::uuid IS NOT NULL AND NOT EXISTS (
            SELECT FROM member_shops s WHERE s.member_id = t.member_id AND s.shop_id = %(shop)s::uuid
        )
    )
    INSERT INTO feed (merchant_id, shop_id, token, kind, key, origin_lineage)
    SELECT %(merchant)s, shop_id,
        (pg_current_xact_id()::text::bigint << 20) | floor(random() * 1048576)::bigint,
        'member', member_id, origin
    FROM told
"""

_STANDS: LiteralString = """
    SELECT FROM feed
    WHERE shop_id = %(shop)s AND xid = %(xid)s::text::xid8 AND seq = %(seq)s AND token = %(token)s
"""

_AFTER: LiteralString = """
    SELECT seq, token, key, origin_lineage FROM feed
    WHERE shop_id = %(shop)s AND (xid, seq) > (%(xid)s::text::xid8, %(seq)s)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, seq LIMIT %(limit)s
"""

_PRUNE: LiteralString = """
    DELETE FROM feed f
    USING (
        SELECT shop_id, xid, seq,
            lead(seq) OVER (PARTITION BY shop_id, kind, key, name ORDER BY xid, seq) IS NOT NULL AS superseded
        FROM feed
        WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
    ) old
    WHERE f.shop_id = old.shop_id AND f.xid = old.xid AND f.seq = old.seq AND old.superseded
        AND f.told_at < %(before)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The next changes for a till.

    Attributes:
        cursor: the last of them, or where the till stood.
        members: who changed, each once.
        more: there are more.
        reset: the till's cursor is not known; this is the beginning.
    """

    cursor: Cursor | None
    members: Sequence[MemberId]
    more: bool
    reset: bool


def tell(work: Work, shop_id: ShopId | None, touched: Mapping[MemberId, bool], lineage: UUID | None) -> None:
    """Tell the shops that hold these members, and the one where they were seen, which now holds them too.

    Args:
        work: the transaction.
        shop_id: where they were seen, None when that is nowhere.
        touched: by member, whether to tell everybody; otherwise `lineage` is spared what it did itself. In a
            shop that did not hold the member yet nobody is spared, since nobody told it of what was before.
        lineage: whose event it was.
    """
    if touched:
        members = sorted(touched)
        values = {
            "merchant": work.merchant_id,
            "shop": shop_id,
            "today": work.clock.now().date(),
            "lineage": lineage,
            "members": uuids(members),
            "loud": booleans(touched[member] for member in members),
        }
        work.run(_TELL, values)


def after(work: Work, shop_id: ShopId, cursor: Cursor | None, *, spare: UUID | None, limit: int) -> Window:
    """What comes after the cursor, or everything when its row is not there.

    Args:
        work: the transaction.
        shop_id: of the till.
        cursor: the last change that it was sent.
        spare: leave out what this lineage did; from the beginning nothing is left out.
        limit: at most so many changes are looked at.
    """
    start = cursor if cursor is not None and _stands(work, shop_id, cursor) else None
    place = _place(start) if start is not None else {"xid": "0", "seq": 0}
    found = work.run(_AFTER, {"shop": shop_id, "limit": limit + 1, **place}).fetchall()
    window = found[:limit]
    members = {
        MemberId(key): None
        for _, _, key, origin in window
        if start is None or spare is None or origin != spare
    }
    return Window(
        cursor=Cursor(window[-1][0], window[-1][1]) if window else start,
        members=tuple(members),
        more=len(found) > limit,
        reset=cursor is not None and start is None,
    )


def prune(work: Work) -> int:
    """Drop what newer rows say as well and no cursor in use stands on; returns how many rows went.

    A listing from the beginning stays complete, since of everything that ever changed the last row is kept.
    """
    return work.changed(_PRUNE, {"before": work.clock.now() - KEPT_FOR})


def _stands(work: Work, shop_id: ShopId, cursor: Cursor) -> bool:
    if not (0 <= cursor.seq < 1 << 63 and 0 <= cursor.token < 1 << 63):
        return False
    values = {"shop": shop_id, "token": cursor.token, **_place(cursor)}
    return work.run(_STANDS, values).fetchone() is not None


def _place(cursor: Cursor) -> dict[str, object]:
    """A token is the transaction's number with random bits behind it."""
    return {"xid": str(cursor.token >> _TOKEN_BITS), "seq": cursor.seq}
