"""Ledger entries, lots, and the sums kept of them."""

from fidpos.columns import (
    blob_or_none,
    day_from_int,
    day_or_none,
    day_to_int,
    id_from_blob,
    instant_to_int,
)
from fidpos.domain.ids import AccountId, EntryId, LotId, MemberId
from fidpos.domain.ledger import LedgerEntry, Lot, LotAllocation
from fidpos.localdb.engine import Row
from fidpos.localdb.mapping import Values
from fidpos.localdb.tables import day_aggregates, lifetimes, lots
from fidpos.rules.past import DayAggregate, LifetimeTotals
from fidpos.wire.sync.pull import SumState

LOT_COLUMNS = tuple(lots.c)
DAY_COLUMNS = tuple(column for column in day_aggregates.c if column.name != "member_id")
LIFETIME_COLUMNS = tuple(column for column in lifetimes.c if column.name != "member_id")


def entry_row(entry: LedgerEntry) -> Values:
    """For `ledger_entries`."""
    return (
        entry.id.bytes,
        entry.account_id.bytes,
        entry.counter,
        entry.kind.value,
        entry.amount,
        instant_to_int(entry.at),
        day_to_int(entry.business_day),
        blob_or_none(entry.visit_id),
        entry.cause,
        blob_or_none(entry.reverses),
    )


def lot_row(lot: Lot) -> Values:
    """For `lots`."""
    return (
        lot.id.bytes,
        lot.account_id.bytes,
        lot.counter,
        lot.entry_id.bytes,
        lot.earned,
        lot.remaining,
        day_to_int(lot.earned_on),
        day_or_none(lot.expires_on),
        day_or_none(lot.spendable_from),
    )


def lot_from_row(row: Row) -> Lot:
    """From `LOT_COLUMNS`."""
    blob, account, counter, entry, earned, remaining, earned_on, expires_on, spendable_from = row
    return Lot(
        id=LotId(id_from_blob(blob)),
        account_id=AccountId(id_from_blob(account)),
        counter=counter,
        entry_id=EntryId(id_from_blob(entry)),
        earned=earned,
        remaining=remaining,
        earned_on=day_from_int(earned_on),
        expires_on=None if expires_on is None else day_from_int(expires_on),
        spendable_from=None if spendable_from is None else day_from_int(spendable_from),
    )


def allocation_row(taken: LotAllocation) -> Values:
    """For `lot_allocations`."""
    return (taken.entry_id.bytes, taken.lot_id.bytes, taken.amount)


def day_row(member_id: MemberId, day: DayAggregate | SumState) -> Values:
    """For `day_aggregates`."""
    assert day.day is not None
    return (
        member_id.bytes,
        day_to_int(day.day),
        day.scope,
        day.visits,
        day.revenue_minor,
        day.points_earned,
        day.quantity,
    )


def day_from_row(row: Row) -> DayAggregate:
    """From `DAY_COLUMNS`."""
    day, scope, visits, revenue, points, quantity = row
    return DayAggregate(
        day=day_from_int(day),
        scope=scope,
        visits=visits,
        revenue_minor=revenue,
        points_earned=points,
        quantity=quantity,
    )


def lifetime_row(member_id: MemberId, sums: DayAggregate | LifetimeTotals | SumState) -> Values:
    """For `lifetimes`."""
    return (
        member_id.bytes,
        sums.scope,
        sums.visits,
        sums.revenue_minor,
        sums.points_earned,
        sums.quantity,
    )


def lifetime_from_row(row: Row) -> LifetimeTotals:
    """From `LIFETIME_COLUMNS`."""
    scope, visits, revenue, points, quantity = row
    return LifetimeTotals(
        scope=scope, visits=visits, revenue_minor=revenue, points_earned=points, quantity=quantity
    )
