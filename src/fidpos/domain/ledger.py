"""The ledger: signed entries, never edited; lots that expire together; what a debit took from them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fidpos.domain.ids import AccountId, EntryId, LotId, VisitId


class EntryKind(StrEnum):
    """Why points moved."""

    EARN = "earn"
    SPEND = "spend"
    EXPIRE = "expire"
    ADJUST = "adjust"
    REVERSE = "reverse"
    OPENING = "opening"
    PAY_DEBT = "pay_debt"
    """From lots that hold something to one that owes; its amount is nothing."""
    MOVE = "move"
    """From an account to the one into which it was merged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One movement of one counter of an account, in the counter's own unit.

    Attributes:
        counter: code of the counter in the programme, such as `points` or `stamps`.
        amount: signed; a debit is negative.
        cause: code of the rule or reward that moved it, or empty.
        reverses: the entry of which this one is the mirror.
    """

    id: EntryId
    account_id: AccountId
    counter: str
    kind: EntryKind
    amount: int
    at: datetime
    business_day: date
    visit_id: VisitId | None = None
    cause: str = ""
    reverses: EntryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Points earned together, which expire together.

    Attributes:
        earned: what the lot began with; negative for a debt.
        remaining: what debits have left of it.
        expires_on: last day on which it can be spent, None for no end.
        spendable_from: first day on which it can be spent, None for at once.
    """

    id: LotId
    account_id: AccountId
    counter: str
    entry_id: EntryId
    earned: int
    remaining: int
    earned_on: date
    expires_on: date | None = None
    spendable_from: date | None = None

    def is_pending(self, day: date) -> bool:
        """Whether it cannot be spent yet."""
        return self.spendable_from is not None and day < self.spendable_from

    def is_expired(self, day: date) -> bool:
        """Whether `day` is past the last day of the lot."""
        return self.expires_on is not None and day > self.expires_on


@dataclass(frozen=True, slots=True, kw_only=True)
class LotAllocation:
    """What a debit took from a lot (positive), or what its reversal gave back (negative)."""

    entry_id: EntryId
    lot_id: LotId
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account's counter holds: the sum of its entries."""

    account_id: AccountId
    counter: str
    amount: int
