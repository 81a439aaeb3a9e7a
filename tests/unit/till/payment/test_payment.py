"""Paying with gift cards at the checkout: what a cashier does, and what is in the journal afterwards."""

from dataclasses import replace

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import GiftCardPolicy, GiftMove
from fidpos.domain.gift_card_number import make
from fidpos.rules.programme import Programme
from fidpos.till.gift_card_payment import release_stale
from fidpos.till.register.standing import RegisterRefusal, TicketStatus
from fidpos.till.task.acts import Approve, NameApprover
from fidpos.till.task.view import ListBody, PresentBody
from fidpos.till.view import TillState
from fidpos.wire.gift_card_events import GiftCardMoved
from fidpos.wire.sync.allowance import AllowanceKind
from tests.helpers.counter import BERENICE, MALO, PAUL, PIN, programme
from tests.helpers.paying_till import PayingTill, euros, paying_till
from tests.helpers.registers import BREAD, JAM, TICKET, basket, refused, stands


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


def buy(till: PayingTill, minor: int = 3_000) -> None:
    """Bérénice stands at the counter with a purchase."""
    till.at.tap_member(BERENICE)
    till.at.type_amount(minor)


# The whole of it


def test_a_card_that_covers_the_purchase_leads_straight_to_the_ticket(till: PayingTill) -> None:
    number = till.card(5_000)
    buy(till)
    till.present(number)
    assert till.place == "ticket"
    till.ticket("A-17")

    assert till.at.said == "banner.visit_closed"
    assert till.at.view.task is None
    assert till.balance(number) == 2_000
    (visit,) = till.visits
    (paid,) = [event for event in till.at.store.events if isinstance(event, GiftCardMoved)]
    assert (paid.ticket, paid.visit_id, paid.staff_id) == ("A-17", visit.visit_id, visit.closed_by)
    assert till.at.points(BERENICE) == 120 + 30


def test_the_key_opens_the_payment_as_well(till: PayingTill) -> None:
    buy(till)
    till.open()
    assert till.place == "cards"
    till.present(till.card(3_000))
    till.ticket()

    assert till.movements == [(GiftMove.SPENT, -3_000)]


def test_a_number_can_be_typed_in_groups_and_small_letters(till: PayingTill) -> None:
    number = till.card(3_000)
    buy(till)
    till.open()
    till.number(number.grouped.lower())

    assert till.place == "ticket"


def test_several_cards_pay_and_the_rest_is_collected_at_the_register(till: PayingTill) -> None:
    buy(till, 3_000)
    till.present(till.card(1_000))
    assert till.place == "cards"
    till.present(till.card(500))
    till.go_on()
    till.ticket()

    assert sorted(till.movements) == [(GiftMove.SPENT, -1_000), (GiftMove.SPENT, -500)]
    banner = till.at.view.banner
    assert banner is not None
    assert banner.detail is not None
    assert banner.detail.params == {"paid": euros(1_500), "left": euros(1_500)}


def test_a_card_is_taken_back_out(till: PayingTill) -> None:
    first, second = till.card(1_000), till.card(500)
    buy(till)
    till.present(first)
    till.at.clock.advance(1)
    till.present(second)
    till.key("delete")
    assert isinstance(till.task.body, ListBody)
    till.choose(1)

    assert till.held(till.visit_id) == [500]
    till.key("delete")
    assert till.held(till.visit_id) == []
    assert isinstance(till.task.body, PresentBody)


def test_esc_gives_up_and_nothing_was_taken(till: PayingTill) -> None:
    number = till.card(5_000)
    buy(till)
    till.present(number)
    visit_id = till.visit_id
    till.at.session.back()
    assert till.place == "cards"
    till.at.session.back()

    assert till.at.view.task is None
    assert till.at.said == "payment.given_up"
    assert till.at.view.state is TillState.READY
    assert till.held(visit_id) == []
    till.at.session.confirm()
    assert till.at.said == "banner.visit_closed"
    assert till.movements == []


def test_without_an_amount_there_is_nothing_to_pay(till: PayingTill) -> None:
    till.at.tap_member(BERENICE)
    till.open()

    assert till.at.said == "payment.nothing_due"
    assert till.at.view.task is None


