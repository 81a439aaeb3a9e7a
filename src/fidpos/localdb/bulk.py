"""Many members at once: into a store that is being made, or into the store of a working till.

The first is as fast as the disk allows; the second writes batches so short that a checkout never waits for
more than one of them.
"""

from collections.abc import Iterable
from itertools import islice
from operator import itemgetter
from time import perf_counter

from sqlalchemy import bindparam, select

from fidpos.columns import day_to_int
from fidpos.localdb.engine import Connection, Database
from fidpos.localdb.lock import Priority
from fidpos.localdb.mapping import Values
from fidpos.localdb.mapping.ledger import day_row, lifetime_row, lot_row, opening_row
from fidpos.localdb.mapping.people import card_row, consent_row, member_row, relative_rows, tier_row
from fidpos.localdb.mapping.visits import UseState, past_visit_row
from fidpos.localdb.snapshot import MemberSnapshot, lifetime_of
from fidpos.localdb.statements import add_to_row, create_indexes, drop_indexes, insert_if_new, insert_row, sql
from fidpos.localdb.tables import (
    accounts,
    balances,
    cards,
    consents,
    day_aggregates,
    ledger_entries,
    lifetimes,
    lots,
    member_keys,
    members,
    relatives,
    rule_uses,
    tier_history,
    visit_voids,
    visits,
    vouchers,
)
from fidpos.localdb.vouchers import voucher_row

LIVE_BATCH_S = 0.003
"""How long a live batch may hold the write lock; longer ones slowed the slowest checkouts several times."""

FILL_SETTINGS = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144")
"""Nothing is undone or waited for while a store is filled: whoever makes it syncs the file, then names it."""

_LIVE_FIRST = 4
_LIVE_MOST = 500
_FILL_BATCH = 5_000

_STATEMENTS = {
    "accounts": insert_if_new(accounts),
    "members": insert_row(members),
    "member_keys": insert_row(member_keys),
    "relatives": insert_row(relatives),
    "cards": insert_row(cards),
    "consents": insert_row(consents),
    "tier_history": insert_row(tier_history),
    "day_aggregates": insert_row(day_aggregates),
    "lifetimes": insert_row(lifetimes),
    "rule_uses": insert_row(rule_uses),
    "visits": insert_row(visits),
    "visit_voids": insert_row(visit_voids),
    "ledger_entries": insert_row(ledger_entries),
    "lots": insert_row(lots),
    "balances": add_to_row(balances, balances.c.amount),
    "vouchers": insert_row(vouchers),
}
"""In the order in which rows may refer to each other."""

_KNOWN = sql(select(members.c.id).where(members.c.id == bindparam("member")), "member")

Rows = dict[str, list[Values]]
"""By table, the rows to insert."""


def load_members(database: Database, snapshots: Iterable[MemberSnapshot]) -> int:
    """Add members while the till works; returns how many were new. Those already there are left as they are.

    Batches are sized by the time they hold the write lock. A merged member comes after the one that remains.

    Raises:
        StoreError: the batch at hand was not written, those before were.
    """
    stream, size, loaded = iter(snapshots), _LIVE_FIRST, 0
    reader = database.reader()
    try:
        while batch := list(islice(stream, size)):
            new = [snapshot for snapshot in batch if not reader.all(_KNOWN, snapshot.member.id.bytes)]
            held_s = _write_live(database, rows_of(new))
            loaded += len(new)
            size = next_size(size, held_s)
    finally:
        reader.close()
    return loaded


def fill(connection: Connection, snapshots: Iterable[MemberSnapshot]) -> None:
    """Fill a store that is being made and that nobody has opened yet; indexes are built at the end.

    Should it fail, the file is to be thrown away: nothing can be rolled back.
    """
    stream = iter(snapshots)
    for statement in (*FILL_SETTINGS, "BEGIN", "PRAGMA defer_foreign_keys = ON", *drop_indexes()):
        connection.execute(statement)
    while batch := list(islice(stream, _FILL_BATCH)):
        insert(connection, rows_of(batch, in_order=True))
    for statement in (*create_indexes(), "COMMIT"):
        connection.execute(statement)


def rows_of(snapshots: Iterable[MemberSnapshot], *, in_order: bool = False) -> Rows:
    """The rows of these members; `in_order` sorts them by key, so that a large batch meets each page once."""
    rows: Rows = {table: [] for table in _STATEMENTS}
    for snapshot in snapshots:
        _add_person(rows, snapshot)
        _add_history(rows, snapshot)
        _add_holdings(rows, snapshot)
    if in_order:
        for some in rows.values():
            some.sort(key=itemgetter(0))
    return rows


def insert(connection: Connection, rows: Rows) -> None:
    """Insert the rows, table by table."""
    for table, some in rows.items():
        if some:
            connection.executemany(_STATEMENTS[table], some)


def next_size(size: int, held_s: float) -> int:
    """Members for the next live batch, after one of `size` that held the lock for `held_s`.

    What fits the time allowed, but at most twice as many: a first quick batch says little.
    """
    fitting = round(size * LIVE_BATCH_S / held_s)
    return max(1, min(fitting, size * 2, _LIVE_MOST))


def _write_live(database: Database, rows: Rows) -> float:
    begun_s = 0.0

    def work(connection: Connection) -> None:
        nonlocal begun_s
        begun_s = perf_counter()
        insert(connection, rows)

    database.write(Priority.BACKGROUND, work)
    return perf_counter() - begun_s


def _add_person(rows: Rows, snapshot: MemberSnapshot) -> None:
    member = snapshot.member
    rows["accounts"].append((member.account_id.bytes, day_to_int(member.enrolled_on)))
    rows["members"].append(member_row(member))
    rows["member_keys"].append((member.id.bytes, snapshot.key))
    rows["relatives"] += relative_rows(member)
    rows["cards"] += [card_row(card) for card in snapshot.cards]
    rows["consents"] += [consent_row(consent) for consent in snapshot.consents]
    if member.tier is not None:
        rows["tier_history"].append(tier_row(member.id, 0, member.tier, None))


def _add_history(rows: Rows, snapshot: MemberSnapshot) -> None:
    member_id = snapshot.member.id
    rows["day_aggregates"] += [day_row(member_id, day) for day in snapshot.days]
    rows["lifetimes"] += [lifetime_row(member_id, sums) for sums in lifetime_of(snapshot)]
    rows["visits"] += [past_visit_row(member_id, past) for past in snapshot.visits]
    rows["visit_voids"] += [(past.id.bytes, None) for past in snapshot.visits if past.voided]
    blob, consumed = member_id.bytes, UseState.CONSUMED.value
    rows["rule_uses"] += [
        (blob, use.rule, use.subject, blob, use.count, day_to_int(use.last_on), None, consumed)
        for use in snapshot.uses
    ]


def _add_holdings(rows: Rows, snapshot: MemberSnapshot) -> None:
    held: dict[str, int] = {}
    for lot in snapshot.lots:
        rows["ledger_entries"].append(opening_row(lot))
        rows["lots"].append(lot_row(lot))
        held[lot.counter] = held.get(lot.counter, 0) + lot.remaining
    account = snapshot.member.account_id.bytes
    rows["balances"] += [(account, counter, amount) for counter, amount in held.items()]
    rows["vouchers"] += [voucher_row(snapshot.member.id, body, None) for body in snapshot.vouchers]
