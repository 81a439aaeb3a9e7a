"""What contradicts what in the tables: each text counts the keys whose rows do not cancel each other out.

One sorted pass for each, however many rows there are.
"""

from fidpos.domain.ledger import EntryKind
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping.states import FROM_CENTRE


def _contradictions(keys: str, *parts: str) -> str:
    """How many keys have parts that do not cancel out."""
    rows = " UNION ALL ".join(f"SELECT {keys}, {part}" for part in parts)
    return f"SELECT count(*) FROM (SELECT 1 FROM ({rows}) GROUP BY {keys} HAVING sum(amount) <> 0)"


BALANCES = _contradictions(
    "account_id, counter", "amount FROM balances", "-amount AS amount FROM ledger_entries"
)
"""Balances that are not the sum of their entries."""
LOTS = _contradictions(
    "lot_id",
    "amount FROM lot_allocations",
    "remaining - earned AS amount FROM (SELECT id AS lot_id, remaining, earned FROM lots)",
)
"""Lots that do not hold what they began with, less what was taken."""
UNCOVERED = _contradictions("account_id, counter", "amount FROM balances", "-remaining AS amount FROM lots")
"""Balances that are not the sum of what their lots hold."""

_TEXTS = "SELECT seq, CAST(body AS TEXT) AS body FROM journal"
_EVENTS = f"(SELECT seq, iif(json_valid(body), body, '{{}}') AS event FROM ({_TEXTS}))"


def _told(path: str) -> str:
    """The bytes of an id, which stands in an event as text."""
    return f"unhex(replace({path}, '-', ''))"


_PULLED = (
    f"kind = '{EntryKind.OPENING.value}' OR "
    f"kind = '{EntryKind.ADJUST.value}' AND cause = '{FROM_CENTRE}' AND visit_id IS NULL"
)
"""Entries that no event of this journal tells: the states from which they were booked do."""


def _visits(table: str, visit: str, told_by: str) -> str:
    visit_told = _told("event ->> 'visit_id'")
    return _contradictions(
        "seq, visit",
        f"1 AS amount FROM (SELECT event_seq AS seq, {visit} AS visit FROM {table} WHERE event_seq NOTNULL)",
        f"-1 AS amount FROM (SELECT seq, {visit_told} AS visit FROM {_EVENTS} WHERE {told_by})",
    )


def _entries() -> str:
    entry_told, account_told = _told("each.value ->> 'id'"), _told("event ->> 'account_id'")
    return _contradictions(
        "entry, account, worth",
        "1 AS amount FROM (SELECT id AS entry, account_id AS account, amount AS worth "
        f"FROM ledger_entries WHERE NOT ({_PULLED}))",
        f"-1 AS amount FROM (SELECT {entry_told} AS entry, {account_told} AS account, "
        f"each.value ->> 'amount' AS worth FROM {_EVENTS}, json_each(event, '$.entries') AS each)",
    )


_REFUNDS = "event ->> 'type' = 'visit_refunded'"

UNTOLD = (
    _visits("visits", "id", "event ->> 'type' = 'visit_closed'"),
    _visits(
        "visit_voids", "visit_id", f"event ->> 'type' = 'visit_voided' OR ({_REFUNDS} AND event ->> 'ends')"
    ),
    _visits("visit_refunds", "visit_id", _REFUNDS),
    _visits("visit_tickets", "visit_id", "event ->> 'type' = 'visit_closed' AND event ->> 'ticket' NOTNULL"),
    _entries(),
)
"""Visits, voids, refunds and entries without the event that tells them, and those told that are missing. What
came from the centre has no event here: it has no `event_seq`, and its entries say so by kind and cause."""


def count(connection: Connection, statement: str) -> int:
    """How many keys one of these texts finds."""
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])
