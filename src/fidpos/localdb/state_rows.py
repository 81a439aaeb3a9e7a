"""The rows of members and accounts that are new to the store, table by table, for `executemany`.

What an account holds enters the ledger as an opening entry for each lot, with an adjustment for what was
taken from it elsewhere: balance, entries and lots say the same from the first row on.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from operator import itemgetter

from fidpos.columns import day_to_int, instant_to_int
from fidpos.domain.ids import EntryId, uuid7
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping import Values
from fidpos.localdb.mapping.ledger import day_row, lifetime_row
from fidpos.localdb.mapping.people import member_row, relative_rows, tier_row
from fidpos.localdb.mapping.states import (
    adjustment_row,
    card_state_row,
    consent_state_row,
    lot_state_row,
    member_voucher_row,
    opening_row,
    refund_rows,
    use_state_row,
    visit_state_row,
)
from fidpos.localdb.statements import add_to_row, insert_if_new, insert_row, replace_row
from fidpos.localdb.tables import (
    accounts,
    balances,
    cards,
    consents,
    day_aggregates,
    ledger_entries,
    lifetimes,
    lot_allocations,
    lots,
    member_keys,
    members,
    refunds_told,
    relatives,
    rule_uses,
    tier_history,
    visit_voids,
    visits,
    vouchers,
)
from fidpos.wire.sync.pull import AccountState, Change, LotState, MemberState

_STATEMENTS = {
    "accounts_of_members": insert_if_new(accounts),
    "accounts": replace_row(accounts),
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
    "refunds_told": insert_row(refunds_told),
    "ledger_entries": insert_row(ledger_entries),
    "lots": insert_row(lots),
    "lot_allocations": insert_row(lot_allocations),
    "balances": add_to_row(balances, balances.c.amount),
    "vouchers": insert_row(vouchers),
}
"""In the order in which rows may refer to each other."""

Rows = dict[str, list[Values]]
"""By table, the rows to insert."""


def rows_of(changes: Iterable[Change], *, in_order: bool = False) -> Rows:
    """The rows of these members and accounts, none of which is in the store; other changes are passed over.

    Args:
        changes: a member who was merged comes after the one that remains.
        in_order: sort them by key, so that a large batch meets each page once.
    """
    rows: Rows = {table: [] for table in _STATEMENTS}
    for change in changes:
        if change.member is not None:
            _add_person(rows, change.member)
            _add_history(rows, change.member)
        if change.account is not None:
            _add_account(rows, change.account)
    if in_order:
        for some in rows.values():
            some.sort(key=itemgetter(0))
    return rows


def insert(connection: Connection, rows: Rows) -> None:
    """Insert the rows, table by table."""
    for table, some in rows.items():
        if some:
            connection.executemany(_STATEMENTS[table], some)


def _add_person(rows: Rows, state: MemberState) -> None:
    rows["accounts_of_members"].append((state.account_id.bytes, day_to_int(state.enrolled_on)))
    rows["members"].append(member_row(state))
    rows["member_keys"].append((state.id.bytes, state.key))
    rows["relatives"] += relative_rows(state)
    rows["cards"] += [card_state_row(state.id, card) for card in state.cards]
    rows["consents"] += [consent_state_row(state.id, consent) for consent in state.consents]
    if state.tier is not None:
        rows["tier_history"].append(tier_row(state.id, 0, state.tier, None))


def _add_history(rows: Rows, state: MemberState) -> None:
    rows["day_aggregates"] += [day_row(state.id, sums) for sums in state.days]
    rows["lifetimes"] += [lifetime_row(state.id, sums) for sums in state.lifetime]
    rows["visits"] += [visit_state_row(state.id, visit) for visit in state.visits]
    rows["visit_voids"] += [(visit.id.bytes, None) for visit in state.visits if visit.voided]
    rows["refunds_told"] += [row for visit in state.visits for row in refund_rows(visit)]
    rows["rule_uses"] += [use_state_row(state.id, use) for use in state.uses]
    rows["vouchers"] += [member_voucher_row(state.id, held) for held in state.vouchers]


def _add_account(rows: Rows, state: AccountState) -> None:
    rows["accounts"].append((state.id.bytes, day_to_int(state.opened_on)))
    held: dict[str, int] = {}
    for lot in state.lots:
        rows["ledger_entries"].append(opening_row(state.id, lot))
        rows["lots"].append(lot_state_row(state.id, lot))
        if lot.remaining != lot.earned:
            _add_taken(rows, state, lot)
        held[lot.counter] = held.get(lot.counter, 0) + lot.remaining
    rows["balances"] += [(state.id.bytes, counter, amount) for counter, amount in held.items()]


def _add_taken(rows: Rows, state: AccountState, lot: LotState) -> None:
    """What was taken from the lot elsewhere, in one sum."""
    at = datetime.combine(lot.earned_on, time(), UTC)
    entry_id, taken = EntryId(uuid7(at)), lot.earned - lot.remaining
    rows["ledger_entries"].append(
        adjustment_row(entry_id, state.id.bytes, lot.counter, -taken, instant_to_int(at))
    )
    rows["lot_allocations"].append((entry_id.bytes, lot.id.bytes, taken))
