"""What tills would have told of a town's visits, in pushes: for sums that follow events to be kept of it."""

from collections.abc import Iterator, Sequence
from typing import LiteralString
from uuid import UUID

from msgspec import Raw
from psycopg import Connection
from psycopg.rows import DictRow, TupleRow, dict_row

from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import AccountId, EntryId
from fidpos.domain.ledger import EntryKind
from fidpos.rules.evaluation import LineDiscount
from fidpos.wire.events import EntryBody, VisitClosed, VisitUndone, VisitVoided
from tests.helpers.centre_office import CASHIER

PUSH = 500
_NOBODYS = AccountId(UUID(int=0))
"""Sums ask for no account, nor for the id of an entry."""

_CLOSED: LiteralString = """
    SELECT id AS visit_id, event_id AS id, shop_id, till_id, member_id, closed_at AS at, business_day,
        amount_minor, discount_minor, fired
    FROM visits ORDER BY till_id, id
"""
_UNDONE: LiteralString = """
    SELECT u.id, visit_id, member_id, u.at, business_day, business_day AS visit_day, amount_minor
    FROM (
        SELECT event_id AS id, visit_id, at FROM visit_voids
        UNION ALL SELECT event_id, visit_id, at FROM visit_refunds
    ) u JOIN visits v ON v.id = visit_id ORDER BY visit_id
"""


def closed_visits(connection: Connection[TupleRow]) -> Iterator[Sequence[VisitClosed]]:
    """All visits, a till after the other."""
    for rows in _pages(connection, _CLOSED):
        yield [_closed(row) for row in rows]


def undone_visits(connection: Connection[TupleRow]) -> Iterator[Sequence[VisitUndone]]:
    """What was voided and what was refunded; how, is read where it was written."""
    for rows in _pages(connection, _UNDONE):
        yield [
            VisitVoided(**row, account_id=_NOBODYS, staff_id=CASHIER, reason="", counter="points")
            for row in rows
        ]


def _pages(connection: Connection[TupleRow], query: LiteralString) -> Iterator[Sequence[DictRow]]:
    with connection.cursor("told", row_factory=dict_row) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(PUSH):
            yield rows


def _closed(row: DictRow) -> VisitClosed:
    fired = row.pop("fired")
    return VisitClosed(
        **row,
        account_id=_NOBODYS,
        medium=Medium.BARCODE,
        trust=Trust.COPYABLE,
        opened_by=CASHIER,
        closed_by=CASHIER,
        opened_at=row["at"],
        currency="EUR",
        programme_version=1,
        facts=Raw(b"{}"),
        counter="points",
        line_discounts=tuple(LineDiscount(0, source, off) for source, _, _, off, _ in fired if off),
        entries=tuple(
            EntryBody(
                id=EntryId(_NOBODYS),
                counter=counter,
                kind=EntryKind.EARN if points > 0 else EntryKind.SPEND,
                amount=points,
                cause=source,
            )
            for source, counter, points, _, _ in fired
            if counter
        ),
    )
