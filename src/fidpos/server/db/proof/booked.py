"""Whether what was applied has left the rows that name it; `accounts` then looks at what most of them say."""

from collections.abc import Iterator, Sequence
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.server.db.proof.finding import Table
from fidpos.wire.events import (
    CardLinked,
    ConsentStated,
    Event,
    MemberEnrolled,
    VisitClosed,
    VisitRefunded,
    VisitUndone,
    VisitVoided,
)
from fidpos.wire.gift_card_events import GiftCardIssued, GiftCardMoved
from fidpos.wire.office_events import (
    AccountParted,
    AccountsPooled,
    GiftDebtSettled,
    LotsExpired,
    MemberErased,
    MembersMerged,
    OfficeEvent,
    PointsAdjusted,
    VoucherGranted,
    VoucherTakenBack,
)

_IN: dict[str, LiteralString] = {
    "members": "SELECT id, 0 FROM members WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s)",
    "accounts": "SELECT id, 0 FROM accounts WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s)",
    "vouchers": "SELECT id, 0 FROM vouchers WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s)",
    "vouchers.withdrawn": """
        SELECT id, 0 FROM vouchers
        WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s) AND state = 'withdrawn'
    """,
    "cards": "SELECT id, 0 FROM cards WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s)",
    "consents": """
        SELECT c.id, 0 FROM unnest(%(parents)s::uuid[], %(ids)s::uuid[]) w (parent, id)
        JOIN members m ON m.merchant_id = %(merchant)s AND m.id = w.parent
        JOIN consents c ON c.merchant_id = %(merchant)s AND c.member_id = coalesce(m.merged_into, m.id)
            AND c.id = w.id
    """,
    "visits": """
        SELECT id, amount_minor FROM visits WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s)
    """,
    "visit_voids": """
        SELECT visit_id, 0 FROM visit_voids WHERE merchant_id = %(merchant)s AND visit_id = ANY(%(ids)s)
    """,
    "visit_refunds": """
        SELECT f.id, f.amount_minor FROM unnest(%(parents)s::uuid[], %(ids)s::uuid[]) w (parent, id)
        JOIN visit_refunds f ON f.merchant_id = %(merchant)s AND f.visit_id = w.parent AND f.id = w.id
    """,
    "reviews.gift_debt": """
        SELECT event_id, (detail ->> 'minor')::bigint FROM reviews
        WHERE merchant_id = %(merchant)s AND event_id = ANY(%(ids)s) AND kind = 'gift_debt'
    """,
    "reviews.gift_debt.settled": """
        SELECT event_id, (detail ->> 'minor')::bigint FROM reviews
        WHERE merchant_id = %(merchant)s AND event_id = ANY(%(ids)s) AND kind = 'gift_debt'
            AND settled_at IS NOT NULL
    """,
    "gift_cards": """
        SELECT id, face_minor FROM gift_cards WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s)
    """,
    "gift_entries": """
        SELECT e.id, e.amount_minor FROM unnest(%(parents)s::uuid[], %(ids)s::uuid[]) w (parent, id)
        JOIN gift_entries e ON e.merchant_id = %(merchant)s AND e.gift_card_id = w.parent AND e.id = w.id
    """,
    "ledger_entries": """
        SELECT e.id, e.amount FROM unnest(%(parents)s::uuid[], %(ids)s::uuid[]) w (parent, id)
        JOIN ledger_entries e ON e.merchant_id = %(merchant)s AND e.account_id = w.parent AND e.id = w.id
    """,
    "members.merged_into": """
        SELECT id, 0 FROM members
        WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s) AND merged_into IS NOT NULL
    """,
    "members.erased_at": """
        SELECT id, 0 FROM members
        WHERE merchant_id = %(merchant)s AND id = ANY(%(ids)s) AND erased_at IS NOT NULL
    """,
}
"""By table: the rows with these ids, each with an amount to compare."""


def check_booked(
    connection: Connection[TupleRow], journal: Table, events: Sequence[Event | OfficeEvent]
) -> None:
    """Report the events of which nothing is there, or not what they tell."""
    wanted: dict[str, dict[UUID, tuple[UUID, int]]] = {}
    for event in events:
        for table, row, parent, amount in _rows_of(event):
            wanted.setdefault(table, {})[row] = (parent, amount)
    for name, rows in wanted.items():
        parents = [parent for parent, _ in rows.values()]
        values = {"merchant": journal.merchant_id, "ids": list(rows), "parents": parents}
        found: dict[UUID, int] = dict(connection.execute(_IN[name], values).fetchall())
        told = {row: amount for row, (_, amount) in rows.items()}
        Table(merchant_id=journal.merchant_id, name=name, report=journal.report).compare(told, found)


def _rows_of(event: Event | OfficeEvent) -> Iterator[tuple[str, UUID, UUID, int]]:
    """Table, row, the row it belongs to, amount."""
    match event:
        case MemberEnrolled():
            yield "members", event.member_id, event.member_id, 0
        case CardLinked():
            yield "cards", event.card_id, event.member_id, 0
        case ConsentStated():
            yield "consents", event.consent_id, event.member_id, 0
        case VisitClosed():
            yield "visits", event.visit_id, event.member_id, event.amount_minor
        case VisitVoided():
            yield "visit_voids", event.visit_id, event.visit_id, 0
            yield from _owed(event)
        case VisitRefunded():
            yield "visit_refunds", event.refund_id, event.visit_id, event.amount_minor
            yield from _owed(event)
        case GiftCardIssued():
            yield "gift_cards", event.gift_card_id, event.gift_card_id, event.face_minor
        case GiftCardMoved():
            for move in event.moves:
                yield "gift_entries", move.id, move.gift_card_id, move.amount_minor
        case _:
            yield from _rows_of_office(event)


def _rows_of_office(event: Event | OfficeEvent) -> Iterator[tuple[str, UUID, UUID, int]]:
    match event:
        case MembersMerged():
            yield "members.merged_into", event.gone_id, event.kept_id, 0
            yield from _moves(event)
        case AccountsPooled():
            yield from _moves(event)
        case LotsExpired() | PointsAdjusted():
            for entry in event.entries:
                yield "ledger_entries", entry.id, event.account_id, entry.amount
        case AccountParted():
            yield "accounts", event.account_id, event.former_account_id, 0
        case VoucherGranted():
            yield "vouchers", event.voucher.id, event.member_id, 0
        case VoucherTakenBack():
            yield "vouchers.withdrawn", event.voucher_id, event.member_id, 0
        case GiftDebtSettled():
            yield "reviews.gift_debt.settled", event.debt_id, event.debt_id, event.amount_minor
        case MemberErased():
            yield "members.erased_at", event.member_id, event.member_id, 0
        case _:
            """It leaves no row of its own."""


def _owed(event: VisitUndone) -> Iterator[tuple[str, UUID, UUID, int]]:
    if event.owed_minor:
        yield "reviews.gift_debt", event.id, event.visit_id, event.owed_minor


def _moves(event: MembersMerged | AccountsPooled) -> Iterator[tuple[str, UUID, UUID, int]]:
    for body in event.moved:
        yield "ledger_entries", body.out_id, event.gone_account_id, -body.amount
        yield "ledger_entries", body.in_id, event.account_id, body.amount
