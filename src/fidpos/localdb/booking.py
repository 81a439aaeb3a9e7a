"""The rows of a visit: what closing it or undoing it changes, exactly as `posting` spells it out.

This is the hot path: prepared texts, values bound by hand, one statement for each row.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select, update

from fidpos.columns import day_or_none, day_to_int, instant_to_int
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.member import TierStanding
from fidpos.localdb.engine import Connection
from fidpos.localdb.journal import AlreadyThere
from fidpos.localdb.mapping.ledger import allocation_row, day_row, entry_row, lifetime_row, lot_row
from fidpos.localdb.mapping.people import tier_row
from fidpos.localdb.mapping.visits import UseState, line_rows
from fidpos.localdb.statements import add_to_row, empty_table, insert_if_new, insert_row, sql
from fidpos.localdb.tables import (
    balances,
    day_aggregates,
    draft,
    gift_sale,
    ledger_entries,
    lifetimes,
    lot_allocations,
    lots,
    members,
    rule_uses,
    tier_history,
    visit_lines,
    visit_refunds,
    visit_tickets,
    visit_voids,
    visits,
)
from fidpos.localdb.vouchers import move_vouchers, move_vouchers_back
from fidpos.posting.apply import Movements, movements
from fidpos.posting.checks import check_movements
from fidpos.rules.past import DayAggregate
from fidpos.wire.events import RuleUseBody, VisitClosed, VisitRefunded, VisitUndone, VisitVoided

_NEW_VISIT = insert_if_new(visits)
_NEW_LINE = insert_row(visit_lines)
_NEW_VOID = insert_if_new(visit_voids)
_NEW_TICKET = insert_if_new(visit_tickets)
_NEW_REFUND = insert_if_new(visit_refunds)
VOIDED = sql(select(visit_voids.c.visit_id).where(visit_voids.c.visit_id == bindparam("visit")), "visit")
_NEW_ENTRY = insert_row(ledger_entries)
_NEW_LOT = insert_row(lots)
_NEW_ALLOCATION = insert_row(lot_allocations)
_TAKE = sql(
    update(lots)
    .where(lots.c.id == bindparam("lot"))
    .values(remaining=lots.c.remaining - bindparam("amount")),
    "amount",
    "lot",
)
_NEW_TERM = sql(
    update(lots)
    .where(lots.c.id == bindparam("lot"), lots.c.expires_on == bindparam("was"))
    .values(expires_on=bindparam("until")),
    "until",
    "lot",
    "was",
)
_ADD_BALANCE = add_to_row(balances, balances.c.amount)
_ADD_DAY = add_to_row(
    day_aggregates,
    day_aggregates.c.visits,
    day_aggregates.c.revenue_minor,
    day_aggregates.c.points_earned,
    day_aggregates.c.quantity,
)
_ADD_LIFETIME = add_to_row(
    lifetimes,
    lifetimes.c.visits,
    lifetimes.c.revenue_minor,
    lifetimes.c.points_earned,
    lifetimes.c.quantity,
)
_NEW_USE = insert_row(rule_uses)
RELEASE_USE = sql(
    update(rule_uses)
    .where(
        rule_uses.c.member_id == bindparam("member"),
        rule_uses.c.rule == bindparam("code"),
        rule_uses.c.subject == bindparam("person"),
        rule_uses.c.cause_id == bindparam("visit"),
    )
    .values(state=bindparam("released")),
    "released",
    "member",
    "code",
    "person",
    "visit",
)
_TIERS = sql(
    select(func.count()).select_from(tier_history).where(tier_history.c.member_id == bindparam("member")),
    "member",
)
_NEW_TIER = insert_row(tier_history)
_SET_TIER = sql(
    update(members)
    .where(members.c.id == bindparam("member"))
    .values(tier=bindparam("code"), tier_since=bindparam("since"), tier_until=bindparam("until")),
    "code",
    "since",
    "until",
    "member",
)
DROP_DRAFT = empty_table(draft)
DROP_GIFT_SALE = empty_table(gift_sale)


def close_visit(connection: Connection, event: VisitClosed, seq: int) -> None:
    """Write a closed visit and drop its draft, inside the caller's transaction.

    A visit that is recorded later leaves the draft alone: it is another one.

    Raises:
        AlreadyThere: the visit is there, or its ticket was recorded before.
        InvalidValue: the event contradicts itself.
        StoreCorrupt: it names a lot or a voucher that is not there.
    """
    moves = movements(event)
    check_movements(moves)
    visit = (
        event.visit_id.bytes,
        event.member_id.bytes,
        instant_to_int(event.at),
        day_to_int(event.business_day),
        event.currency,
        event.amount_minor,
        event.discount_minor,
        event.points,
        seq,
    )
    if connection.execute(_NEW_VISIT, visit).rowcount == 0:
        raise AlreadyThere
    if event.lines:
        connection.executemany(_NEW_LINE, line_rows(event.visit_id, event.lines))
    _book(connection, moves)
    for use in event.rule_uses:
        connection.execute(_NEW_USE, _use_row(event, use))
    if event.tier is not None:
        change_tier(connection, event.member_id, event.tier, event.visit_id)
    if event.vouchers or event.vouchers_used:
        move_vouchers(connection, event)
    if event.recorded_at is None:
        connection.execute(DROP_DRAFT)
    if event.ticket:
        _use_ticket(connection, event, seq)


def _use_ticket(connection: Connection, event: VisitClosed, seq: int) -> None:
    day = event.ticket_day or event.business_day
    values = (day_to_int(day), event.ticket, event.register, event.visit_id.bytes, seq)
    if connection.execute(_NEW_TICKET, values).rowcount == 0:
        raise AlreadyThere


def void_visit(connection: Connection, event: VisitVoided, seq: int) -> None:
    """Write the undoing of a visit, inside the caller's transaction.

    Raises:
        AlreadyThere: nothing of the visit was left to void.
        InvalidValue: the event contradicts itself.
        StoreCorrupt: it names a lot that is not there.
    """
    _end_visit(connection, event, seq)
    _take_back(connection, event)


def refund_visit(connection: Connection, event: VisitRefunded, seq: int) -> None:
    """Write a refund of a part of a visit, or of all that was left of it, inside the caller's transaction.

    Raises:
        AlreadyThere: the refund is there, or nothing of the visit was left.
        InvalidValue: the event contradicts itself.
        StoreCorrupt: it names a lot that is not there.
    """
    visit = event.visit_id.bytes
    if connection.execute(VOIDED, (visit,)).fetchone():
        raise AlreadyThere
    if connection.execute(_NEW_REFUND, (event.refund_id.bytes, visit, seq)).rowcount == 0:
        raise AlreadyThere
    if event.ends:
        _end_visit(connection, event, seq)
    _take_back(connection, event)


def _end_visit(connection: Connection, event: VisitUndone, seq: int) -> None:
    if connection.execute(_NEW_VOID, (event.visit_id.bytes, seq)).rowcount == 0:
        raise AlreadyThere


def _take_back(connection: Connection, event: VisitUndone) -> None:
    moves = movements(event)
    check_movements(moves)
    _book(connection, moves)
    for use in event.rule_uses:
        released = (
            UseState.RELEASED.value,
            event.member_id.bytes,
            use.rule,
            use.subject,
            event.visit_id.bytes,
        )
        connection.execute(RELEASE_USE, released)
    move_vouchers_back(connection, event)
    if event.tier is not None:
        change_tier(connection, event.member_id, event.tier, event.visit_id)


def change_tier(
    connection: Connection, member_id: MemberId, tier: TierStanding, visit_id: VisitId | None
) -> None:
    """Add a standing to the member's history and make it the current one; an empty code is none."""
    row = connection.execute(_TIERS, (member_id.bytes,)).fetchone()
    assert row is not None
    connection.execute(_NEW_TIER, tier_row(member_id, row[0], tier, visit_id))
    since = day_to_int(tier.since) if tier.code else None
    until = day_or_none(tier.until) if tier.code else None
    connection.execute(_SET_TIER, (tier.code or None, since, until, member_id.bytes))


