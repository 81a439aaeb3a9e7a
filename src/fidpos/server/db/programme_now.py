"""The merchant's programme as pages and jobs of the office go by it."""

from datetime import datetime
from typing import LiteralString

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.ids import ShopId
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme
from fidpos.server.db.work import Work

_NOW: LiteralString = """
    SELECT body FROM programmes p
    ORDER BY EXISTS (SELECT FROM programme_shops s WHERE s.version = p.version),
        since <= %(now)s DESC, CASE WHEN since <= %(now)s THEN -version ELSE version END
    LIMIT 1
"""
_THEN: LiteralString = """
    SELECT body FROM programmes p
    WHERE since <= %(at)s AND (
        NOT EXISTS (SELECT FROM programme_shops s WHERE s.version = p.version)
        OR EXISTS (SELECT FROM programme_shops s WHERE s.version = p.version AND s.shop_id = %(shop)s)
    )
    ORDER BY version DESC LIMIT 1
"""
_NEWEST: LiteralString = "SELECT body FROM programmes ORDER BY version DESC LIMIT 1"


def programme_now(work: Work, now: datetime) -> Programme | None:
    """The one in force, or the first that will be; None while there is none.

    One for all shops goes before those that are meant for some: the office acts for the whole merchant.
    """
    return programme_at(work.connection, now)


def programme_at(connection: Connection[TupleRow], now: datetime) -> Programme | None:
    """Likewise, on a connection that is the merchant's."""
    row = connection.execute(_NOW, {"now": now}).fetchone()
    return programme_from_json(row[0]) if row is not None else None


def programme_then(work: Work, at: datetime, shop_id: ShopId | None = None) -> Programme | None:
    """The one that was in force at an instant, in one shop or for all of them; None while there was none."""
    row = work.run(_THEN, {"at": at, "shop": shop_id}).fetchone()
    return programme_from_json(row[0]) if row is not None else None


def newest_programme(work: Work) -> Programme | None:
    """The one published last, for names of rules, counters and tiers; None before the first was published."""
    row = work.run(_NEWEST).fetchone()
    return programme_from_json(row[0]) if row is not None else None
