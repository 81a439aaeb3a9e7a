"""The checkout as a cashier lives it, on a store in memory."""

from dataclasses import replace
from uuid import uuid4

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.staff import Staff
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.view import TillState, Tone
from fidpos.till.void_visit import void_visit
from fidpos.wire.events import VisitClosed, VisitVoided
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, TAREK, ZOE, Counter, counter


def closed(at: Counter) -> list[VisitClosed]:
    return [event for event in at.store.events if isinstance(event, VisitClosed)]


def test_a_card_an_amount_and_enter_make_a_rewarded_visit() -> None:
    at = counter()

    at.buy(BERENICE, 1240)

    assert at.said == "banner.visit_closed"
    assert at.view.banner is not None
    assert at.view.banner.message.params == {"points": 12, "balance": 132}
    assert at.points(BERENICE) == 132
    assert at.view.state is TillState.IDLE


def test_the_amount_may_come_before_the_card() -> None:
    at = counter()

    at.type_amount(1240)
    at.tap_member(BERENICE)
    at.session.confirm()

    assert at.points(BERENICE) == 132


def test_the_preview_says_what_enter_will_record() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    preview = at.view.preview
    assert preview is not None

    at.session.confirm()

    assert (preview.points_earned, preview.points_after) == (12, at.points(BERENICE))


def test_closing_is_shown_before_the_store_is_asked() -> None:
    at = counter()

    at.buy(BERENICE, 1240)

    states = [view.state for view in at.views]
    assert states[-2:] == [TillState.CLOSING, TillState.IDLE]


def test_a_second_enter_records_nothing_more() -> None:
    at = counter()
    at.buy(BERENICE, 1240)

    at.session.confirm()

    assert len(closed(at)) == 1


def test_a_closed_visit_stays_on_screen_for_a_while_and_then_leaves() -> None:
    at = counter()
    at.buy(BERENICE, 1240)
    assert at.view.member is not None
    assert at.view.member.points == 132
    assert at.view.visits[0].past.points == 12

    at.clock.advance(46)
    at.session.tick()

    assert at.view.member is None
    assert at.view.banner is None


def test_enter_without_a_member_or_without_an_amount_says_what_is_missing() -> None:
    at = counter()
    at.type_amount(500)
    at.session.confirm()
    assert at.said == "confirm.member_missing"

    at.type_amount(None)
    at.tap_member(BERENICE)
    at.session.confirm()

    assert at.said == "confirm.amount_missing"


def test_a_childs_birthday_is_announced_and_rewarded_once_a_year() -> None:
    at = counter()
    at.tap_member(ZOE)
    member = at.view.member
    assert member is not None
    assert [(alert.key, alert.params["name"]) for alert in member.alerts] == [
        ("alert.birthday.child.soon", "Léo")
    ]

    at.type_amount(1000)
    at.session.confirm()
    at.buy(ZOE, 1000)

    assert at.points(ZOE) == 10 + 50 + 10


def test_the_birthdays_among_the_facts_do_not_stand_in_the_event_in_clear() -> None:
    at = counter()

    at.buy(ZOE, 1000)

    (event,) = closed(at)
    assert b"anniversar" not in bytes(event.facts)
    assert event.sealed


def test_reaching_a_threshold_raises_the_tier_from_the_next_visit_on() -> None:
    at = counter()

    at.buy(BERENICE, 20_000)

    assert closed(at)[0].tier is not None
    at.tap_member(BERENICE)
    assert at.view.member is not None
    assert at.view.member.tier_code == "gold"


# Rewards


def test_a_reward_is_held_until_enter_and_spent_with_it() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.open_rewards()
    at.session.choose_reward(2)
    at.type_amount(2000)
    assert at.points(MALO) == 520
    assert at.view.preview is not None
    assert at.view.preview.due.minor == 1500

    at.session.confirm()

    assert at.points(MALO) == 520 - 500 + 15
    assert closed(at)[0].discount_minor == 500


def test_choosing_a_reward_again_lets_it_go() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(1)
    at.session.choose_reward(1)
    at.type_amount(1000)

    at.session.confirm()

    assert at.points(MALO) == 530


def test_a_gift_can_be_taken_without_buying_anything() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(1)

    at.session.confirm()

    assert at.points(MALO) == 370


def test_a_reward_that_costs_too_much_says_how_much_is_missing() -> None:
    at = counter()
    at.tap_member(BERENICE)

    at.session.choose_reward(1)

    assert at.said == "reward.too_dear"
    assert at.view.banner is not None
    assert at.view.banner.message.params["missing"] == 30


