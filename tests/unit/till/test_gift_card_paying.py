"""A purchase paid with gift cards that others may spend too: asked about, answered or not, and decided."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from msgspec import structs

from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import GiftCardState, GiftMove, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import VisitId
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_card_paying import GiftCardPaying
from fidpos.till.gift_card_paying_view import PayingStep, PayingView
from fidpos.till.gift_card_payment import release_stale
from fidpos.till.gift_cards import GiftCardRefusal, Moved
from fidpos.wire.events import EpochReason
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.allowance import AllowanceKind
from fidpos.wire.sync.hold import Release
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore
from tests.helpers.memory_stored_value import MemoryStoredValue, Office, stored_value
from tests.helpers.store_events import Events

DUE = 3_000


@dataclass
class Shop:
    """A counter, the centre that it asks, and one purchase."""

    at: GiftCounter
    centre: AskedCentre
    book: MemoryStoredValue
    office: Office
    changes: list[PayingStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.paying = self.begin()

    def begin(self, due: int = DUE, visit_id: VisitId | None = None) -> GiftCardPaying:
        self.paying = GiftCardPaying(
            visit_id=visit_id or VisitId(self.at.new_id()),
            due=Money(due, EUR),
            work=lambda: self.at.work,
            lookup=self.at.lookup,
            stored_value=stored_value(self.centre, self.book),
            changed=lambda: self.changes.append(self.paying.step),
        )
        return self.paying

    @property
    def view(self) -> PayingView:
        return self.paying.view()

    def present(self, number: GiftCardNumber) -> None:
        self.paying.present(number.canonical, self.at.clock.monotonic_s())

    def elsewhere(self, minor: int = 5_000) -> GiftCardNumber:
        """A card that was sold at another till."""
        number = make()
        self.centre.card(number, minor)
        return number

    def seen_before(self, minor: int = 5_000, *, paid: int = 100) -> GiftCardNumber:
        """Such a card that has paid here once, so that this till knows it."""
        number = self.elsewhere(minor)
        self.centre.at_once = True
        before = self.paying
        paying = self.begin(due=paid)
        self.present(number)
        assert isinstance(paying.post(self.at.ticket()), Moved)
        self.centre.at_once, self.paying = False, before
        self.centre.hear(self.book.store.events[self.book.store.acked :])
        self.book.tell_all()
        return number

    def held(self) -> list[int]:
        return [hold.amount_minor for hold in self.view.holds]


@pytest.fixture
def shop() -> Shop:
    clock = FakeClock()
    store = MemoryStore(IDENTITY, programme(), (INES,))
    book = MemoryStoredValue(store, clock)
    return Shop(GiftCounter(store, clock), AskedCentre(clock), book, Office(book))


# The centre answers


def test_a_card_sold_elsewhere_pays_what_the_centre_holds_of_it(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    assert shop.view.step is PayingStep.ASKING
    assert shop.held() == []

    shop.centre.answer()
    assert shop.view.step is PayingStep.READY
    assert shop.held() == [DUE]
    assert shop.view.left.minor == 0
    assert shop.changes == [PayingStep.READY]


def test_the_hold_in_the_journal_is_the_centres_own(shop: Shop) -> None:
    shop.present(shop.elsewhere())
    shop.centre.answer()

    (told,) = [event for event in shop.book.store.events if isinstance(event, GiftCardHeld)]
    assert told.hold_id == shop.centre.requests[0].claims[0].hold_id
    assert told.allowance_id is None


def test_a_card_with_less_pays_what_it_has_and_the_next_one_the_rest(shop: Shop) -> None:
    shop.centre.at_once = True
    shop.present(shop.elsewhere(1_000))
    shop.present(shop.elsewhere(5_000))

    assert sorted(shop.held()) == [1_000, 2_000]
    assert isinstance(shop.paying.post("TICKET"), Moved)


def test_once_the_ticket_is_paid_the_money_has_left_the_card(shop: Shop) -> None:
    number = shop.elsewhere(5_000)
    shop.present(number)
    shop.centre.answer()
    posted = shop.paying.post("TICKET")

    assert isinstance(posted, Moved)
    assert posted.amount_minor == -DUE
    card = shop.at.store.gift_card_by_number(number)
    assert card is not None
    assert (card.balance_minor, card.held_minor) == (2_000, 0)
    assert shop.paying.post("TICKET") == posted


def test_goods_that_come_back_are_refunded_to_a_card_sold_elsewhere(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    shop.centre.answer()
    posted = shop.paying.post("TICKET")
    assert isinstance(posted, Moved)

    refunded = shop.at.refund(posted.entries[0], 1_500)
    assert not isinstance(refunded, GiftCardRefusal)
    assert [move.amount_minor for back in refunded for move in back.moves] == [1_500]


def test_an_unknown_number_and_a_frozen_card_are_refused_in_the_same_words(shop: Shop) -> None:
    frozen = make()
    shop.centre.card(frozen, 5_000, GiftCardState.FROZEN)
    for number in (make(), frozen):
        shop.present(number)
        shop.centre.answer()
        assert shop.view.refusal is GiftCardRefusal.UNUSABLE
        assert shop.view.step is PayingStep.READY


def test_what_is_no_number_is_not_asked_about(shop: Shop) -> None:
    shop.paying.present("(17)", shop.at.clock.monotonic_s())

    assert shop.view.refusal is GiftCardRefusal.UNUSABLE
    assert shop.centre.requests == []


def test_a_card_may_pay_no_more_in_a_day_than_the_owner_allows(shop: Shop) -> None:
    shop.at.policy = replace(shop.at.policy, spent_a_day_max_minor=2_000)
    shop.present(shop.elsewhere(5_000))
    shop.centre.answer()

    assert shop.view.refusal is GiftCardRefusal.NEEDS_MANAGER
    assert shop.centre.open == {}


def test_an_answer_that_the_store_cannot_keep_holds_nothing(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    shop.book.store.refuse = StoreFull("disk full")
    shop.centre.answer()
    shop.book.store.refuse = None

    assert isinstance(shop.view.fault, StoreFull)
    assert shop.held() == []
    assert shop.centre.open == {}


def test_the_same_answer_twice_holds_once(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    letter = shop.centre.letters[0]
    shop.centre.answer()
    letter.arrive()

    assert shop.held() == [DUE]
    assert len(shop.centre.open) == 1


def test_a_hold_that_ended_at_the_centre_is_asked_for_under_a_new_id(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    shop.centre.keep_silent()
    hold_id = shop.centre.requests[0].claims[0].hold_id
    shop.centre.release(Release(visit_id=shop.paying.visit_id, hold_ids=(hold_id,)))
    shop.paying.try_again()
    shop.centre.answer()
    shop.centre.answer()

    assert shop.held() == [DUE]


# Cards that nobody else knows


def test_a_card_just_sold_here_pays_at_once(shop: Shop) -> None:
    card_id = shop.at.sold(5_000)
    inscription = shop.at.store.inscription(card_id)
    assert inscription is not None
    shop.present(inscription.number)

    assert shop.held() == [DUE]
    assert shop.centre.requests == []


def test_a_card_sold_here_is_asked_about_once_the_centre_knows_it(shop: Shop) -> None:
    card_id = shop.at.sold(5_000)
    inscription = shop.at.store.inscription(card_id)
    assert inscription is not None
    shop.book.tell_all()
    shop.present(inscription.number)

    assert shop.view.step is PayingStep.ASKING


def test_a_till_without_a_centre_takes_its_own_cards_only(shop: Shop) -> None:
    card_id = shop.at.sold(5_000)
    inscription = shop.at.store.inscription(card_id)
    assert inscription is not None
    shop.paying.stored_value = None
    shop.present(make())
    assert shop.view.refusal is GiftCardRefusal.UNUSABLE

    shop.present(inscription.number)
    assert shop.held() == [DUE]


# Nobody answers


def test_a_card_never_seen_here_is_not_drawn_on_the_allowance(shop: Shop) -> None:
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000)
    shop.present(shop.elsewhere(5_000))
    shop.centre.keep_silent()
    assert shop.view.step is PayingStep.UNANSWERED
    assert shop.view.drawable.minor == 0

    shop.paying.draw()
    assert shop.held() == []


def test_nothing_is_drawn_while_the_answer_may_still_come(shop: Shop) -> None:
    number = shop.seen_before()
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000)
    shop.present(number)
    shop.paying.draw()

    assert shop.held() == []
    assert shop.view.step is PayingStep.ASKING


def test_the_cashier_may_draw_on_the_allowance(shop: Shop) -> None:
    number = shop.seen_before(5_000)
    given = shop.office.give(AllowanceKind.GIFT_CARDS, 10_000)
    shop.present(number)
    shop.centre.keep_silent()
    assert shop.view.drawable.minor == DUE

    shop.paying.draw()
    assert shop.held() == [DUE]
    told = [event for event in shop.book.store.events if isinstance(event, GiftCardHeld)]
    assert told[-1].allowance_id == given.id
    assert told[-1].hold_id != shop.centre.requests[-1].claims[0].hold_id


def test_what_was_asked_for_is_let_go_when_the_allowance_pays(shop: Shop) -> None:
    number = shop.seen_before(5_000)
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000)
    shop.present(number)
    late = shop.centre.keep_silent()
    shop.paying.draw()
    late.arrive()

    assert shop.held() == [DUE]
    assert shop.centre.open == {}


def test_a_draw_is_no_more_than_the_allowance_has_left(shop: Shop) -> None:
    number = shop.seen_before(5_000)
    shop.office.give(AllowanceKind.GIFT_CARDS, 1_200)
    shop.present(number)
    shop.centre.keep_silent()
    shop.paying.draw()
    assert shop.held() == [1_200]

    shop.present(number)
    shop.centre.keep_silent()
    assert shop.view.drawable.minor == 0


def test_a_draw_is_no_more_than_the_card_had_last(shop: Shop) -> None:
    number = shop.seen_before(2_000, paid=500)
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000)
    shop.present(number)
    shop.centre.keep_silent()

    assert shop.view.drawable.minor == 1_500


def test_what_is_let_go_again_can_be_drawn_again(shop: Shop) -> None:
    number = shop.seen_before(5_000)
    shop.office.give(AllowanceKind.GIFT_CARDS, DUE)
    shop.present(number)
    shop.centre.keep_silent()
    shop.paying.draw()
    shop.paying.give_up()
    shop.begin()
    shop.present(number)
    shop.centre.keep_silent()

    assert shop.view.drawable.minor == DUE


def test_a_new_allowance_counts_what_the_centre_has_not_heard_of(shop: Shop) -> None:
    number = shop.seen_before(9_000)
    shop.office.give(AllowanceKind.GIFT_CARDS, 4_000)
    shop.present(number)
    shop.centre.keep_silent()
    shop.paying.draw()
    shop.office.give(AllowanceKind.GIFT_CARDS, 4_000)
    shop.begin()
    shop.present(number)
    shop.centre.keep_silent()

    assert shop.view.drawable.minor == 1_000


def test_an_allowance_that_is_over_covers_nothing(shop: Shop) -> None:
    number = shop.seen_before()
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000, hours=1)
    shop.at.clock.advance(3_600)
    shop.present(number)
    shop.centre.keep_silent()

    assert shop.view.drawable.minor == 0


def test_a_restored_store_starts_at_zero(shop: Shop) -> None:
    number = shop.seen_before()
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000)
    shop.book.store.commit(structs.replace(Events(shop.at.clock).epoch(), reason=EpochReason.RESTORED))
    shop.present(number)
    shop.centre.keep_silent()

    assert shop.view.drawable.minor == 0


def test_a_gift_card_past_its_time_is_not_drawn_even_with_the_clock_put_back(shop: Shop) -> None:
    number = shop.seen_before()
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000, hours=24 * 365)
    standing = shop.centre.cards[number.digest]
    day = shop.at.work.today
    shop.centre.cards[number.digest] = standing.but(expires_on=day)
    shop.present(number)
    shop.centre.answer()
    shop.paying.give_up()
    shop.at.clock.advance(3 * 24 * 3_600)
    shop.at.sold(1_000)
    shop.at.clock.wall -= timedelta(days=3)
    shop.begin()
    shop.present(number)
    shop.centre.keep_silent()

    assert shop.view.drawable.minor == 0


def test_asking_again_asks_for_the_same_hold(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    shop.centre.keep_silent()
    shop.paying.try_again()
    shop.centre.answer()

    first, second = shop.centre.requests
    assert first.claims == second.claims
    assert shop.held() == [DUE]


def test_a_late_answer_is_taken_while_the_cashier_has_not_decided(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    late = shop.centre.keep_silent()
    late.arrive()

    assert shop.held() == [DUE]
    assert shop.view.step is PayingStep.READY


def test_a_late_answer_changes_nothing_once_the_cashier_went_on_without(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    late = shop.centre.keep_silent()
    shop.paying.go_without()
    late.arrive()

    assert shop.held() == []
    assert shop.centre.open == {}
    assert len(shop.centre.releases) == 2


def test_the_ticket_is_not_posted_while_a_card_is_undecided(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))

    assert shop.paying.post("TICKET") is GiftCardRefusal.HELD


def test_giving_up_lets_everything_go(shop: Shop) -> None:
    shop.centre.at_once = True
    number = shop.elsewhere(1_000)
    shop.present(number)
    shop.centre.at_once = False
    shop.present(shop.elsewhere(5_000))
    shop.paying.give_up()

    assert shop.held() == []
    assert shop.view.step is PayingStep.READY
    held = shop.at.store.gift_holds(shop.paying.visit_id)
    assert [hold.state for hold in held] == [HoldState.VOIDED]


def test_a_till_that_stopped_finds_what_it_held(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    shop.centre.answer()
    again = shop.begin(visit_id=shop.paying.visit_id)

    assert shop.held() == [DUE]
    assert isinstance(again.post("TICKET"), Moved)


def test_what_was_forgotten_is_let_go_when_it_is_stale(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    shop.centre.answer()
    shop.at.clock.advance(shop.at.policy.hold_s)
    (released,) = release_stale(shop.at.store, at=shop.at.clock.now(), new_id=shop.at.new_id)

    assert released.state is HoldState.VOIDED
    assert shop.paying.post("TICKET") is GiftCardRefusal.LAPSED


def test_an_answer_about_another_card_holds_nothing(shop: Shop) -> None:
    number, other = shop.elsewhere(5_000), shop.elsewhere(5_000)
    shop.centre.cards[number.digest] = shop.centre.cards[other.digest]
    shop.present(number)
    shop.centre.answer()

    assert shop.view.refusal is GiftCardRefusal.UNUSABLE
    assert shop.held() == []


def test_more_than_was_asked_for_is_not_taken(shop: Shop) -> None:
    shop.present(shop.elsewhere(5_000))
    letter = shop.centre.letters[0]
    assert letter.answer is not None
    held = structs.replace(letter.answer.held[0], granted=DUE + 1)
    letter.answer = structs.replace(letter.answer, held=(held,))
    shop.centre.answer()

    assert shop.view.refusal is GiftCardRefusal.UNUSABLE


def test_what_was_spent_here_and_not_heard_there_is_not_spent_twice(shop: Shop) -> None:
    number = shop.seen_before(5_000)
    shop.office.give(AllowanceKind.GIFT_CARDS, 10_000)
    shop.present(number)
    shop.centre.keep_silent()
    shop.paying.draw()
    assert isinstance(shop.paying.post("TICKET"), Moved)
    shop.begin()
    shop.present(number)
    shop.centre.answer()

    assert shop.view.refusal is GiftCardRefusal.UNUSABLE
    assert shop.centre.open == {}
    spent = shop.at.store.gift_entries_of_day(shop.at.work.today)
    assert sum(entry.amount_minor for entry in spent if entry.move is GiftMove.SPENT) == -DUE - 100