def test_without_a_ticket_nothing_is_recorded(till: PayingTill) -> None:
    buy(till)
    till.present(till.card(5_000))
    till.ticket("   ")

    assert till.problem == "gift_card.needs_ticket"
    assert till.visits == []


def test_a_card_that_cannot_pay_is_refused_in_the_task(till: PayingTill) -> None:
    buy(till)
    till.present(make())

    assert till.place == "cards"
    assert till.problem == "gift_card.unusable"
    till.present(till.card(3_000))
    assert till.place == "ticket"


def test_what_a_card_pays_need_not_earn() -> None:
    earnless = paying_till(published=_without_earning(programme()))
    buy(earnless, 3_000)
    earnless.present(earnless.card(1_000))
    earnless.go_on()
    earnless.ticket()

    assert earnless.visits[0].points == 20


# Nobody we know


def test_a_sale_without_a_member_is_paid_and_no_visit_is_recorded(till: PayingTill) -> None:
    number = till.card(5_000)
    till.pay_all(number, 3_000)

    assert till.at.said == "payment.paid"
    assert till.at.view.state is TillState.IDLE
    assert till.at.store.draft() is None
    assert till.visits == []
    assert till.balance(number) == 2_000


def test_enter_takes_up_a_payment_that_was_locked_away(till: PayingTill) -> None:
    number = till.card(5_000)
    till.at.type_amount(3_000)
    till.present(number)
    till.at.session.lock()
    till.at.sign_in(PAUL)
    till.ticket()

    assert till.balance(number) == 2_000
    assert [event.staff_id for event in till.at.store.events if isinstance(event, GiftCardMoved)] == [PAUL.id]


# The centre does not answer


def silent(till: PayingTill) -> None:
    till.centre.at_once = False


def test_until_the_centre_answers_nothing_is_held(till: PayingTill) -> None:
    silent(till)
    buy(till)
    till.present(till.card(5_000))
    assert till.place == "asking"
    assert till.held(till.visit_id) == []

    till.centre.answer()
    assert till.place == "ticket"
    assert till.at.views[-1].task is not None
    assert till.at.views[-1].task.place == "payment.ticket"


def test_unanswered_the_cashier_draws_on_the_allowance(till: PayingTill) -> None:
    number = till.known(5_000)
    till.office.give(AllowanceKind.GIFT_CARDS, 2_000)
    silent(till)
    buy(till)
    till.present(number)
    till.centre.keep_silent()
    assert till.place == "unanswered"
    till.choose(1)
    assert till.held(till.visit_id) == [2_000]
    till.go_on()
    till.ticket()

    assert till.balance(number) == 3_000


def test_unanswered_without_an_allowance_the_line_is_closed(till: PayingTill) -> None:
    silent(till)
    buy(till)
    till.present(till.card(5_000))
    till.centre.keep_silent()
    body = till.task.body
    assert isinstance(body, ListBody)

    assert [line.is_open for line in body.lines] == [False, True, True]
    till.choose(1)
    assert till.place == "unanswered"


def test_unanswered_it_can_be_asked_again_or_left(till: PayingTill) -> None:
    silent(till)
    buy(till)
    till.present(till.card(5_000))
    till.centre.keep_silent()
    till.choose(2)
    assert till.place == "asking"
    till.centre.keep_silent()
    till.choose(3)

    assert till.place == "cards"
    assert till.centre.open == {}


def test_an_answer_after_the_cashier_gave_up_holds_nothing(till: PayingTill) -> None:
    silent(till)
    buy(till)
    till.present(till.card(5_000))
    late = till.centre.letters[0]
    till.at.session.back()
    till.at.session.back()
    late.arrive()

    assert till.held(till.visit_id) == []
    assert till.centre.open == {}


def test_an_answer_while_the_till_is_locked_waits_for_whoever_signs_in(till: PayingTill) -> None:
    silent(till)
    buy(till)
    till.present(till.card(5_000))
    till.at.session.lock()
    till.centre.answer()
    till.at.sign_in(PAUL)

    assert till.place == "ticket"


# A manager's word


def test_above_the_days_limit_a_manager_is_asked() -> None:
    till = paying_till(policy=GiftCardPolicy(spent_a_day_max_minor=2_000))
    number = till.card(5_000)
    buy(till)
    till.present(number)
    assert till.task.place == "approval"
    till.at.session.in_task(NameApprover(PAUL.id))
    till.at.session.in_task(Approve(PIN, PAUL.id))
    assert till.place == "ticket"
    till.ticket()

    assert till.balance(number) == 2_000


