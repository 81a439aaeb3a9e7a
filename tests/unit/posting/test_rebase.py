"""A till's own events on top of a state: each once, and in order; what cannot be laid there is left out."""

from random import Random
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.ids import LotId, TillId, VoucherId, uuid7
from fidpos.posting.project import account_after, member_after
from fidpos.posting.rebase import account_rebased, member_rebased
from fidpos.wire.events import VisitClosed, VoucherUseBody
from fidpos.wire.sync.pull import AccountState, LotState, MemberState
from tests.helpers.centre_states import rich
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_till import MemoryTill
from tests.simulation.shop import Counter


class Till:
    """One member's till, with the state of before each visit."""

    def __init__(self) -> None:
        clock, random = FakeClock(), Random(2)
        self.counter = Counter(random=random, clock=clock)
        self.till = MemoryTill(TillId(UUID(int=1)), clock, lambda: uuid7(clock.now(), random.randbytes))
        self.counter.enrol(self.till)

    @property
    def member(self) -> MemberState:
        (state,) = self.till.members.values()
        return state

    @property
    def account(self) -> AccountState:
        (state,) = self.till.accounts.values()
        return state

    def visit(self) -> VisitClosed:
        event = self.counter.bought(self.till)
        self.till.record(event)
        return event


@pytest.fixture
def till() -> Till:
    return Till()


def nowhere(_: LotId) -> LotState | None:
    return None


def test_events_are_laid_on_top_in_order(till: Till) -> None:
    member, account = till.member, till.account
    events = [till.visit() for _ in range(5)]

    assert member_rebased(member, events) == till.member
    assert account_rebased(account, events, nowhere) == till.account


def test_events_about_others_are_passed_over(till: Till) -> None:
    event = till.visit()

    assert member_rebased(rich(), [event]) == rich()
    other = AccountState(id=rich().account_id, opened_on=rich().enrolled_on)
    assert account_rebased(other, [event], nowhere) == other


def test_a_visit_that_used_a_voucher_of_nobody_here_stands_until_the_centre_says_otherwise(
    till: Till,
) -> None:
    state, event = till.member, till.visit()
    using = structs.replace(event, vouchers_used=(VoucherUseBody(id=VoucherId(UUID(int=9))),))

    assert member_rebased(state, [using]) == member_after(state, event)


def test_a_lot_that_was_emptied_elsewhere_owes_what_was_taken_here(till: Till) -> None:
    till.visit()
    before = till.account
    (lot,) = before.lots
    spent = structs.replace(
        till.counter.bought(till.till), entries=(till.counter._spend(till.till, lot.id, 1),)
    )

    after = account_rebased(before.but(lots=()), [spent], {lot.id: lot}.get)

    assert [each.remaining for each in after.lots] == [-1]
    assert account_after(before, spent).lots[0].remaining == lot.remaining - 1


def test_a_lot_that_nobody_knows_leaves_the_event_out(till: Till) -> None:
    till.visit()
    before = till.account
    spent = structs.replace(
        till.counter.bought(till.till), entries=(till.counter._spend(till.till, before.lots[0].id, 1),)
    )

    assert account_rebased(before.but(lots=()), [spent], nowhere).lots == ()