def test_the_numbers_of_the_rewards_do_not_move_while_choosing() -> None:
    at = counter()
    at.tap_member(MALO)
    assert at.view.member is not None
    before = [offer.code for offer in at.view.member.offers]

    at.session.choose_reward(2)

    assert at.view.member is not None
    assert [offer.code for offer in at.view.member.offers] == before
    assert [offer.chosen for offer in at.view.member.offers] == [False, True]


# A second member


def test_another_members_card_replaces_the_first_only_on_yes() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(700)
    at.tap_member(MALO)

    at.session.confirm()

    assert at.view.member is not None
    assert at.view.member.member_id == MALO.member.id
    assert at.view.amount is not None
    assert at.view.amount.minor == 700


def test_esc_keeps_the_first_member() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.tap_member(MALO)

    at.session.back()

    assert at.view.member is not None
    assert at.view.member.member_id == BERENICE.member.id
    assert at.said == "banner.member_kept"


def test_a_reward_chosen_for_the_first_member_is_not_spent_by_the_second() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(1)
    at.tap_member(BERENICE)
    at.session.confirm()
    at.type_amount(1000)

    at.session.confirm()

    assert at.points(BERENICE) == 130
    assert at.points(MALO) == 520


# Undo


def test_f8_undoes_the_last_visit() -> None:
    at = counter()
    at.buy(BERENICE, 1240)

    at.session.void_last()

    assert at.points(BERENICE) == 120
    assert at.view.member is not None
    assert at.view.member.masked_card == "0017"
    assert at.said == "banner.visit_voided_balance"
    assert at.view.visits[0].past.voided


def test_undoing_gives_back_a_reward_but_needs_a_manager() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(1)
    at.session.confirm()

    at.session.void_last()
    assert at.said == "correction.needs_manager"
    at.session.lock()
    at.sign_in(PAUL)
    at.session.void_last()

    assert at.points(MALO) == 520


def test_undoing_returns_the_tier_and_the_birthday_gift() -> None:
    at = counter()
    at.buy(ZOE, 30_000)

    at.session.void_last()
    at.tap_member(ZOE)
    at.type_amount(1000)

    assert at.view.member is not None
    assert at.view.member.tier_code == "bronze"
    assert at.view.preview is not None
    assert at.view.preview.points_earned == 60


def test_a_visit_is_undone_only_once() -> None:
    at = counter()
    at.buy(BERENICE, 1240)
    at.session.void_last()

    at.session.void_last()

    assert at.said == "correction.already"
    assert sum(isinstance(event, VisitVoided) for event in at.store.events) == 1


@pytest.mark.parametrize("late", ["five minutes", "next member"])
def test_after_five_minutes_or_the_next_member_only_a_manager_undoes(late: str) -> None:
    at = counter(settings=CheckoutSettings(auto_lock_s=10_000))
    at.buy(BERENICE, 1240)
    if late == "five minutes":
        at.clock.advance(301)
    else:
        at.tap_member(MALO)
        at.session.back()

    at.session.void_last()
    assert at.said == "correction.needs_manager"
    at.session.lock()
    at.sign_in(PAUL)
    at.session.void_last()
    assert at.said == "question.void_last"
    at.session.confirm()

    assert at.points(BERENICE) == 120


def test_points_spent_before_the_undo_leave_a_debt_that_the_next_visit_pays_off() -> None:
    at = counter()
    at.buy(BERENICE, 5_000)
    at.tap_member(BERENICE)
    at.session.choose_reward(1)
    at.session.confirm()
    first = at.store.visit(closed(at)[0].visit_id)
    assert first is not None
    assert at.points(BERENICE) == 20

    void_visit(at.store, first, by=PAUL, reason="refund", at=at.clock.now(), new_id=uuid4)

    assert at.points(BERENICE) == -30
    at.buy(BERENICE, 4_000)
    assert at.view.member is not None
    assert at.view.member.points == at.points(BERENICE) == 10


# Faults


def test_a_full_disk_is_said_before_anything_is_announced_and_the_amount_stays() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    at.break_disk(StoreFull())

    at.session.confirm()

    assert at.said == "error.store_full"
    assert at.view.banner is not None
    assert at.view.banner.tone is Tone.ERROR
    assert at.view.amount is not None
    assert at.view.amount.minor == 1240
    assert at.view.state is TillState.READY
    assert closed(at) == []


def test_enter_works_again_when_space_returns() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    at.break_disk(StoreFull())
    at.session.confirm()

    at.mend_disk()
    at.session.confirm()

    assert at.points(BERENICE) == 132
    assert len(closed(at)) == 1


def test_an_amount_typed_on_a_full_disk_is_kept_in_memory() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.break_disk(StoreFull())

    at.type_amount(990)

    assert at.view.amount is not None
    assert at.view.amount.minor == 990


