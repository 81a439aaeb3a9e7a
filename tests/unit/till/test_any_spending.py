"""Whatever comes when: no till lets go more than the centre granted it, or than its allowance covers."""

from collections import deque

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from fidpos.domain.gift_card import GiftEntry, GiftMove, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import VisitId
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_card_paying import GiftCardPaying
from fidpos.till.gift_card_paying_view import PayingStep
from fidpos.wire.events import EpochReason
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.allowance import Allowance, AllowanceKind
from tests.helpers.asked_centre import AskedCentre, Letter
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore
from tests.helpers.memory_stored_value import MemoryStoredValue, Office, stored_value
from tests.helpers.spending_till import COFFEE, FIVE, spending_till
from tests.helpers.store_events import Events

DUE = 3_000
QUICK = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class AnyPayment(RuleBasedStateMachine):
    """Purchases paid with two cards that are known elsewhere, over a line that does what it likes."""

    @initialize()
    def begin(self) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore(IDENTITY, programme(), (INES,))
        self.book = MemoryStoredValue(self.store, self.clock)
        self.office = Office(self.book)
        self.at = GiftCounter(self.store, self.clock)
        self.centre = AskedCentre(self.clock)
        self.numbers = [make(), make()]
        for number, minor in zip(self.numbers, (4_000, 1_500), strict=True):
            self.centre.card(number, minor)
        self.late: deque[Letter] = deque()
        self.lost: set[object] = set()
        self._have_both_known()
        self.told = len(self.store.events)
        self.allowance = self.office.give(AllowanceKind.GIFT_CARDS, 700)
        self.next_purchase()

    def _have_both_known(self) -> None:
        """Each has paid a little here before, so that there is a last known balance."""
        self.centre.at_once = True
        for number in self.numbers:
            self.next_purchase()
            self.paying.due = Money(100, EUR)
            self.paying.present(number.canonical, self.clock.monotonic_s())
            self.paying.post(self.at.ticket())
        self.centre.at_once = False
        self._hear()

    def next_purchase(self, visit_id: VisitId | None = None) -> None:
        self.paying = GiftCardPaying(
            visit_id=visit_id or VisitId(self.at.new_id()),
            due=Money(DUE, EUR),
            work=lambda: self.at.work,
            lookup=self.at.lookup,
            stored_value=stored_value(self.centre, self.book),
            changed=lambda: None,
        )

    @rule(which=st.integers(0, 1))
    def present(self, which: int) -> None:
        self.clock.advance(5)
        self.paying.present(self.numbers[which].canonical, self.clock.monotonic_s())

    @rule(which=st.integers(0, 1))
    def a_card_is_drawn_on(self, which: int) -> None:
        self.present(which)
        while self.centre.letters:
            self.no_answer_comes()
        self.draw()

    @rule(is_out_of_reach=st.booleans())
    def the_line_changes(self, is_out_of_reach: bool) -> None:
        self.centre.is_out_of_reach = is_out_of_reach

    @precondition(lambda self: self.centre.letters)
    @rule()
    def an_answer_comes(self) -> None:
        letter = self.centre.letters.popleft()
        self.late.append(letter)
        letter.arrive()

    @precondition(lambda self: self.centre.letters)
    @rule()
    def no_answer_comes(self) -> None:
        self.late.append(self.centre.keep_silent())

    @precondition(lambda self: self.late)
    @rule()
    def an_answer_comes_late_or_twice(self) -> None:
        self.late[0].arrive()
        self.late.rotate(1)

    @rule()
    def try_again(self) -> None:
        self.paying.try_again()

    @rule()
    def draw(self) -> None:
        before = self._drawn()
        self.paying.draw()
        after = self._drawn()
        assert after == before or after <= self.allowance.amount_minor

    @rule()
    def go_without(self) -> None:
        self.paying.go_without()

    @rule()
    def give_up(self) -> None:
        self.paying.give_up()

    @rule()
    def post(self) -> None:
        self.paying.post(self.at.ticket())
        if self.paying.step is PayingStep.READY:
            self.next_purchase()

    @rule()
    def the_program_stops_and_starts(self) -> None:
        question = self.paying._question
        if question is not None:
            self.lost.add(question.hold_id)
        self.next_purchase(self.paying.visit_id)

    @rule()
    def the_store_is_restored(self) -> None:
        self.lost.update(self.centre.open)
        self.clock.advance(1)
        self.store.commit(structs.replace(Events(self.clock).epoch(), reason=EpochReason.RESTORED))
        assert self.paying.view().drawable.minor == 0

    @rule(minor=st.sampled_from((0, 700, 5_000)))
    def the_centre_hears_all_and_gives_an_allowance(self, minor: int) -> None:
        self._hear()
        self.allowance = self.office.give(AllowanceKind.GIFT_CARDS, minor)

    @rule(minutes=st.sampled_from((1, 30, 60 * 24 * 3)))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(60 * minutes)

    @invariant()
    def what_the_journal_holds_was_granted_or_allowed(self) -> None:
        new, self.told = self.store.events[self.told :], len(self.store.events)
        for event in new:
            if isinstance(event, GiftCardHeld) and event.allowance_id is None:
                assert self.centre.granted[event.hold_id] == event.amount_minor
                assert event.hold_id in self.centre.open or event.hold_id in self.lost

    @invariant()
    def no_purchase_is_paid_twice(self) -> None:
        holds = self.store.gift_holds(self.paying.visit_id)
        assert sum(hold.amount_minor for hold in holds if hold.state is not HoldState.VOIDED) <= DUE

    @invariant()
    def what_is_posted_was_held(self) -> None:
        entries = (e for n in self.numbers for e in self._entries(n) if e.move is GiftMove.SPENT)
        for entry in entries:
            assert entry.hold_id is not None
            hold = self.store.gift_hold(entry.hold_id)
            assert hold is not None
            assert (hold.state, hold.amount_minor) == (HoldState.POSTED, -entry.amount_minor)

    def teardown(self) -> None:
        """Once everything is given up and heard, the centre holds nothing but what stopping forgot."""
        if not hasattr(self, "paying"):
            return
        self.centre.is_out_of_reach = False
        self.paying.give_up()
        while self.centre.letters:
            self.centre.answer()
        for letter in self.late:
            letter.arrive()
        self._hear()
        assert set(self.centre.open) <= self.lost

    def _hear(self) -> None:
        self.centre.hear(self.store.events[self.store.acked :])
        self.book.tell_all()

    def _entries(self, number: GiftCardNumber) -> tuple[GiftEntry, ...]:
        card = self.store.gift_card_by_number(number)
        return self.store.gift_entries(card.id) if card is not None else ()

    def _drawn(self) -> int:
        return self.book.drawn_minor(AllowanceKind.GIFT_CARDS, self.allowance.heard)


