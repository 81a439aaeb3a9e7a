"""Recorded is what was on screen; said is what is durable; what cannot be done is said."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.errors import StoreCorrupt, StoreFull
from fidpos.domain.ids import EventId
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.view import Shown, TillState
from fidpos.wire.events import CardStatusChanged, VisitClosed
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, TAREK, ZOE, Counter, counter


def closed(at: Counter) -> list[VisitClosed]:
    return [event for event in at.store.events if isinstance(event, VisitClosed)]


def fails_once(call: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """The call, but the first time it raises."""
    pending = [error]

    def maybe(*args: object) -> object:
        if pending:
            raise pending.pop()
        return call(*args)

    return maybe


# Rewards


def test_a_reward_that_expires_at_midnight_is_said_and_not_silently_dropped() -> None:
    at = counter(signed_in=False, settings=CheckoutSettings(auto_lock_s=1e9))
    (lot,) = MALO.lots
    at.store.load(replace(MALO, lots=(replace(lot, expires_on=at.clock.now().date()),)))
    at.sign_in()
    at.tap_member(MALO)
    at.session.choose_reward(2)
    at.type_amount(2000)
    at.clock.advance(24 * 3600)

    at.session.confirm()

    assert closed(at) == []
    assert at.view.preview is not None
    assert at.view.preview.due.minor == 2000
    at.session.confirm()
    assert at.said == "confirm.reward_lapsed"
    assert closed(at) == []


def test_two_rewards_beyond_the_balance_are_not_both_shown_as_chosen_nor_closed() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(2)
    at.session.choose_reward(1)
    at.type_amount(2000)
    assert at.view.member is not None
    assert [offer.chosen for offer in at.view.member.offers] != [True, True]

    at.session.confirm()

    assert at.said == "confirm.reward_lapsed"
    assert closed(at) == []


def test_a_discount_without_a_purchase_is_no_visit() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(2)

    at.session.confirm()

    assert at.said == "confirm.amount_missing"
    assert closed(at) == []


def test_a_reward_that_lapsed_can_be_put_back_and_the_visit_closed() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(2)
    at.session.choose_reward(1)
    at.type_amount(2000)
    at.session.confirm()

    at.session.choose_reward(2)
    at.session.confirm()

    assert len(closed(at)) == 1
    assert at.points(MALO) == 520 - 150 + 20


def test_a_draft_forgets_a_reward_that_the_programme_no_longer_has() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(1)
    programme = at.store.programme()
    at.store.put_programme(replace(programme, version=2, rewards=programme.rewards[1:]))

    at.start()
    at.sign_in()
    at.session.confirm()

    assert at.said == "confirm.amount_missing"


# Enter


def test_enter_pressed_for_another_screen_does_nothing_but_ask_to_look() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1200)
    seen = Shown.on(at.view)
    at.tap_member(MALO)

    at.session.confirm(seen)

    assert at.view.state is TillState.ASKING
    assert at.view.member is not None
    assert at.view.member.member_id == BERENICE.member.id
    assert closed(at) == []


def test_enter_pressed_before_the_member_was_seen_closes_nothing() -> None:
    at = counter()
    at.type_amount(1200)
    seen = Shown.on(at.view)
    at.tap_member(BERENICE)

    at.session.confirm(seen)
    assert at.said == "confirm.look_again"
    at.session.confirm(Shown.on(at.view))

    assert at.points(BERENICE) == 132


def test_a_pin_typed_for_one_person_is_not_tried_on_another() -> None:
    at = counter(signed_in=False)
    at.session.choose_staff(PAUL.id)

    at.session.enter_pin("482915", INES.id)

    assert at.view.state is TillState.LOCKED
    assert next(staff for staff in at.store.staff() if staff.id == PAUL.id).failures == 0


# What is durable


def test_a_visit_that_is_durable_is_announced_although_the_store_cannot_be_read_now() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    at.store.recent_visits = fails_once(at.store.recent_visits, StoreCorrupt())  # type: ignore[method-assign]

    at.session.confirm()

    assert at.said == "banner.visit_recorded"
    assert len(closed(at)) == 1
    assert at.view.visit_id is None


def test_an_undo_that_is_durable_is_announced_although_the_store_cannot_be_read_now() -> None:
    at = counter()
    at.buy(BERENICE, 1240)
    at.store.recent_visits = fails_once(at.store.recent_visits, StoreCorrupt())  # type: ignore[method-assign]

    at.session.void_last()

    assert at.said == "banner.visit_voided"
    assert at.points(BERENICE) == 120


def test_an_unforeseen_error_never_leaves_the_screen_closing() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    at.store.commit = fails_once(at.store.commit, RuntimeError("unforeseen"))  # type: ignore[method-assign]

    with pytest.raises(RuntimeError):
        at.session.confirm()

    assert at.views[-1].state is TillState.READY


def test_the_till_locks_although_the_staff_cannot_be_read() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.store.staff = fails_once(at.store.staff, StoreCorrupt())  # type: ignore[method-assign]

    at.session.lock()

    assert at.views[-1].state is TillState.LOCKED


def test_esc_on_a_full_disk_keeps_what_it_could_not_forget() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.break_disk(StoreFull())

    at.session.back()

    assert at.said == "error.store_full"
    assert at.view.member is not None


# Who and what holds


def test_undoing_a_visit_takes_its_tier_back_from_the_member_on_screen_too() -> None:
    at = counter()
    at.buy(BERENICE, 20_000)
    at.tap_member(BERENICE)
    assert at.view.member is not None
    assert at.view.member.tier_code == "gold"
    at.session.lock()
    at.sign_in(PAUL)

    at.session.void_last()
    at.session.confirm()

    assert at.view.member is not None
    assert at.view.member.tier_code == "bronze"


def test_a_technician_undoes_nothing() -> None:
    at = counter()
    at.buy(BERENICE, 1240)
    at.session.lock()
    at.sign_in(TAREK)

    at.session.void_last()

    assert at.view.state is TillState.TECHNICIAN
    assert at.points(BERENICE) == 132


def test_esc_on_a_locked_till_touches_nothing_of_the_work() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    at.session.lock()

    at.session.back()
    at.session.back()

    at.sign_in()
    assert at.view.state is TillState.READY


def test_a_card_lost_while_the_till_was_off_does_not_come_back_with_the_draft() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    (card,) = BERENICE.cards
    lost = CardStatusChanged(
        id=EventId(UUID(int=77)),
        at=at.clock.now(),
        card_id=card.id,
        member_id=card.member_id,
        status=CardStatus.LOST,
    )
    at.store.commit(lost)

    at.start()
    at.sign_in()

    assert at.view.state is TillState.AMOUNT
    assert at.view.member is None


def test_a_draft_that_cannot_be_read_is_said_and_the_till_opens() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.store.draft = fails_once(at.store.draft, StoreCorrupt())  # type: ignore[method-assign]

    at.start()
    at.sign_in()

    assert at.said == "banner.draft_unreadable"
    assert at.view.state is TillState.IDLE


def test_a_member_found_by_name_who_then_shows_the_card_is_trusted_as_the_card_is() -> None:
    at = counter()
    at.session.search("zoé")
    at.session.pick_member(ZOE.member.id)
    at.tap_member(ZOE)
    at.type_amount(1000)

    at.session.confirm()

    assert closed(at)[0].card_id == ZOE.cards[0].id
    assert closed(at)[0].trust == 1


def test_a_wrong_pin_is_forgotten_once_the_right_one_was_typed() -> None:
    at = counter(signed_in=False)
    at.sign_in(pin="000000")
    at.session.enter_pin("482915")

    assert at.view.banner is None
