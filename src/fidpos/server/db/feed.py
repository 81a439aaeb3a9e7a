"""The change feed: who is told of a change, and what a till has not heard yet.

Each change is written once for each shop whose tills hold the member, so that a till reads what concerns it
and nothing else. Transactions commit in another order than they take their numbers: a till therefore reads
only what is older than every transaction still running (the snapshot's xmin), in the order of transaction and
number. With `seq > last` alone it would step over what commits late, and never come back for it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import LiteralString, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.ids import GiftCardId, MemberId, MerchantId, ShopId
from fidpos.server.db.announcing import announce
from fidpos.server.db.arrays import booleans, uuids
from fidpos.server.db.work import Work
from fidpos.wire.sync.pull import Cursor

KEPT_FOR = timedelta(days=30)
"""For so long a till's cursor may stand on a row; who was away for longer may hear everything again."""

_TOKEN_BITS = 20

_TELL: LiteralString = """
    WITH touched AS MATERIALIZED (
        SELECT * FROM unnest(%(members)s, %(loud)s, %(own)s) t (member_id, loud, own)
    ), seen AS (
        INSERT INTO member_shops AS s (merchant_id, shop_id, member_id, seen_on, own)
        SELECT %(merchant)s, %(shop)s::uuid, member_id, %(today)s, own FROM touched
        WHERE %(shop)s::uuid IS NOT NULL AND own IS NOT NULL
        ON CONFLICT (merchant_id, member_id, shop_id) DO UPDATE SET seen_on = excluded.seen_on
        WHERE s.seen_on < excluded.seen_on
    ), told AS (
        SELECT s.shop_id, t.member_id, CASE WHEN t.loud THEN NULL ELSE %(lineage)s::uuid END AS origin
        FROM touched t JOIN member_shops s ON s.member_id = t.member_id
        UNION ALL
        SELECT %(shop)s::uuid, t.member_id, NULL FROM touched t
        WHERE %(shop)s::uuid IS NOT NULL AND own IS NOT NULL AND NOT EXISTS (
            SELECT FROM member_shops s WHERE s.member_id = t.member_id AND s.shop_id = %(shop)s::uuid
        )
    )
    INSERT INTO feed (merchant_id, shop_id, kind, key, origin_lineage)
    SELECT %(merchant)s, shop_id, 'member', member_id, origin FROM told
"""

_TELL_OF_GIFT_CARDS: LiteralString = """
    WITH touched AS MATERIALIZED (
        SELECT * FROM unnest(%(cards)s, %(loud)s) t (gift_card_id, loud)
    ), seen AS (
        INSERT INTO gift_card_shops AS s (merchant_id, shop_id, gift_card_id, seen_on)
        SELECT %(merchant)s, %(shop)s::uuid, gift_card_id, %(today)s FROM touched
        WHERE %(shop)s::uuid IS NOT NULL
        ON CONFLICT (merchant_id, gift_card_id, shop_id) DO UPDATE SET seen_on = excluded.seen_on
        WHERE s.seen_on < excluded.seen_on
    ), told AS (
        SELECT s.shop_id, t.gift_card_id, CASE WHEN t.loud THEN NULL ELSE %(lineage)s::uuid END AS origin
        FROM touched t JOIN gift_card_shops s ON s.gift_card_id = t.gift_card_id
        UNION ALL
        SELECT %(shop)s::uuid, t.gift_card_id, NULL FROM touched t
        WHERE %(shop)s::uuid IS NOT NULL AND NOT EXISTS (
            SELECT FROM gift_card_shops s
            WHERE s.gift_card_id = t.gift_card_id AND s.shop_id = %(shop)s::uuid
        )
    )
    INSERT INTO feed (merchant_id, shop_id, kind, key, origin_lineage)
    SELECT %(merchant)s, shop_id, 'gift_card', gift_card_id, origin FROM told
"""

_TELL_SHOPS: LiteralString = """
    INSERT INTO feed (merchant_id, shop_id, kind, key, name)
    SELECT %(merchant)s, s.id, %(kind)s, %(key)s, %(name)s
    FROM shops s WHERE %(shops)s::uuid[] IS NULL OR s.id = ANY(%(shops)s::uuid[])
"""

_STANDS: LiteralString = """
    SELECT FROM feed
    WHERE shop_id = %(shop)s AND xid = %(xid)s::text::xid8 AND seq = %(seq)s AND token = %(token)s
"""

_AFTER: LiteralString = """
    SELECT seq, token, origin_lineage, kind, key, name FROM feed
    WHERE shop_id = %(shop)s AND (xid, seq) > (%(xid)s::text::xid8, %(seq)s)
        AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND (kind <> 'member' OR %(members)s)
    ORDER BY xid, seq LIMIT %(limit)s
"""

PRUNE_MAX = 10_000
"""Rows in one transaction."""

_PRUNE: LiteralString = """
    DELETE FROM feed f
    USING (
        SELECT shop_id, xid, seq FROM (
            SELECT shop_id, xid, seq, LEAST(
                lead(told_at) OVER (PARTITION BY shop_id, kind, key, name, origin_lineage ORDER BY xid, seq),
                min(told_at) FILTER (WHERE origin_lineage IS NULL) OVER (
                    PARTITION BY shop_id, kind, key, name ORDER BY xid DESC, seq DESC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                )
            ) AS superseded_at
            FROM feed
            WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
        ) told
        WHERE superseded_at < %(before)s LIMIT %(at_most)s
    ) old
    WHERE f.shop_id = old.shop_id AND f.xid = old.xid AND f.seq = old.seq
"""