def test_the_visit_in_progress_is_back_after_a_power_cut() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(2)
    at.type_amount(2000)
    visit_id = at.view.visit_id

    at.start()
    at.sign_in()

    assert at.said == "banner.draft_restored_amount"
    assert at.view.visit_id == visit_id
    assert at.view.preview is not None
    assert at.view.preview.due.minor == 1500
    at.session.confirm()
    assert at.points(MALO) == 35


def test_a_closed_visit_leaves_no_draft_behind() -> None:
    at = counter()
    at.buy(BERENICE, 1240)

    at.start()

    assert at.view.visit_id is None


def test_f8_still_finds_the_last_visit_after_a_restart_for_a_manager() -> None:
    at = counter()
    at.buy(BERENICE, 1240)
    at.start()
    at.sign_in(PAUL)

    at.session.void_last()
    at.session.confirm()

    assert at.points(BERENICE) == 120


def test_a_visit_that_outlives_midnight_counts_for_the_day_it_is_closed_on() -> None:
    at = counter(settings=CheckoutSettings(auto_lock_s=1e9))
    at.tap_member(BERENICE)
    at.type_amount(1240)
    at.clock.advance(24 * 3600)

    at.session.confirm()

    assert closed(at)[0].business_day.isoformat() == "2026-11-21"


# Amounts


def test_an_unusual_amount_is_asked_about_once() -> None:
    at = counter()
    for _ in range(20):
        at.buy(MALO, 1000)
    at.tap_member(BERENICE)
    at.type_amount(50_000)
    at.session.confirm()
    assert at.said == "question.unusual_amount"
    assert at.points(BERENICE) == 120

    at.session.confirm()

    assert at.points(BERENICE) == 620


def test_no_to_an_unusual_amount_leaves_it_to_be_corrected() -> None:
    at = counter()
    for _ in range(20):
        at.buy(MALO, 1000)
    at.tap_member(BERENICE)
    at.type_amount(50_000)
    at.session.confirm()

    at.session.back()
    at.type_amount(5_000)
    at.session.confirm()

    assert at.points(BERENICE) == 170


# Who is signed in


def test_the_work_in_progress_survives_a_change_of_cashier_and_names_both() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)
    at.session.lock()
    at.sign_in(PAUL)

    at.session.confirm()

    (event,) = closed(at)
    assert (event.opened_by, event.closed_by) == (INES.id, PAUL.id)


def test_a_till_left_alone_locks_itself_and_keeps_the_work() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)

    at.clock.advance(301)
    at.session.tick()

    assert at.view.state is TillState.LOCKED
    at.sign_in()
    assert at.view.amount is not None


def test_a_technician_records_no_visits() -> None:
    at = counter(signed_in=False)
    at.sign_in(TAREK)
    at.buy(BERENICE, 1240)

    at.session.confirm()

    assert at.view.state is TillState.TECHNICIAN
    assert closed(at) == []


@pytest.mark.parametrize("staff", [INES, PAUL])
def test_nothing_is_recorded_on_a_locked_till(staff: Staff) -> None:
    at = counter(signed_in=False)
    at.session.choose_staff(staff.id)

    at.buy(BERENICE, 1240)

    assert closed(at) == []
    assert at.view.member is None


# Finding without a card


def test_a_member_found_by_name_is_attached_with_the_lowest_trust() -> None:
    at = counter()
    at.session.search("bér")
    assert at.view.found is not None
    (hit,) = [hit for hit in at.view.found if hit.member_id == BERENICE.member.id]

    at.session.pick_member(hit.member_id)
    at.type_amount(1000)
    at.session.confirm()

    assert closed(at)[0].trust == 0
    assert closed(at)[0].card_id is None


def test_one_letter_finds_nobody() -> None:
    at = counter()

    at.session.search("b")

    assert at.view.found == ()


def test_esc_closes_the_search_before_it_lets_the_member_go() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.search("mal")

    at.session.back()

    assert at.view.found is None
    assert at.view.member is not None


def test_esc_clears_the_amount_then_the_member_and_never_commits() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1240)

    at.session.back()
    assert at.view.state is TillState.MEMBER
    at.session.back()

    assert at.view.state is TillState.IDLE
    assert closed(at) == []
    assert at.store.draft() is None


def test_own_purchases_in_ones_own_session_give_no_points() -> None:
    at = counter()
    at.store.put_staff(replace(INES, own_member_id=BERENICE.member.id))
    at.session.lock()
    at.sign_in(INES)
    at.tap_member(BERENICE)
    assert at.said == "banner.own_card"
    at.type_amount(1240)
    at.session.confirm()

    assert at.points(BERENICE) == 120