def test_an_answer_that_needs_a_manager_while_nobody_serves_holds_nothing() -> None:
    till = paying_till(policy=GiftCardPolicy(spent_a_day_max_minor=2_000))
    till.centre.at_once = False
    number = till.card(5_000)
    buy(till)
    till.present(number)
    till.at.session.lock()
    till.centre.answer()
    till.at.sign_in()
    assert (till.place, till.problem) == ("cards", "gift_card.needs_manager")
    assert till.held(till.visit_id) == []
    till.present(number)
    till.centre.answer()

    assert till.task.place == "approval"


def test_above_the_days_limit_a_manager_may_also_let_the_allowance_pay() -> None:
    till = paying_till(policy=GiftCardPolicy(spent_a_day_max_minor=1_000))
    number = till.known(5_000)
    till.office.give(AllowanceKind.GIFT_CARDS, 4_000)
    silent(till)
    buy(till)
    till.present(number)
    till.centre.keep_silent()
    till.choose(1)
    assert till.task.place == "approval"
    till.at.session.back()
    assert till.problem == "gift_card.needs_manager"
    till.choose(1)
    till.at.session.in_task(NameApprover(PAUL.id))
    till.at.session.in_task(Approve(PIN, PAUL.id))

    assert till.held(till.visit_id) == [3_000]


# Changes of mind


def test_another_amount_lets_the_cards_go(till: PayingTill) -> None:
    buy(till)
    till.present(till.card(5_000))
    visit_id = till.visit_id
    till.at.start()
    till.at.sign_in()
    till.at.type_amount(4_000)

    assert till.held(visit_id) == []
    assert till.at.said == "payment.given_up"


def test_a_visit_that_is_dropped_lets_its_cards_go(till: PayingTill) -> None:
    buy(till)
    till.present(till.card(5_000))
    visit_id = till.visit_id
    till.at.start()
    till.at.sign_in()
    till.at.session.back()
    till.at.session.back()

    assert till.at.view.visit_id is None
    assert till.held(visit_id) == []


def test_a_reward_that_lowers_the_price_below_what_is_held_asks_for_the_cards_again(till: PayingTill) -> None:
    till.at.tap_member(MALO)
    till.at.type_amount(3_000)
    till.present(till.card(5_000))
    till.at.start()
    till.at.sign_in()
    till.centre.points[MALO.member.account_id, "points"] = 520
    till.at.session.open_rewards()
    till.at.session.choose_reward(2)
    till.at.session.confirm()

    assert till.place == "cards"
    assert till.problem == "payment.price_changed"
    assert till.held(till.visit_id) == []


def test_an_objection_at_the_close_keeps_cards_and_ticket() -> None:
    minor = programme().safeguards.amount_ceiling_minor + 100
    till = paying_till(policy=GiftCardPolicy(spent_a_day_max_minor=minor))
    number = till.card(minor)
    buy(till, minor)
    till.present(number)
    till.ticket()
    assert till.at.said == "confirm.above_ceiling"
    assert till.visits == []
    till.at.session.lock()
    till.at.sign_in(PAUL)
    till.at.session.confirm()

    assert till.at.said == "banner.visit_closed"
    assert till.balance(number) == 0


# Undone


def test_a_visit_undone_at_once_gives_the_cards_their_money_back(till: PayingTill) -> None:
    first, second = till.card(1_000), till.card(5_000)
    buy(till)
    till.present(first)
    till.present(second)
    till.ticket()
    till.at.session.void_last()

    assert till.at.said == "banner.visit_voided_balance"
    banner = till.at.view.banner
    assert banner is not None
    assert banner.detail is not None
    assert banner.detail.params == {"returned": euros(3_000)}
    assert (till.balance(first), till.balance(second)) == (1_000, 5_000)
    assert till.at.points(BERENICE) == 120


def test_a_payment_without_a_member_is_undone_and_never_the_visit_before_it(till: PayingTill) -> None:
    till.at.buy(BERENICE, 1_000)
    number = till.card(5_000)
    till.pay_all(number, 3_000)
    till.at.session.void_last()

    assert till.at.said == "payment.undone"
    assert till.balance(number) == 5_000
    assert till.at.points(BERENICE) == 130
    till.at.session.void_last()
    assert till.at.said == "correction.needs_manager"


