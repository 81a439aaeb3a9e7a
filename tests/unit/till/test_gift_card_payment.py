"""Paying with gift cards: in part, with several, held and let go, and given back."""

import pytest

from fidpos.domain.gift_card import GiftCard, GiftCardPolicy, HoldState
from fidpos.domain.ids import GiftCardId, GiftHoldId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_card_care import freeze_gift_card, replace_gift_card
from fidpos.till.gift_card_payment import (
    hold_gift_card,
    post_holds,
    release_holds,
    release_stale,
)
from fidpos.till.gift_cards import GiftCardRefusal, Moved
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GRANTED, GiftCounter
from tests.helpers.memory_store import MemoryStore

DAY_S = 86_400


@pytest.fixture
def at() -> GiftCounter:
    return with_policy(GRANTED)


def with_policy(policy: GiftCardPolicy) -> GiftCounter:
    return GiftCounter(MemoryStore(IDENTITY, programme(), (INES,)), FakeClock(), policy=policy)


def number_of(at: GiftCounter, card_id: GiftCardId) -> str:
    inscription = at.store.inscription(card_id)
    assert inscription is not None
    return inscription.number.grouped.lower()


def test_a_number_is_found_however_it_was_typed(at: GiftCounter) -> None:
    card_id = at.sold()

    assert at.try_number(number_of(at, card_id)) == at.card(card_id)


def test_a_card_pays_what_it_has_and_the_next_one_the_rest(at: GiftCounter) -> None:
    visit = VisitId(at.new_id())
    small, large = at.sold(1_200), at.sold(5_000)

    first = at.hold(small, 3_000, visit_id=visit)
    second = at.hold(large, 3_000 - first.amount_minor, visit_id=visit)
    entries = at.post(visit)

    assert (first.amount_minor, second.amount_minor) == (1_200, 1_800)
    assert {entry.amount_minor for entry in entries} == {-1_200, -1_800}
    assert len({entry.ticket for entry in entries}) == 1
    assert (at.card(small).balance_minor, at.card(large).balance_minor) == (0, 3_200)


def test_a_hold_repeated_is_the_first_one(at: GiftCounter) -> None:
    card_id, hold_id, visit = at.sold(5_000), GiftHoldId(at.new_id()), VisitId(at.new_id())
    holds = [
        hold_gift_card(at.work, card_id, hold_id=hold_id, visit_id=visit, wanted=Money(minor, EUR))
        for minor in (1_000, 4_000)
    ]

    assert holds[0] == holds[1]
    assert at.card(card_id).held_minor == 1_000


