"""Lots past their last day."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, EntryId, EventId, LotId
from fidpos.posting.expire import account_expired, check_expiry, expiring, returning
from fidpos.posting.project import Unknown
from fidpos.wire.office_events import LotsExpired
from fidpos.wire.sync.pull import AccountState, LotState

DAY = date(2026, 11, 20)
ACCOUNT = AccountId(UUID(int=1))


def lot(number: int, remaining: int, last_day: date | None) -> LotState:
    return LotState(
        id=LotId(UUID(int=number)),
        counter="points",
        entry_id=EntryId(UUID(int=number + 100)),
        earned=20,
        remaining=remaining,
        earned_on=DAY,
        expires_on=last_day,
    )


def expired(*lots: LotState) -> LotsExpired:
    return LotsExpired(
        id=EventId(uuid4()),
        at=utc(2026, 11, 21),
        account_id=ACCOUNT,
        business_day=DAY + timedelta(days=1),
        entries=expiring(lots, DAY + timedelta(days=1), uuid4),
    )


def test_what_is_left_of_a_lot_ends_the_day_after_its_last_one() -> None:
    (entry,) = expired(lot(1, 15, DAY), lot(2, 15, DAY + timedelta(days=1)), lot(3, 15, None)).entries

    assert (entry.amount, [part.lot_id.int for part in entry.taken]) == (-15, [1])


@pytest.mark.parametrize("remaining", [0, -5])
def test_a_lot_that_is_empty_or_owes_does_not_end(remaining: int) -> None:
    assert expired(lot(1, remaining, DAY)).entries == ()


def test_what_was_taken_back_after_the_end_returns_and_what_was_spent_does_not() -> None:
    owing, spent, unharmed = lot(1, -15, DAY), lot(2, -20, DAY), lot(3, 4, DAY)
    lost = {owing.id: 15, spent.id: 5, unharmed.id: 3}

    entries = returning((owing, spent, unharmed, lot(4, -1, None)), lost, uuid4)

    assert [(entry.amount, entry.taken[0].lot_id.int) for entry in entries] == [(15, 1), (5, 2)]


def test_the_account_holds_what_did_not_end() -> None:
    ending, staying = lot(1, 15, DAY), lot(2, 7, None)
    state = AccountState(id=ACCOUNT, opened_on=DAY, lots=(ending, staying))

    after = account_expired(state, expired(ending))

    assert [each.remaining for each in after.lots] == [0, 7]


def test_a_lot_that_is_not_there_is_not_known() -> None:
    with pytest.raises(Unknown):
        account_expired(AccountState(id=ACCOUNT, opened_on=DAY), expired(lot(1, 15, DAY)))


def test_an_entry_that_takes_something_else_than_it_says_is_refused() -> None:
    event = expired(lot(1, 15, DAY))
    wrong = structs.replace(event, entries=(structs.replace(event.entries[0], amount=-14),))

    check_expiry(event)
    with pytest.raises(InvalidValue):
        check_expiry(wrong)
