"""Money is looked at before it is written."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import EntryId, LotId
from fidpos.posting.apply import Movements, movements
from fidpos.posting.checks import check_given_back, check_movements
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_events import Events


def earning() -> Movements:
    return movements(Events(FakeClock()).closed(BERENICE.member, 2_000, earned={"points": 20, "stamps": 1}))


def spending() -> Movements:
    return movements(Events(FakeClock()).closed(BERENICE.member, earned={}, spent=50, lots=BERENICE.lots))


def test_what_is_earned_lies_in_its_lot() -> None:
    check_movements(earning())


def test_what_is_spent_was_taken_from_lots() -> None:
    check_movements(spending())


def test_a_lot_that_holds_more_than_was_earned_is_refused() -> None:
    moves = earning()
    lot = replace(moves.lots[0], earned=21, remaining=21)

    with pytest.raises(InvalidValue):
        check_movements(replace(moves, lots=(lot, *moves.lots[1:])))


def test_a_debit_that_takes_too_little_is_refused() -> None:
    moves = spending()
    taken = replace(moves.allocations[0], amount=49)

    with pytest.raises(InvalidValue):
        check_movements(replace(moves, allocations=(taken,)))


def test_a_balance_that_moves_otherwise_than_its_entries_is_refused() -> None:
    with pytest.raises(InvalidValue):
        check_movements(replace(earning(), balance_deltas={"points": 20, "stamps": 2}))


def test_a_balance_without_an_entry_is_refused() -> None:
    moves = earning()

    with pytest.raises(InvalidValue):
        check_movements(replace(moves, balance_deltas=moves.balance_deltas | {"miles": 1}))


def test_a_debt_is_a_lot_below_zero() -> None:
    moves = spending()
    (entry,) = moves.entries
    lot = replace(
        BERENICE.lots[0],
        id=LotId(UUID(int=1)),
        entry_id=EntryId(entry.id),
        earned=entry.amount,
        remaining=entry.amount,
        earned_on=date(2026, 11, 20),
    )

    check_movements(replace(moves, lots=(lot,), allocations=()))


@pytest.mark.parametrize(("earned", "before", "after"), [(20, 5, 20), (20, 25, 25), (20, -5, 0), (-5, -5, 0)])
def test_what_was_taken_from_a_lot_can_come_back_and_a_debt_be_paid(
    earned: int, before: int, after: int
) -> None:
    check_given_back(earned, before, after)


@pytest.mark.parametrize(("earned", "before", "after"), [(20, 20, 21), (-5, -5, 1), (0, 0, 1)])
def test_no_more_comes_back_than_was_taken(earned: int, before: int, after: int) -> None:
    with pytest.raises(InvalidValue):
        check_given_back(earned, before, after)
