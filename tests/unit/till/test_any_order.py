"""Whatever a cashier presses, in any order, with a disk that fills up and a plug that is pulled."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fidpos.domain.card import Refusal
from fidpos.domain.errors import StoreFull
from fidpos.domain.ids import VisitId
from fidpos.domain.staff import Staff
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.view import TillState
from fidpos.wire.events import VisitClosed
from tests.helpers.counter import BERENICE, INES, MALO, NOUR, PAUL, ZOE, counter

MEMBERS = (BERENICE, MALO, NOUR, ZOE)


class AnyOrder(RuleBasedStateMachine):
    """Random presses; the invariants are what shops never forgive."""

    def __init__(self) -> None:
        super().__init__()
        self.at = counter(settings=CheckoutSettings(auto_lock_s=600))
        self.announced: set[VisitId] = set()

    @rule(member=st.sampled_from(MEMBERS))
    def tap(self, member: MemberSnapshot) -> None:
        self.at.tap_member(member)

    @rule(reason=st.sampled_from(Refusal))
    def show(self, reason: Refusal) -> None:
        self.at.show(reason)

    @rule(minor=st.none() | st.integers(0, 200_000))
    def type_amount(self, minor: int | None) -> None:
        self.at.type_amount(minor)

    @rule()
    def enter(self) -> None:
        before = self.at.view
        self.at.session.confirm()
        after = self.at.view
        if before.state is TillState.READY and after.state is TillState.IDLE and before.visit_id is not None:
            self.announced.add(before.visit_id)

    @rule()
    def esc(self) -> None:
        closed = len(self.closed())
        self.at.session.back()
        assert len(self.closed()) == closed

    @rule(number=st.integers(0, 9))
    def choose_reward(self, number: int) -> None:
        self.at.session.choose_reward(number)

    @rule()
    def undo(self) -> None:
        self.at.session.void_last()

    @rule(staff=st.sampled_from((INES, PAUL)))
    def switch(self, staff: Staff) -> None:
        amount, member = self.at.view.amount, self.at.view.preview
        self.at.session.lock()
        self.at.sign_in(staff)
        assert self.at.view.amount == amount
        assert (self.at.view.preview is None) == (member is None)

    @rule(seconds=st.integers(1, 4000))
    def wait(self, seconds: int) -> None:
        self.at.clock.advance(seconds)
        self.at.session.tick()

    @precondition(lambda self: self.at.store.refuse is None)
    @rule()
    def disk_fills_up(self) -> None:
        self.at.break_disk(StoreFull())

    @precondition(lambda self: self.at.store.refuse is not None)
    @rule()
    def space_returns(self) -> None:
        self.at.mend_disk()

    @rule()
    def power_cut(self) -> None:
        self.at.start()
        if self.at.store.refuse is None:
            self.at.sign_in()

    def closed(self) -> list[VisitClosed]:
        return [event for event in self.at.store.events if isinstance(event, VisitClosed)]

    @invariant()
    def a_balance_is_the_sum_of_what_its_lots_hold(self) -> None:
        for member in MEMBERS:
            lots = self.at.store.open_lots(member.member.account_id, "points")
            assert self.at.points(member) == sum(lot.remaining for lot in lots)

    @invariant()
    def a_visit_that_was_announced_is_in_the_store(self) -> None:
        assert all(self.at.store.visit(visit_id) is not None for visit_id in self.announced)

    @invariant()
    def no_visit_is_there_twice(self) -> None:
        ids = [event.visit_id for event in self.closed()]
        assert len(ids) == len(set(ids))

    @invariant()
    def a_discount_never_exceeds_the_purchase(self) -> None:
        assert all(0 <= event.discount_minor <= event.amount_minor for event in self.closed())

    @invariant()
    def the_view_can_always_be_drawn(self) -> None:
        view = self.at.view
        assert (view.state is TillState.LOCKED) == (view.staff is None)
        assert (view.question is not None) == (view.state is TillState.ASKING)


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestAnyOrder = AnyOrder.TestCase