def _book(connection: Connection, moves: Movements) -> None:
    for entry in moves.entries:
        connection.execute(_NEW_ENTRY, entry_row(entry))
    for lot in moves.lots:
        connection.execute(_NEW_LOT, lot_row(lot))
    for taken in moves.allocations:
        connection.execute(_NEW_ALLOCATION, allocation_row(taken))
        if connection.execute(_TAKE, (taken.amount, taken.lot_id.bytes)).rowcount != 1:
            raise StoreCorrupt("no such lot")
    for term in moves.terms:
        connection.execute(_NEW_TERM, (day_to_int(term.until), term.lot_id.bytes, day_to_int(term.was)))
    account = moves.account_id.bytes
    for counter, amount in moves.balance_deltas.items():
        connection.execute(_ADD_BALANCE, (account, counter, amount))
    add_days(connection, moves.member_id, moves.days)


def add_days(connection: Connection, member_id: MemberId, days: Iterable[DayAggregate]) -> None:
    """Add to what is kept of a member's days and lifetime."""
    for day in days:
        connection.execute(_ADD_DAY, day_row(member_id, day))
        connection.execute(_ADD_LIFETIME, lifetime_row(member_id, day))


def _use_row(event: VisitClosed, use: RuleUseBody) -> tuple[object, ...]:
    return (
        event.member_id.bytes,
        use.rule,
        use.subject,
        event.visit_id.bytes,
        use.count,
        day_to_int(event.business_day),
        instant_to_int(event.at),
        UseState.CONSUMED.value,
    )
