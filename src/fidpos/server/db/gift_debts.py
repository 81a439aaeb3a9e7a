"""What is owed to customers: gift cards had paid it and had ended when the goods came back.

A debt is a review of its own kind, written with the event that tells of it and settled by the office's event
that says how it was paid; the proof compares both with the journals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID, uuid5

from psycopg.rows import TupleRow

from fidpos.domain.gift_card import GiftCardState, VatKind
from fidpos.domain.ids import EventId, GiftCardId, MemberId, ShopId, VisitId
from fidpos.server.db.work import Work
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.reviewing import GIFT_DEBT
from fidpos.wire.office_events import GiftDebtSettled

SHOWN = 200
_DEBTS = UUID("9a8f0b1e-4c0a-4a55-9d53-0f6a5b0f7d41")

_COLUMNS: LiteralString = """
    SELECT r.event_id, r.subject_id, (r.detail ->> 'visit')::uuid, (r.detail ->> 'minor')::bigint, v.currency,
        v.shop_id, r.found_at, r.settled_at, r.outcome
    FROM reviews r JOIN visits v ON v.id = (r.detail ->> 'visit')::uuid
    WHERE r.kind = %(kind)s
"""
_OPEN: LiteralString = " AND r.settled_at IS NULL ORDER BY r.found_at, r.id LIMIT %(limit)s"
_PAID: LiteralString = " AND r.settled_at IS NOT NULL ORDER BY r.settled_at DESC, r.id LIMIT %(limit)s"
_ONE: LiteralString = " AND r.settled_at IS NULL AND r.event_id = %(debt)s"
_LOCK: LiteralString = " FOR UPDATE OF r"
_SETTLE: LiteralString = """
    UPDATE reviews SET settled_at = %s, settled_by = %s, outcome = %s
    WHERE kind = %s AND event_id = %s AND settled_at IS NULL AND detail ->> 'minor' = %s
"""
_TERMS: LiteralString = """
    SELECT g.id, g.vat, g.valid_months, g.grace_days
    FROM gift_entries e JOIN gift_cards g ON g.id = e.gift_card_id
    WHERE e.visit_id = %s AND e.move = 'spent'
    ORDER BY g.state = ANY(%s) DESC, e.amount_minor, e.id LIMIT 1
"""
_COVERED: LiteralString = """
    SELECT coalesce((
        SELECT sum(-p.amount_minor - coalesce((
            SELECT sum(b.amount_minor) FROM gift_entries b WHERE b.reverses = p.id AND b.move = 'refunded'
        ), 0)) FROM gift_entries p WHERE p.visit_id = %(visit)s AND p.move = 'spent'
    ), 0)::bigint - coalesce((
        SELECT sum(g.receivable_minor) FROM gift_cards g WHERE g.id IN (
            SELECT gift_card_id FROM gift_entries WHERE visit_id = %(visit)s AND move = 'spent'
        )
    ), 0)::bigint - coalesce((
        SELECT sum((detail ->> 'minor')::bigint) FROM reviews
        WHERE kind = %(kind)s AND settled_at IS NOT NULL AND (detail ->> 'visit')::uuid = %(visit)s
    ), 0)::bigint
"""
"""What gift cards really paid for a visit, less what came back onto them and what was settled before."""
_SUM: LiteralString = """
    SELECT coalesce(sum((detail ->> 'minor')::bigint), 0)::bigint FROM reviews
    WHERE kind = %s AND (detail ->> 'day')::date <= %s AND (settled_at IS NULL OR settled_at::date > %s)
"""
_ENDED = sorted(state.value for state in GiftCardState if state.is_final)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftDebt:
    """Something owed.

    Attributes:
        id: of the event that undid the visit.
        outcome: how it was paid; None while it is open.
    """

    id: EventId
    member_id: MemberId
    visit_id: VisitId
    minor: int
    currency: str
    shop_id: ShopId
    found_at: datetime
    settled_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayingCard:
    """The card that had paid: the one that is given instead is of its kind and has its terms."""

    id: GiftCardId
    vat: VatKind
    valid_months: int
    grace_days: int


def review_id(event_id: EventId) -> UUID:
    """Of the review that keeps what the event says is owed."""
    return uuid5(_DEBTS, str(event_id))


def open_debts(work: Work) -> Sequence[GiftDebt]:
    """What nobody has paid, the oldest first."""
    return _found(work, _COLUMNS + _OPEN)


def paid_debts(work: Work) -> Sequence[GiftDebt]:
    """What was paid, the latest first."""
    return _found(work, _COLUMNS + _PAID)


def open_debt(work: Work, debt_id: UUID, *, lock: bool = False) -> GiftDebt | None:
    """The one of this id, `lock`ed until the transaction ends or not; None where it is paid, or none."""
    asked = {"kind": GIFT_DEBT, "debt": debt_id}
    row = work.run(_COLUMNS + _ONE + (_LOCK if lock else ""), asked).fetchone()
    return _debt(row) if row is not None else None


def paying_card(work: Work, visit_id: VisitId) -> PayingCard | None:
    """Of several, one that has ended, and of those the one that paid most."""
    row = work.run(_TERMS, [visit_id, _ENDED]).fetchone()
    if row is None:
        return None
    card_id, vat, months, grace = row
    return PayingCard(id=GiftCardId(card_id), vat=VatKind(vat), valid_months=months, grace_days=grace)


def covered_minor(work: Work, visit_id: VisitId) -> int:
    """How much of a visit gift cards had paid and nobody has given back: no more can be owed for it.

    The till alone says what is owed, and whoever holds its key says what they like. What a card of it was
    spent beyond its money is nobody's either, however the tills were heard.
    """
    row = work.run(_COVERED, {"visit": visit_id, "kind": GIFT_DEBT}).fetchone()
    return max(int(row[0]), 0) if row is not None else 0


def owed_minor(work: Work, day: date) -> int:
    """What was owed at the end of a day."""
    row = work.run(_SUM, [GIFT_DEBT, day, day]).fetchone()
    return int(row[0]) if row is not None else 0


def settle(work: Work, event: GiftDebtSettled) -> None:
    """It is owed no more.

    Raises:
        EventRefused: it is not, or not so much.
    """
    values = [event.at, event.done_by, event.way.value, GIFT_DEBT, event.debt_id, str(event.amount_minor)]
    if not work.changed(_SETTLE, values):
        raise EventRefused(event.id, Reason.ALREADY_THERE)


def _found(work: Work, statement: LiteralString) -> list[GiftDebt]:
    return [_debt(row) for row in work.run(statement, {"kind": GIFT_DEBT, "limit": SHOWN})]


def _debt(row: TupleRow) -> GiftDebt:
    event_id, member_id, visit_id, minor, currency, shop_id, found_at, settled_at, outcome = row
    return GiftDebt(
        id=EventId(event_id),
        member_id=MemberId(member_id),
        visit_id=VisitId(visit_id),
        minor=minor,
        currency=currency,
        shop_id=ShopId(shop_id),
        found_at=found_at,
        settled_at=settled_at,
        outcome=outcome,
    )
