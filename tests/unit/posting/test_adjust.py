"""Points without a visit: what is given opens a lot, what is taken comes from what ends first."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, EntryId, EventId, LotId, MemberId
from fidpos.domain.ledger import EntryKind
from fidpos.posting.adjust import account_adjusted, check_adjustment, granting, taking
from fidpos.posting.lot_state import lot_of
from fidpos.posting.project import Unknown
from fidpos.wire.events import EntryBody, Taken
from fidpos.wire.office_events import OfficeReason, PointsAdjusted
from fidpos.wire.sync.pull import AccountState
from tests.unit.rules.build import POINTS, programme

ACCOUNT = AccountId(UUID(int=1))
DAY = date(2026, 11, 20)
EMPTY = AccountState(id=ACCOUNT, opened_on=DAY)


class Ids:
    """New ones, one after the other."""

    def __init__(self) -> None:
        self.last = 100

    def __call__(self) -> UUID:
        self.last += 1
        return UUID(int=self.last)


def adjusted(*entries: EntryBody) -> PointsAdjusted:
    return PointsAdjusted(
        id=EventId(UUID(int=2)),
        at=utc(2026, 11, 20),
        member_id=MemberId(UUID(int=3)),
        account_id=ACCOUNT,
        business_day=DAY,
        entries=entries,
        reason=OfficeReason.GOODWILL,
    )


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.data())
def test_what_is_given_less_what_is_taken_is_left(given_: list[int], data: st.DataObject) -> None:
    ids = Ids()
    gifts = adjusted(*(granting(programme(), POINTS, each, DAY, ids) for each in given_))
    check_adjustment(gifts)
    account = account_adjusted(EMPTY, gifts)
    amount = data.draw(st.integers(1, sum(given_)))
    taken = adjusted(taking("points", [lot_of(each, ACCOUNT) for each in account.lots], amount, DAY, ids))
    check_adjustment(taken)

    left = account_adjusted(account, taken)
    assert sum(lot.remaining for lot in left.lots) == sum(given_) - amount
    assert all(lot.remaining >= 0 for lot in left.lots)


def test_no_more_is_taken_than_is_there() -> None:
    with pytest.raises(InvalidValue):
        taking("points", [], 1, DAY, Ids())


@pytest.mark.parametrize(
    "entry",
    [
        EntryBody(id=EntryId(UUID(int=9)), counter="points", kind=EntryKind.ADJUST, amount=5),
        EntryBody(id=EntryId(UUID(int=9)), counter="points", kind=EntryKind.ADJUST, amount=0),
        EntryBody(
            id=EntryId(UUID(int=9)),
            counter="points",
            kind=EntryKind.EARN,
            amount=-5,
            taken=(Taken(lot_id=LotId(UUID(int=8)), amount=5),),
        ),
    ],
    ids=["from nowhere", "nothing", "another kind"],
)
def test_an_entry_that_moves_something_else_than_it_says_is_refused(entry: EntryBody) -> None:
    with pytest.raises(InvalidValue):
        check_adjustment(adjusted(entry))


def test_a_lot_that_is_not_there_gives_nothing() -> None:
    taken = (Taken(lot_id=LotId(UUID(int=8)), amount=5),)
    entry = EntryBody(
        id=EntryId(UUID(int=9)), counter="points", kind=EntryKind.ADJUST, amount=-5, taken=taken
    )

    with pytest.raises(Unknown):
        account_adjusted(EMPTY, adjusted(entry))
