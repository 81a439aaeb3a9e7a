"""Shops and tills as the office sees them, and what it changes about a shop."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from fidpos.domain.ids import MemberId, ShopId, TillId
from fidpos.server.db.work import Work

MOVE_MAX = 2_000
"""Members in one transaction."""

_SHOPS: LiteralString = """
    SELECT s.id, s.name, s.zone, s.opens_on, s.closes_on, s.closed_at, s.offline_gift_cards_minor,
        s.offline_rewards_minor,
        (SELECT count(*) FROM tills t WHERE t.shop_id = s.id AND t.revoked_at IS NULL) AS tills
    FROM shops s ORDER BY s.closed_at IS NOT NULL, s.name, s.id
"""
_TILLS: LiteralString = """
    SELECT t.id, t.shop_id, t.name, t.status, t.daily_limit_minor, t.paired_at, t.heard_at, t.clock_ahead_ms,
        coalesce(t.health, '{}') AS health, coalesce((
            SELECT d.minted_minor FROM till_days d WHERE d.till_id = t.id ORDER BY d.day DESC LIMIT 1
        ), 0) AS minted_minor
    FROM tills t ORDER BY t.revoked_at IS NOT NULL, t.name, t.id
"""
_CHANGE: LiteralString = "UPDATE shops SET name = %s, opens_on = %s, closes_on = %s WHERE id = %s"
_OWN_MEMBERS: LiteralString = "SELECT count(*) FROM member_shops WHERE shop_id = %s AND own"
_MOVE: LiteralString = """
    WITH leaving AS (
        UPDATE member_shops SET own = false WHERE shop_id = %(from)s AND member_id = ANY(ARRAY(
            SELECT member_id FROM member_shops WHERE shop_id = %(from)s AND own LIMIT %(at_most)s FOR UPDATE
        ))
        RETURNING member_id, seen_on
    ), joining AS (
        INSERT INTO member_shops (merchant_id, shop_id, member_id, seen_on, own)
        SELECT %(merchant)s, %(to)s, member_id, seen_on, true FROM leaving
        ON CONFLICT (merchant_id, member_id, shop_id) DO UPDATE SET own = true
        RETURNING member_id
    )
    INSERT INTO feed (merchant_id, shop_id, kind, key)
    SELECT %(merchant)s, %(to)s, 'member', member_id FROM joining
"""
_IS_MEMBER: LiteralString = """
    SELECT EXISTS (SELECT FROM members WHERE id = %(member)s AND (%(shops)s::uuid[] IS NULL OR EXISTS (
        SELECT FROM member_shops s WHERE s.member_id = %(member)s AND s.shop_id = ANY(%(shops)s::uuid[])
    )))
"""
_CODE: LiteralString = """
    SELECT c.expires_at, c.tries_left, t.name FROM pairing_codes c LEFT JOIN tills t ON t.id = c.till_id
    WHERE c.id = %s AND c.shop_id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopLine:
    """A shop.

    Attributes:
        offline_gift_cards_minor, offline_rewards_minor: what its tills together let go of without asking.
        tills: how many work there.
    """

    id: ShopId
    name: str
    zone: str
    opens_on: date
    closes_on: date | None
    closed_at: datetime | None
    offline_gift_cards_minor: int
    offline_rewards_minor: int
    tills: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TillLine:
    """A till, and how it is.

    Attributes:
        clock_ahead_ms: how far its clock was ahead of ours when it was heard last.
        health: `wire.sync.hello.TillHealth`, as it said it; empty before it said anything.
        minted_minor: worth of what it brought into being on its last day.
    """

    id: TillId
    shop_id: ShopId
    name: str
    status: str
    daily_limit_minor: int
    paired_at: datetime
    heard_at: datetime | None
    clock_ahead_ms: int | None
    health: Mapping[str, object]
    minted_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeStanding:
    """What became of a pairing code.

    Attributes:
        till: name of the one that came with it, empty as long as none did.
    """

    expires_at: datetime
    tries_left: int
    till: str


def shop_lines(work: Work) -> list[ShopLine]:
    """All of them, those that are closed last."""
    return work.connection.cursor(row_factory=class_row(ShopLine)).execute(_SHOPS).fetchall()


def till_lines(work: Work) -> list[TillLine]:
    """All of them, those that are locked last."""
    return work.connection.cursor(row_factory=class_row(TillLine)).execute(_TILLS).fetchall()


def change_shop(work: Work, shop_id: ShopId, *, name: str, opens_on: date, closes_on: date | None) -> None:
    """Another name, other dates."""
    work.run(_CHANGE, [name, opens_on, closes_on, shop_id])


def own_members(work: Work, shop_id: ShopId) -> int:
    """How many were enrolled there."""
    row = work.run(_OWN_MEMBERS, [shop_id]).fetchone()
    assert row is not None
    return int(row[0])


def move_members(work: Work, *, source: ShopId, target: ShopId) -> int:
    """Members of one shop are another one's, whose tills are told; returns how many.

    As long as it returns `MOVE_MAX`, there are more.
    """
    values = {"merchant": work.merchant_id, "from": source, "to": target, "at_most": MOVE_MAX}
    return work.changed(_MOVE, values)


def is_member(work: Work, member_id: MemberId, shops: Collection[ShopId] | None) -> bool:
    """Whether there is such a member, in one of the shops where only some are looked at."""
    values = {"member": member_id, "shops": None if shops is None else sorted(shops)}
    row = work.run(_IS_MEMBER, values).fetchone()
    return row is not None and bool(row[0])


def code_standing(work: Work, code_id: UUID, shop_id: ShopId) -> CodeStanding | None:
    """What became of a code of the shop; None for none."""
    row = work.run(_CODE, [code_id, shop_id]).fetchone()
    return None if row is None else CodeStanding(expires_at=row[0], tries_left=row[1], till=row[2] or "")
