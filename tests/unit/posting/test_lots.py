"""Lots: spent in order of expiry, given back to where they came from, never more than they hold."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, EntryId, LotId, VisitId
from fidpos.domain.ledger import EntryKind, LedgerEntry, Lot, LotAllocation
from fidpos.posting.mirror import mirror
from fidpos.posting.spend import pay_debts, spendable, take

DAY = date(2026, 11, 22)
ACCOUNT = AccountId(UUID(int=1))


def a_lot(number: int, remaining: int, *, expires: date | None = None, earned_on: date = DAY) -> Lot:
    return Lot(
        id=LotId(UUID(int=number)),
        account_id=ACCOUNT,
        counter="points",
        entry_id=EntryId(UUID(int=number + 1000)),
        earned=remaining,
        remaining=remaining,
        earned_on=earned_on,
        expires_on=expires,
    )


lots = st.lists(st.integers(1, 500), max_size=20).map(
    lambda parts: [a_lot(i, part, expires=DAY + timedelta(days=i % 5)) for i, part in enumerate(parts)]
)


def test_what_expires_first_is_spent_first_and_what_never_expires_last() -> None:
    never, soon = a_lot(1, 50), a_lot(2, 30, expires=DAY + timedelta(days=3))

    taken = take([never, soon], 40, DAY)

    assert [(part.lot_id, part.amount) for part in taken] == [(soon.id, 30), (never.id, 10)]


def test_among_lots_that_expire_together_the_oldest_is_spent_first() -> None:
    old, new = a_lot(2, 5, earned_on=DAY - timedelta(days=9)), a_lot(1, 5)

    assert [part.lot_id for part in take([new, old], 5, DAY)] == [old.id]


def test_a_lot_can_be_spent_on_its_last_day_and_not_after() -> None:
    lot = a_lot(1, 10, expires=DAY)

    assert spendable([lot], DAY) == 10
    assert spendable([lot], DAY + timedelta(days=1)) == 0


def test_a_debt_lowers_what_can_be_spent_even_when_its_lot_has_expired() -> None:
    debt = a_lot(2, -30, expires=DAY - timedelta(days=1))

    assert spendable([a_lot(1, 100), debt], DAY) == 70


def test_the_oldest_debt_is_paid_first_and_by_what_expires_first() -> None:
    old, new = a_lot(3, -10, earned_on=DAY - timedelta(days=9)), a_lot(4, -30)
    never, soon = a_lot(1, 50), a_lot(2, 15, expires=DAY)

    paid = pay_debts([new, never, old, soon], DAY)

    assert [(part.lot_id, part.amount) for part in paid] == [
        (soon.id, 15),
        (never.id, 25),
        (old.id, -10),
        (new.id, -30),
    ]


@given(lots=lots, debts=st.lists(st.integers(1, 300), max_size=5))
def test_paying_debts_changes_no_sum_and_leaves_either_no_debt_or_nothing_to_pay_with(
    lots: list[Lot], debts: list[int]
) -> None:
    there = [*lots, *(a_lot(100 + i, -debt) for i, debt in enumerate(debts))]

    paid = pay_debts(there, DAY)

    moved = {part.lot_id: part.amount for part in paid}
    after = [replace(lot, remaining=lot.remaining - moved.get(lot.id, 0)) for lot in there]
    assert sum(moved.values()) == 0
    assert spendable(after, DAY) == spendable(there, DAY)
    assert not (any(lot.remaining < 0 for lot in after) and any(lot.remaining > 0 for lot in after))


def test_more_than_the_lots_hold_is_refused() -> None:
    with pytest.raises(InvalidValue):
        take([a_lot(1, 10)], 11, DAY)


@given(lots=lots, data=st.data())
def test_a_debit_takes_exactly_its_amount_and_no_lot_gives_more_than_it_holds(
    lots: list[Lot], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, spendable(lots, DAY)))
    holds = {lot.id: lot.remaining for lot in lots}

    taken = take(lots, amount, DAY)

    assert sum(part.amount for part in taken) == amount
    assert all(0 < part.amount <= holds[part.lot_id] for part in taken)


def test_undoing_takes_earned_points_from_their_own_lot_and_returns_spent_ones_to_theirs() -> None:
    earned = entry(1, EntryKind.EARN, 12)
    spent = entry(2, EntryKind.SPEND, -150)
    opened = Lot(
        id=LotId(UUID(int=70)),
        account_id=ACCOUNT,
        counter="points",
        entry_id=earned.id,
        earned=12,
        remaining=12,
        earned_on=DAY,
    )
    drawn = LotAllocation(entry_id=spent.id, lot_id=LotId(UUID(int=80)), amount=150)

    undone = mirror([spent, earned], lots=[opened], allocations=[drawn], new_id=lambda: UUID(int=99))

    assert [(body.amount, body.reverses, body.kind) for body in undone] == [
        (150, spent.id, EntryKind.REVERSE),
        (-12, earned.id, EntryKind.REVERSE),
    ]
    assert [(part.lot_id, part.amount) for body in undone for part in body.taken] == [
        (drawn.lot_id, -150),
        (opened.id, 12),
    ]


def entry(number: int, kind: EntryKind, amount: int) -> LedgerEntry:
    return LedgerEntry(
        id=EntryId(UUID(int=number)),
        account_id=ACCOUNT,
        counter="points",
        kind=kind,
        amount=amount,
        at=utc(2026, 11, 22, 9),
        business_day=DAY,
        visit_id=VisitId(UUID(int=5)),
    )