TestAnyPayment = AnyPayment.TestCase
TestAnyPayment.settings = QUICK


class AnyVisit(RuleBasedStateMachine):
    """Visits on which points are spent that are known elsewhere, over a line that does what it likes."""

    @initialize(small=st.sampled_from((0, 200)))
    def begin(self, small: int) -> None:
        self.till = spending_till(online_from_minor=small)
        self.till.centre.points[self.till.account, "points"] = 900
        self.late: deque[Letter] = deque()
        self.allowance: Allowance | None = None
        self.seen = 0
        self.till.buy()

    @rule(is_out_of_reach=st.booleans())
    def the_line_changes(self, is_out_of_reach: bool) -> None:
        self.till.centre.is_out_of_reach = is_out_of_reach

    @rule()
    def nobody_answers_and_enter_is_pressed(self) -> None:
        self.till.choose(COFFEE)
        while self.till.centre.letters:
            self.no_answer_comes()
        self.till.enter()

    @rule(number=st.sampled_from((COFFEE, FIVE)))
    def choose(self, number: int) -> None:
        self.till.choose(number)

    @rule()
    def enter(self) -> None:
        self.till.enter()

    @rule()
    def escape(self) -> None:
        self.till.at.session.back()

    @rule(minor=st.sampled_from((1_000, 2_000)))
    def serve(self, minor: int) -> None:
        self.till.buy(minor)

    @rule()
    def lock_and_unlock(self) -> None:
        self.till.at.session.lock()
        self.till.at.sign_in()

    @rule()
    def the_program_stops_and_starts(self) -> None:
        self.till.at.start()
        self.till.at.sign_in()

    @precondition(lambda self: self.till.centre.letters)
    @rule()
    def an_answer_comes(self) -> None:
        letter = self.till.centre.letters.popleft()
        self.late.append(letter)
        letter.arrive()

    @precondition(lambda self: self.till.centre.letters)
    @rule()
    def no_answer_comes(self) -> None:
        self.late.append(self.till.centre.keep_silent())

    @precondition(lambda self: self.late)
    @rule()
    def an_answer_comes_late_or_twice(self) -> None:
        self.late[0].arrive()
        self.late.rotate(1)

    @rule(minor=st.sampled_from((0, 200, 1_000)))
    def the_centre_hears_all_and_gives_an_allowance(self, minor: int) -> None:
        self.till.centre.hear(self.till.at.store.events[self.till.at.store.acked :])
        self.till.book.tell_all()
        self.allowance = self.till.office.give(AllowanceKind.REWARDS, minor)

    @invariant()
    def what_a_visit_spends_was_held_for_it_or_covered(self) -> None:
        if not hasattr(self, "till"):
            return
        closed, self.seen = self.till.closed[self.seen :], len(self.till.closed)
        for visit in closed:
            cost = sum(redemption.cost for redemption in visit.redemptions)
            drawn = sum(each.amount_minor for each in visit.drawn)
            assert cost <= self._held_for(visit.visit_id) + drawn
            if drawn:
                assert self.allowance is not None
                spent = self.till.book.drawn_minor(AllowanceKind.REWARDS, self.allowance.heard)
                assert spent <= self.allowance.amount_minor

    def _held_for(self, visit_id: VisitId) -> int:
        centre = self.till.centre
        asked = [one for one in centre.requests if one.visit_id == visit_id]
        ids = {claim.hold_id for one in asked for claim in one.claims}
        return sum(centre.open[hold_id][1] for hold_id in ids if hold_id in centre.open)


TestAnyVisit = AnyVisit.TestCase
TestAnyVisit.settings = QUICK
