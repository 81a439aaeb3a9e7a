"""Every merchant's journals, accounts and gift cards, in one snapshot while everybody works on."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, IsolationLevel, connect
from psycopg.rows import TupleRow

from fidpos.server.db.faults import translated
from fidpos.server.db.proof.accounts import check_accounts
from fidpos.server.db.proof.finding import Flaw, Report, Table
from fidpos.server.db.proof.journals import check_own, check_tills

_MERCHANTS: LiteralString = "SELECT merchant_id FROM merchants ORDER BY number"
_SUMS: LiteralString = """
    SELECT (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_sides WHERE merchant_id = %(merchant)s),
        (SELECT coalesce(sum(amount_minor), 0)::bigint FROM gift_sides WHERE merchant_id = %(merchant)s)
"""
_GIFT_CARDS: LiteralString = """
    SELECT g.id, g.balance_minor, g.receivable_minor, g.held_minor,
        greatest(e.total, 0), greatest(-e.total, 0), least(h.promised, greatest(e.total, 0))
    FROM gift_cards g
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount_minor), 0)::bigint AS total FROM gift_entries
        WHERE merchant_id = %(merchant)s AND gift_card_id = g.id
    ) e
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount_minor), 0)::bigint AS promised FROM gift_holds
        WHERE merchant_id = %(merchant)s AND gift_card_id = g.id AND state = 'held'
    ) h
    WHERE g.merchant_id = %(merchant)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """How much was looked at."""

    merchants: int = 0
    events: int = 0
    accounts: int = 0
    gift_cards: int = 0


def prove(conninfo: str, report: Report, *, identity: bytes | None = None) -> Proven:
    """Compute everything again.

    Args:
        conninfo: of the role that reads everything.
        report: told of each contradiction as it is found.
        identity: the centre's public key, by which its own rows are signed; None where it is not at hand.

    Raises:
        DatabaseError: the database refused or went away.
    """
    with translated(), connect(conninfo) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return prove_within(connection, report, identity=identity)


def prove_within(
    connection: Connection[TupleRow], report: Report, *, identity: bytes | None = None
) -> Proven:
    """The same in a transaction that is begun already."""
    merchants = [merchant for (merchant,) in connection.execute(_MERCHANTS).fetchall()]
    proven = Proven(merchants=len(merchants))
    for merchant_id in merchants:
        proven = Proven(
            merchants=proven.merchants,
            events=proven.events
            + check_tills(connection, merchant_id, report)
            + check_own(connection, merchant_id, report, identity),
            accounts=proven.accounts + check_accounts(connection, merchant_id, report),
            gift_cards=proven.gift_cards + _gift_cards(connection, merchant_id, report),
        )
        _sums(connection, merchant_id, report)
    return proven


def _gift_cards(connection: Connection[TupleRow], merchant_id: UUID, report: Report) -> int:
    table = Table(merchant_id=merchant_id, name="gift_cards", report=report)
    count = 0
    with connection.cursor(f"gift_cards_{merchant_id.hex}") as cursor:
        cursor.execute(_GIFT_CARDS, {"merchant": merchant_id})
        for card_id, *values in cursor:
            count += 1
            found, told = tuple(values[:3]), tuple(values[3:])
            if found != told:
                table.flaw(Flaw.DIFFERS, card_id, told=told, found=found)
    return count


def _sums(connection: Connection[TupleRow], merchant_id: UUID, report: Report) -> None:
    row = connection.execute(_SUMS, {"merchant": merchant_id}).fetchone()
    assert row is not None
    for name, total in zip(("ledger_entries", "gift_entries"), row, strict=True):
        if total:
            Table(merchant_id=merchant_id, name=name, report=report).flaw(
                Flaw.UNEQUAL, "", told=0, found=total
            )