def test_what_is_held_is_not_held_again(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    at.hold(card_id, 4_000)

    assert at.hold(card_id, 4_000).amount_minor == 1_000
    assert at.try_hold(card_id, 1) is GiftCardRefusal.WRONG_AMOUNT


def test_a_payment_names_its_ticket(at: GiftCounter) -> None:
    hold = at.hold(at.sold(), 100)

    assert post_holds(at.work, hold.visit_id, "  ") is GiftCardRefusal.NEEDS_TICKET
    assert at.post(hold.visit_id, " a 1 ")[0].ticket == "A 1"


def test_a_purchase_that_is_given_up_costs_nothing(at: GiftCounter) -> None:
    hold = at.hold(at.sold(), 100)
    release_holds(at.work, [hold])

    assert post_holds(at.work, hold.visit_id, "T9") is GiftCardRefusal.LAPSED
    assert post_holds(at.work, VisitId(at.new_id()), "T9") is GiftCardRefusal.LAPSED
    assert at.card(hold.gift_card_id).available_minor == 5_000


def test_a_hold_that_was_forgotten_is_let_go_and_a_fresh_one_is_not(at: GiftCounter) -> None:
    forgotten = at.hold(at.sold(), 100)
    at.clock.advance(at.policy.hold_s)
    fresh = at.hold(at.sold(), 100)

    released = release_stale(at.store, at=at.clock.now(), new_id=at.new_id)

    assert [(hold.id, hold.state) for hold in released] == [(forgotten.id, HoldState.VOIDED)]
    assert at.card(fresh.gift_card_id).held_minor == 100


def test_a_hold_that_is_overdue_but_not_let_go_is_still_good(at: GiftCounter) -> None:
    hold = at.hold(at.sold(), 100)
    at.clock.advance(at.policy.hold_s * 2)

    assert at.post(hold.visit_id)[0].amount_minor == -100


def test_a_hold_of_an_earlier_day_is_not_posted(at: GiftCounter) -> None:
    hold = at.hold(at.sold(5_000), 5_000)
    at.clock.advance(86_400)
    assert post_holds(at.work, hold.visit_id, "T9") is GiftCardRefusal.LAPSED


def test_what_was_held_before_the_card_was_frozen_is_still_paid(at: GiftCounter) -> None:
    hold = at.hold(at.sold(), 100)
    freeze_gift_card(at.work, hold.gift_card_id, "lost")

    assert at.post(hold.visit_id)[0].amount_minor == -100
    assert at.try_hold(hold.gift_card_id, 100) is GiftCardRefusal.UNUSABLE


def test_a_day_of_payments_above_the_bound_needs_a_manager() -> None:
    at = with_policy(GiftCardPolicy(spent_a_day_max_minor=2_000))
    card_id = at.sold(10_000)
    payment = at.paid(card_id, 1_500)
    held = at.hold(card_id, 500)

    assert at.try_hold(card_id, 1) is GiftCardRefusal.NEEDS_MANAGER

    at.refund(payment, 300)
    release_holds(at.work, [held])
    assert at.hold(card_id, 800).amount_minor == 800
    by_manager = hold_gift_card(
        at.approved,
        card_id,
        hold_id=GiftHoldId(at.new_id()),
        visit_id=VisitId(at.new_id()),
        wanted=Money(5_000, EUR),
    )
    assert not isinstance(by_manager, GiftCardRefusal)


def test_it_is_taken_on_the_last_day_of_grace_and_not_after() -> None:
    at = with_policy(GiftCardPolicy())
    card_id = at.sold()
    until = at.card(card_id).expires_on
    assert until is not None
    at.clock.advance((until - at.work.today).days * DAY_S)
    at.clock.advance(30 * DAY_S)

    assert at.hold(card_id, 100).amount_minor == 100

    at.clock.advance(DAY_S)
    assert at.try_hold(card_id, 100) is GiftCardRefusal.UNUSABLE


def test_money_returns_to_the_card_in_place_of_the_one_that_paid(at: GiftCounter) -> None:
    lost = at.sold(5_000)
    payment = at.paid(lost, 2_000)
    heir = at.draft(3_000)
    assert isinstance(replace_gift_card(at.approved, lost, by_draft_id=heir, reason="lost"), Moved)

    at.refund(payment, 1_500)
    at.refund(payment, 501)

    assert (at.card(lost).balance_minor, at.card(heir).balance_minor) == (0, 5_000)


def test_a_refund_may_exceed_what_a_card_may_hold() -> None:
    at = with_policy(GiftCardPolicy(balance_max_minor=5_000))
    payment = at.paid(at.sold(5_000), 3_000)
    at.policy = GiftCardPolicy(balance_max_minor=2_500)

    at.refund(payment, 3_000)

    assert at.card(payment.gift_card_id).balance_minor == 5_000


def test_numbers_are_not_tried_without_end() -> None:
    at = with_policy(GiftCardPolicy(lookups_a_minute=3))
    number = number_of(at, at.sold())
    for text in ("GC1", number, "nonsense"):
        at.try_number(text)

    assert at.try_number(number) is GiftCardRefusal.THROTTLED

    at.clock.advance(60)
    assert isinstance(at.try_number(number), GiftCard)