# Power cuts and full disks


def test_after_a_power_cut_the_cards_are_still_held_and_enter_goes_on(till: PayingTill) -> None:
    number = till.card(5_000)
    buy(till)
    till.present(number)
    till.at.start()
    assert till.at.said == "payment.resumed"
    till.at.sign_in()
    till.at.session.confirm()
    assert till.place == "ticket"
    till.ticket()

    assert till.balance(number) == 2_000
    assert len(till.visits) == 1


def test_a_visit_is_never_closed_without_the_payment_that_it_counts_on(till: PayingTill) -> None:
    buy(till)
    till.present(till.card(5_000))
    till.at.start()
    till.at.sign_in()
    till.at.session.confirm()

    assert till.visits == []
    assert till.place == "ticket"


def test_a_full_disk_at_the_close_records_neither_payment_nor_visit(till: PayingTill) -> None:
    number = till.card(5_000)
    buy(till)
    till.present(number)
    till.at.break_disk(StoreFull("disk full"))
    till.ticket()
    assert till.at.said == "error.store_full"
    till.at.mend_disk()
    assert (till.visits, till.movements) == ([], [])
    till.at.session.confirm()

    assert (len(till.visits), till.movements) == (1, [(GiftMove.SPENT, -3_000)])


def test_power_gone_between_the_payment_of_nobody_and_its_draft_never_pays_twice(till: PayingTill) -> None:
    number = till.card(5_000)
    till.at.type_amount(3_000)
    till.present(number)
    draft = till.at.store.draft()
    assert draft is not None
    till.ticket()
    till.at.store.save_draft(draft)
    till.at.start()

    assert till.at.said == "payment.recorded_before_stop"
    assert till.at.store.draft() is None
    assert till.balance(number) == 2_000


