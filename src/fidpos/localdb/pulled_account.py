"""An account as the centre says it is now. The ledger is append-only: each lot that differs is adjusted.

An adjustment is an entry of its own with its allocation, so that a balance is at every instant the sum of its
entries and of what its lots hold. A lot that the state leaves out holds nothing any more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, literal_column, select, update

from fidpos.columns import day_or_none, day_to_int
from fidpos.domain.ids import AccountId, EntryId, LotId
from fidpos.localdb.engine import Connection, Row
from fidpos.localdb.mapping.ledger import lot_from_row
from fidpos.localdb.mapping.states import adjustment_row, lot_state_row, opening_row
from fidpos.localdb.statements import add_to_row, insert_row, replace_row, sql
from fidpos.localdb.tables import accounts, balances, ledger_entries, lot_allocations, lots
from fidpos.posting.lot_state import lot_state
from fidpos.posting.rebase import account_rebased
from fidpos.wire.events import Event
from fidpos.wire.sync.pull import AccountState, LotState

_ZERO: ColumnElement[int] = literal_column("0")
_WRITE_ACCOUNT = replace_row(accounts)
_OPEN_LOTS = sql(
    select(lots).where(lots.c.account_id == bindparam("account"), lots.c.remaining != _ZERO), "account"
)
_LOT = sql(select(lots).where(lots.c.id == bindparam("lot")), "lot")
_NEW_ENTRY = insert_row(ledger_entries)
_NEW_LOT = insert_row(lots)
_NEW_ALLOCATION = insert_row(lot_allocations)
_SET_LOT = sql(
    update(lots)
    .where(lots.c.id == bindparam("lot"))
    .values(
        account_id=bindparam("account"),
        remaining=bindparam("left"),
        expires_on=bindparam("until"),
        spendable_from=bindparam("begins"),
    ),
    "account",
    "left",
    "until",
    "begins",
    "lot",
)
_ADD_BALANCE = add_to_row(balances, balances.c.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A lot as the store has it, and in whose account."""

    account: bytes
    lot: LotState


@dataclass(slots=True, kw_only=True)
class AccountWriter:
    """Brings accounts to their states, within one transaction.

    Attributes:
        at: instant of the adjustments, as in a column.
        new_id: makes their ids.
    """

    connection: Connection
    at: int
    new_id: Callable[[], UUID]
    _known: dict[LotId, _Known] = field(default_factory=dict)
    _deltas: dict[tuple[bytes, str], int] = field(default_factory=dict)

    def bring(self, state: AccountState, own: Sequence[Event]) -> None:
        """Make the state the store's own, with those of the till's events that it does not contain."""
        self._known, self._deltas = {}, {}
        account = state.id.bytes
        self.connection.execute(_WRITE_ACCOUNT, (account, day_to_int(state.opened_on)))
        for row in self.connection.execute(_OPEN_LOTS, (account,)).fetchall():
            self._keep(row)
        wanted = {lot.id: lot for lot in account_rebased(state, own, self._lot_of(account)).lots}
        for lot in wanted.values():
            self._bring_lot(state.id, lot)
        for known in tuple(self._known.values()):
            if known.lot.id not in wanted and known.account == account:
                self._change(known, account, known.lot.but(remaining=0))
        for (owner, counter), delta in self._deltas.items():
            if delta:
                self.connection.execute(_ADD_BALANCE, (owner, counter, delta))

    def _bring_lot(self, account_id: AccountId, lot: LotState) -> None:
        known = self._find(lot.id)
        if known is None:
            self.connection.execute(_NEW_ENTRY, opening_row(account_id, lot))
            self.connection.execute(_NEW_LOT, lot_state_row(account_id, lot.but(remaining=lot.earned)))
            self._add(account_id.bytes, lot.counter, lot.earned)
            known = _Known(account=account_id.bytes, lot=lot.but(remaining=lot.earned))
        self._change(known, account_id.bytes, lot)

    def _change(self, known: _Known, account: bytes, lot: LotState) -> None:
        """Bring a lot that is there to its account, what remains of it and its term."""
        before = known.lot
        if known.account != account and before.remaining:
            self._book(known.account, lot.counter, -before.remaining)
            self._book(account, lot.counter, before.remaining)
        if lot.remaining != before.remaining:
            entry = self._book(account, lot.counter, lot.remaining - before.remaining)
            taken = before.remaining - lot.remaining
            self.connection.execute(_NEW_ALLOCATION, (entry.bytes, lot.id.bytes, taken))
        term = (lot.expires_on, lot.spendable_from)
        same = (known.account, before.remaining, before.expires_on, before.spendable_from)
        if same != (account, lot.remaining, *term):
            until, begins = (day_or_none(day) for day in term)
            self.connection.execute(_SET_LOT, (account, lot.remaining, until, begins, lot.id.bytes))

    def _book(self, account: bytes, counter: str, amount: int) -> EntryId:
        entry_id = EntryId(self.new_id())
        self.connection.execute(_NEW_ENTRY, adjustment_row(entry_id, account, counter, amount, self.at))
        self._add(account, counter, amount)
        return entry_id

    def _add(self, account: bytes, counter: str, amount: int) -> None:
        self._deltas[account, counter] = self._deltas.get((account, counter), 0) + amount

    def _find(self, lot_id: LotId) -> _Known | None:
        if lot_id not in self._known:
            row = self.connection.execute(_LOT, (lot_id.bytes,)).fetchone()
            if row is None:
                return None
            self._keep(row)
        return self._known[lot_id]

    def _lot_of(self, account: bytes) -> Callable[[LotId], LotState | None]:
        """Reads the account's lots; one that went to another account is that one's alone."""

        def lot(lot_id: LotId) -> LotState | None:
            known = self._find(lot_id)
            return known.lot if known is not None and known.account == account else None

        return lot

    def _keep(self, row: Row) -> None:
        lot = lot_from_row(row)
        self._known[lot.id] = _Known(account=lot.account_id.bytes, lot=lot_state(lot))