class Kind(StrEnum):
    """What a row of the feed is about."""

    MEMBER = "member"
    """With the account."""
    GIFT_CARD = "gift_card"
    PROGRAMME = "programme"
    """A version, which is its name."""
    STAFF = "staff"
    SETTING = "setting"


_HEAVY_MAX = 8
"""Versions of the programme in one answer: each may be large, and an answer is bounded."""


class Subject(NamedTuple):
    """Something that changed; what has no id is named, under the id of the merchant."""

    kind: str
    key: UUID
    name: str


class Touch(NamedTuple):
    """A member who changed.

    Attributes:
        loud: everybody is told, also the till whose event it was.
        own: the shop enrolled them; None when they were not seen there at all.
    """

    loud: bool = False
    own: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The next changes for a till.

    Attributes:
        cursor: the last of them, or where the till stood.
        subjects: what changed, each once.
        more: there are more.
        reset: the till's cursor is not known; this is the beginning.
    """

    cursor: Cursor | None
    subjects: Sequence[Subject]
    more: bool
    reset: bool


def tell(work: Work, shop_id: ShopId | None, touched: Mapping[MemberId, Touch], lineage: UUID | None) -> None:
    """Tell the shops that hold these members, and the one where they were seen, which now holds them too.

    Args:
        work: the transaction.
        shop_id: where they were seen, None when that is nowhere.
        touched: by member, how. Unless everybody is told, `lineage` is spared what it did itself. In a shop
            that did not hold the member yet nobody is spared, since nobody told it of what was before.
        lineage: whose event it was.
    """
    if touched:
        members = sorted(touched)
        values = {
            **_seen(work, shop_id, lineage),
            "members": uuids(members),
            "loud": booleans(touched[member].loud for member in members),
            "own": booleans(touched[member].own for member in members),
        }
        work.run(_TELL, values)


def tell_of_gift_cards(
    work: Work, shop_id: ShopId | None, touched: Mapping[GiftCardId, bool], lineage: UUID | None
) -> None:
    """The same for gift cards: by card, whether everybody is told."""
    if touched:
        cards = sorted(touched)
        values = {
            **_seen(work, shop_id, lineage),
            "cards": uuids(cards),
            "loud": booleans(touched[card] for card in cards),
        }
        work.run(_TELL_OF_GIFT_CARDS, values)


def _seen(work: Work, shop_id: ShopId | None, lineage: UUID | None) -> dict[str, object]:
    """Where, when, and by whose event."""
    today = work.clock.now().date()
    return {"merchant": work.merchant_id, "shop": shop_id, "today": today, "lineage": lineage}


def tell_shops(
    connection: Connection[TupleRow],
    merchant_id: MerchantId,
    subject: Subject,
    shops: Collection[ShopId] | None = None,
) -> None:
    """Tell these shops, or all that the merchant has, in the connection's transaction; who waits is woken."""
    values = {
        "merchant": merchant_id,
        "kind": subject.kind,
        "key": subject.key,
        "name": subject.name,
        "shops": sorted(shops) if shops is not None else None,
    }
    connection.execute(_TELL_SHOPS, values)
    announce(connection, merchant_id)


def after(
    work: Work,
    shop_id: ShopId,
    cursor: Cursor | None,
    *,
    spare: UUID | None,
    limit: int,
    members: bool = True,
) -> Window:
    """What comes after the cursor, or everything when its row is not there.

    Args:
        work: the transaction.
        shop_id: of the till.
        cursor: the last change that it was sent.
        spare: leave out what this lineage did; from the beginning nothing is left out.
        limit: at most so many changes are looked at.
        members: False to pass them over.
    """
    start = cursor if cursor is not None and _stands(work, shop_id, cursor) else None
    place = _place(start) if start is not None else {"xid": "0", "seq": 0}
    values = {"shop": shop_id, "limit": limit + 1, "members": members, **place}
    found = work.run(_AFTER, values).fetchall()
    window = _bounded(found[:limit])
    subjects = {
        Subject(*subject): None
        for _, _, origin, *subject in window
        if start is None or spare is None or origin != spare
    }
    return Window(
        cursor=Cursor(window[-1][0], window[-1][1]) if window else start,
        subjects=tuple(subjects),
        more=len(found) > len(window),
        reset=cursor is not None and start is None,
    )


def _bounded(rows: Sequence[TupleRow]) -> Sequence[TupleRow]:
    """Up to where there would be too much that is heavy."""
    heavy = [place for place, row in enumerate(rows) if row[3] == Kind.PROGRAMME]
    return rows[: heavy[_HEAVY_MAX]] if len(heavy) > _HEAVY_MAX else rows


def prune(work: Work) -> int:
    """Drop what newer rows say as well and no cursor in use stands on; returns how many rows went.

    As long as it returns `PRUNE_MAX`, there are more.

    A newer row says as well what it tells nobody less: one that everybody is told, or of the same lineage.
    Behind the row of another one, which is spared it, that one would not hear the older.

    A row goes so long after a newer one took its place, not after it was told: a till of a quiet shop may
    stand on the same row for a year. A listing from the beginning stays complete, since of everything that
    ever changed the last row is kept.
    """
    return work.changed(_PRUNE, {"before": work.clock.now() - KEPT_FOR, "at_most": PRUNE_MAX})


def _stands(work: Work, shop_id: ShopId, cursor: Cursor) -> bool:
    if not (0 <= cursor.seq < 1 << 63 and 0 <= cursor.token < 1 << 63):
        return False
    values = {"shop": shop_id, "token": cursor.token, **_place(cursor)}
    return work.run(_STANDS, values).fetchone() is not None


def _place(cursor: Cursor) -> dict[str, object]:
    """A token is the transaction's number with random bits behind it."""
    return {"xid": str(cursor.token >> _TOKEN_BITS), "seq": cursor.seq}