@pytest.mark.parametrize("again", ["enter", "F7", "card"])
def test_a_sale_to_nobody_whose_draft_could_not_be_emptied_is_not_paid_again(
    till: PayingTill, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    number = till.card(5_000)
    till.at.type_amount(2_000)
    till.present(number)
    with monkeypatch.context() as disk:
        disk.setattr(till.at.store, "drop_draft", _full)
        till.ticket()
    assert till.at.said == "error.store_full"
    match again:
        case "enter":
            till.at.session.confirm()
        case "F7":
            till.open()
        case _:
            till.present(number)

    assert till.at.said == "payment.paid"
    assert till.movements == [(GiftMove.SPENT, -2_000)]
    assert till.at.store.draft() is None


def test_holds_of_the_visit_in_progress_are_not_let_go_while_the_day_lasts(till: PayingTill) -> None:
    buy(till)
    till.present(till.card(5_000))
    at, visit_id = till.at, till.visit_id
    at.clock.advance(3_600)

    def let_go() -> int:
        return len(
            release_stale(at.store, at=at.clock.now(), new_id=at.session._station.new_id, serving=visit_id)
        )

    assert let_go() == 0
    at.clock.advance(24 * 3_600)
    assert let_go() == 1


def test_a_card_held_yesterday_is_presented_again(till: PayingTill) -> None:
    number = till.card(5_000)
    buy(till)
    till.present(number)
    till.at.clock.advance(24 * 3_600)
    till.at.sign_in()
    till.ticket()
    assert till.problem == "gift_card.lapsed"
    assert till.place == "cards"
    assert till.visits == []
    till.tell_all()
    till.present(number)
    till.ticket()

    assert till.balance(number) == 2_000


def _full() -> None:
    raise StoreFull("disk full")


def _without_earning(programme: Programme) -> Programme:
    return replace(programme, policies=replace(programme.policies, gift_card_earns=False))


# With a register that is linked


def test_a_linked_register_collects_the_rest_and_its_close_debits_the_cards(till: PayingTill) -> None:
    number = till.card(1_000)
    till.at.session.register.put(TICKET, basket(BREAD, JAM))
    till.at.tap_member(BERENICE)
    till.present(number)
    till.go_on()
    assert till.at.said == "payment.promised"
    assert till.at.view.task is None
    assert stands(till.at.session.register.look(TICKET)).gift_card_minor == 1_000
    assert till.visits == []
    done = stands(till.at.session.register.close(TICKET, 1_240))

    assert done.status is TicketStatus.CLOSED
    assert till.balance(number) == 0
    (paid,) = [event for event in till.at.store.events if isinstance(event, GiftCardMoved)]
    assert (paid.ticket, paid.visit_id) == ("17", done.visit_id)


def test_a_linked_register_closes_a_sale_to_nobody_that_a_card_paid(till: PayingTill) -> None:
    number = till.card(5_000)
    till.at.session.register.put(TICKET, basket(BREAD, JAM))
    till.present(number)
    assert till.at.said == "payment.promised"

    assert stands(till.at.session.register.close(TICKET, 1_240)).status is TicketStatus.CLOSED
    assert stands(till.at.session.register.close(TICKET, 1_240)).status is TicketStatus.CLOSED
    assert till.movements == [(GiftMove.SPENT, -1_240)]


def test_a_register_that_voids_a_sale_to_nobody_gives_the_card_its_money_back_once(till: PayingTill) -> None:
    number = till.card(5_000)
    register = till.at.session.register
    register.put(TICKET, basket(BREAD, JAM))
    till.present(number)
    stands(register.close(TICKET, 1_240))
    till.at.session.lock()
    assert refused(register.void(TICKET)) is RegisterRefusal.LOCKED
    till.at.sign_in()

    assert stands(register.void(TICKET)).status is TicketStatus.VOIDED
    assert stands(register.void(TICKET)).status is TicketStatus.VOIDED
    assert till.balance(number) == 5_000
    assert till.movements == [(GiftMove.SPENT, -1_240), (GiftMove.REFUNDED, 1_240)]


def test_another_basket_of_the_register_lets_the_cards_go(till: PayingTill) -> None:
    till.at.session.register.put(TICKET, basket(BREAD, JAM))
    till.present(till.card(5_000))
    visit_id = till.visit_id
    till.at.session.register.put(TICKET, basket(BREAD))

    assert till.held(visit_id) == []
    assert stands(till.at.session.register.look(TICKET)).gift_card_minor == 0


def test_the_key_leads_back_to_the_cards_that_the_register_waits_for(till: PayingTill) -> None:
    till.at.session.register.put(TICKET, basket(BREAD, JAM))
    till.present(till.card(5_000))
    visit_id = till.visit_id
    till.open()
    assert till.place == "cards"
    till.key("delete")

    assert till.held(visit_id) == []


# With what else a close waits for


def test_a_reward_that_the_centre_clears_late_closes_with_the_card(till: PayingTill) -> None:
    number = till.card(5_000)
    till.centre.points[MALO.member.account_id, "points"] = 520
    till.at.tap_member(MALO)
    till.at.type_amount(3_000)
    till.centre.at_once = False
    till.at.session.choose_reward(2)
    (letter,) = till.centre.letters
    till.present(number)
    till.centre.letters.pop().arrive()
    assert till.place == "ticket"
    till.ticket()
    assert till.at.said == "spending.asked"
    assert till.visits == []
    letter.arrive()

    assert till.at.said == "banner.visit_closed"
    assert till.movements == [(GiftMove.SPENT, -2_500)]


def test_an_unusual_amount_is_asked_about_with_the_ticket_kept(till: PayingTill) -> None:
    for _ in range(20):
        till.at.buy(BERENICE, 100)
    number = till.card(5_000)
    buy(till, 5_000)
    till.present(number)
    till.ticket()
    assert till.at.said == "question.unusual_amount"
    till.at.session.back()
    assert till.movements == []
    till.at.session.confirm()
    till.at.session.confirm()

    assert till.movements == [(GiftMove.SPENT, -5_000)]


def test_a_full_disk_keeps_no_till_from_starting_with_cards_held(till: PayingTill) -> None:
    number = till.card(5_000)
    till.at.tap_member(BERENICE)
    till.at.type_amount(3_000)
    till.present(number)
    draft = till.at.store.draft()
    assert draft is not None
    till.at.store.save_draft(replace(draft, gift_card_minor=0))
    till.at.break_disk(StoreFull("no room"))

    till.at.start()

    assert till.at.said == StoreFull("no room").message_key
    till.at.mend_disk()
    till.at.sign_in()
    assert till.at.view.amount == euros(3_000)
