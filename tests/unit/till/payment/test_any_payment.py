"""Whatever a cashier does, and whenever the power goes: no card pays more than it holds, and no visit twice.

The centre answers, is silent, or answers late; the till is locked, starts anew, or its disk is full.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import GiftMove, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.wire.gift_card_events import GiftCardMoved
from fidpos.wire.sync.allowance import AllowanceKind
from tests.helpers.counter import BERENICE
from tests.helpers.paying_till import PayingTill, paying_till

CARDS = (500, 1_500, 4_000)
ALLOWED = 2_000


def in_task(machine: "AnyPayment") -> bool:
    return machine.till.at.view.task is not None


class AnyPayment(RuleBasedStateMachine):
    """One till, three cards, and everybody's impatience."""

    @initialize()
    def begin(self) -> None:
        self.till: PayingTill = paying_till()
        self.numbers: list[GiftCardNumber] = [self.till.card(minor) for minor in CARDS]
        self.tickets = 0
        self.till.office.give(AllowanceKind.GIFT_CARDS, ALLOWED)

    @rule(minor=st.sampled_from((300, 1_000, 2_500, 7_000)))
    def type_amount(self, minor: int) -> None:
        self.till.at.type_amount(minor)

    @rule()
    def attach(self) -> None:
        self.till.at.tap_member(BERENICE)

    @rule(number=st.integers(0, 2))
    def present(self, number: int) -> None:
        self.till.at.clock.advance(1)
        self.till.present(self.numbers[number])

    @rule()
    def open(self) -> None:
        self.till.open()

    @rule(minor=st.sampled_from((300, 1_000, 2_500, 7_000)), number=st.integers(0, 2), known=st.booleans())
    def buy(self, minor: int, number: int, known: bool) -> None:
        if known:
            self.till.at.tap_member(BERENICE)
        self.till.at.type_amount(minor)
        self.present(number)

    @precondition(in_task)
    @rule()
    def finish(self) -> None:
        self.till.go_on()
        self.ticket()

    @precondition(in_task)
    @rule()
    def go_on(self) -> None:
        self.till.go_on()

    @precondition(in_task)
    @rule()
    def take_back(self) -> None:
        self.till.key("delete")

    @precondition(in_task)
    @rule(number=st.integers(1, 3))
    def choose(self, number: int) -> None:
        self.till.choose(number)

    @precondition(in_task)
    @rule()
    def ticket(self) -> None:
        self.tickets += 1
        self.till.ticket(f"T{self.tickets}")

    @rule()
    def enter(self) -> None:
        self.till.at.session.confirm()

    @rule()
    def back(self) -> None:
        self.till.at.session.back()

    @rule()
    def undo(self) -> None:
        self.till.at.session.void_last()

    @rule()
    def hush(self) -> None:
        self.till.centre.at_once = not self.till.centre.at_once

    @precondition(lambda self: self.till.centre.letters)
    @rule(arrives=st.booleans())
    def letter(self, arrives: bool) -> None:
        if arrives:
            self.till.centre.answer()
        else:
            self.till.centre.keep_silent()

    @rule()
    def tell(self) -> None:
        self.till.tell_all()

    @rule()
    def colleague(self) -> None:
        self.till.at.session.lock()
        self.till.at.sign_in()

    @rule()
    def power_cut(self) -> None:
        self.till.centre.letters.clear()
        self.till.at.start()
        self.till.at.sign_in()

    @rule()
    def full_disk(self) -> None:
        self.till.at.break_disk(StoreFull("disk full"))
        self.till.at.session.confirm()
        self.tickets += 1
        self.till.ticket(f"T{self.tickets}")
        self.till.at.session.back()
        self.till.at.mend_disk()

    @invariant()
    def no_card_ever_pays_more_than_it_held(self) -> None:
        for number, minor in zip(self.numbers, CARDS, strict=True):
            card = self.till.at.store.gift_card_by_number(number)
            if card is not None:
                entries = self.till.at.store.gift_entries(card.id)
                spent = -sum(entry.amount_minor for entry in entries)
                assert 0 <= spent + card.held_minor <= minor

    @invariant()
    def a_visit_and_what_pays_it_are_recorded_together(self) -> None:
        closed = {visit.visit_id: visit for visit in self.till.visits}
        for event in self._paid():
            paid = -sum(body.amount_minor for body in event.moves)
            visit = closed.get(event.visit_id) if event.visit_id is not None else None
            if visit is not None:
                assert paid <= visit.amount_minor - visit.discount_minor
        for visit_id in closed:
            holds = self.till.at.store.gift_holds(visit_id)
            assert all(hold.state is not HoldState.HELD for hold in holds)

    @invariant()
    def no_visit_is_paid_twice(self) -> None:
        visits = [event.visit_id for event in self._paid()]
        assert len(visits) == len(set(visits))

    @invariant()
    def the_screen_says_what_is_held(self) -> None:
        task = self.till.at.view.task
        if task is not None:
            visit_id = self.till.visit_id
            draft = self.till.at.store.draft()
            assert draft is not None
            assert draft.gift_card_minor == sum(self.till.held(visit_id))

    def _paid(self) -> list[GiftCardMoved]:
        moved = (event for event in self.till.at.store.events if isinstance(event, GiftCardMoved))
        return [event for event in moved if event.move is GiftMove.SPENT]


AnyPayment.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyPayment = AnyPayment.TestCase
