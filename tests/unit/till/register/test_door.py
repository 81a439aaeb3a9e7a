"""A cash register at the till: what its basket, its close and its void do there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from fidpos.domain.basket import Basket
from fidpos.domain.errors import StoreFull
from fidpos.domain.money import EUR, Currency, Money
from fidpos.rules.codec import programme_from_json
from fidpos.till.register.standing import RegisterRefusal, TicketRefused, TicketStatus
from fidpos.till.technician.acts import OpenDesk
from fidpos.till.view import TillState
from fidpos.wire.events import VisitClosed
from tests.helpers.corrector import AMOUNT, MEMBER, Corrector
from tests.helpers.counter import BERENICE, MALO, PAUL, PROGRAMME_JSON, Counter, counter
from tests.helpers.registers import BREAD, JAM, TICKET, basket, refused, stands

NEXT = replace(TICKET, number="18")


def closed(at: Counter) -> list[VisitClosed]:
    return [event for event in at.store.events if isinstance(event, VisitClosed)]


def test_a_basket_a_card_and_the_registers_close_make_a_rewarded_visit() -> None:
    at = counter()

    assert stands(at.session.register.put(TICKET, basket(BREAD, JAM))).status is TicketStatus.OPEN
    at.tap_member(BERENICE)
    done = stands(at.session.register.close(TICKET, 1_240))

    assert (done.status, done.points, done.due_minor) == (TicketStatus.CLOSED, 12, 1_240)
    assert at.points(BERENICE) == 132
    (event,) = closed(at)
    assert (event.register, event.ticket, event.ticket_day) == ("left", "17", None)
    assert event.lines == (BREAD, JAM)
    assert at.view.state is TillState.IDLE


def test_the_screen_says_that_the_amount_comes_from_the_register() -> None:
    at = counter()

    at.session.register.put(TICKET, basket(BREAD))

    assert at.said == "register.arrived"
    assert (at.view.amount, at.view.ticket) == (Money(450, EUR), TICKET)


def test_a_basket_takes_the_place_of_the_one_before() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.register.put(TICKET, basket(BREAD))
    at.session.choose_reward(2)

    changed = stands(at.session.register.put(TICKET, basket(BREAD, JAM)))

    assert (changed.amount_minor, changed.discount_minor) == (1_240, 500)
    assert (
        [given.is_chosen for given in changed.member.entitlements] == [False, True] if changed.member else 0
    )


def test_the_register_hears_what_comes_off_which_line() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.register.put(TICKET, basket(BREAD, JAM))
    at.session.choose_reward(2)

    standing = stands(at.session.register.look(TICKET))

    assert sum(each.minor for each in standing.reductions) == 500
    assert {each.line for each in standing.reductions} == {0, 1}
    assert {(each.source, each.title) for each in standing.reductions} == {("five", "5 € de remise")}


def test_of_the_member_only_what_a_customer_display_shows_is_told() -> None:
    at = counter()
    at.tap_member(BERENICE)

    member = stands(at.session.register.put(TICKET, basket(BREAD))).member

    assert member is not None
    assert (member.name, member.tier, member.points) == ("Bérénice D.", "Bronze", 120)
    assert member.masked_card.endswith("0017")
    told = repr(stands(at.session.register.look(TICKET)))
    assert "Durand" not in told
    assert BERENICE.cards[0].token.value not in told
    assert BERENICE.member.profile.phone not in told


def test_nothing_of_the_member_is_told_while_the_till_is_locked() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))

    at.session.lock()

    assert stands(at.session.register.look(TICKET)).member is None


def test_a_close_repeated_gives_the_same_answer_and_no_second_visit() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))
    first = at.session.register.close(TICKET, 450)

    again = at.session.register.close(TICKET, 450)

    assert again == first
    assert len(closed(at)) == 1


def test_after_a_restart_a_close_is_answered_from_what_was_recorded() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))
    first = at.session.register.close(TICKET, 450)

    at.start()

    assert at.session.register.close(TICKET, 450) == first
    assert at.session.register.look(TICKET) == first
    assert len(closed(at)) == 1


def test_a_basket_that_was_open_when_the_power_went_is_open_again() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD, JAM))

    at.start()
    at.sign_in()

    assert stands(at.session.register.close(TICKET, 1_240)).status is TicketStatus.CLOSED
    assert closed(at)[0].lines == (BREAD, JAM)


def test_another_content_under_the_key_of_a_closed_ticket_is_refused() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))
    at.session.register.close(TICKET, 450)

    assert stands(at.session.register.put(TICKET, basket(BREAD))).status is TicketStatus.CLOSED
    assert refused(at.session.register.put(TICKET, basket(JAM))) is RegisterRefusal.DIFFERENT
    assert refused(at.session.register.close(TICKET, 449)) is RegisterRefusal.DIFFERENT
    assert at.view.amount is None


def test_a_register_that_believes_another_amount_is_told_the_right_one() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.register.put(TICKET, basket(BREAD, JAM))
    at.session.choose_reward(2)

    answer = at.session.register.close(TICKET, 1_240)

    assert refused(answer) is RegisterRefusal.CHANGED
    assert isinstance(answer, TicketRefused)
    assert answer.standing is not None
    assert answer.standing.due_minor == 740
    assert closed(at) == []


def test_without_a_member_a_ticket_is_closed_and_nothing_recorded() -> None:
    at = counter()
    at.session.register.put(TICKET, basket(BREAD))

    first = stands(at.session.register.close(TICKET, 450))

    assert (first.status, first.visit_id) == (TicketStatus.CLOSED, None)
    assert at.session.register.close(TICKET, 450) == first
    assert refused(at.session.register.put(TICKET, basket(JAM))) is RegisterRefusal.DIFFERENT
    assert closed(at) == []
    assert at.view.amount is None


def test_of_tickets_without_a_member_the_oldest_is_forgotten_first() -> None:
    at = counter()
    for number in range(201):
        ticket = replace(TICKET, number=str(number))
        at.session.register.put(ticket, basket(BREAD))
        at.session.register.close(ticket, 450)

    assert refused(at.session.register.look(replace(TICKET, number="0"))) is RegisterRefusal.UNKNOWN_TICKET
    assert stands(at.session.register.look(replace(TICKET, number="200"))).status is TicketStatus.CLOSED


def test_a_typed_amount_is_not_overwritten_and_the_cashier_hears_why() -> None:
    at = counter()
    at.type_amount(990)

    assert refused(at.session.register.put(TICKET, basket(BREAD))) is RegisterRefusal.AMOUNT_TYPED

    assert (at.view.amount, at.said) == (Money(990, EUR), "register.amount_first")
    at.session.back()
    assert stands(at.session.register.put(TICKET, basket(BREAD))).amount_minor == 450


def test_keys_do_not_change_what_comes_from_the_register() -> None:
    at = counter()
    at.session.register.put(TICKET, basket(BREAD))

    at.type_amount(1)
    at.type_amount(None)

    assert (at.view.amount, at.said) == (Money(450, EUR), "register.keeps")


def test_a_register_that_dies_leaves_the_cashier_able_to_go_on_by_hand() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))

    at.session.back()
    at.type_amount(500)
    at.session.confirm()

    (event,) = closed(at)
    assert (event.amount_minor, event.ticket, event.lines) == (500, "", ())
    assert refused(at.session.register.close(TICKET, 450)) is RegisterRefusal.UNKNOWN_TICKET


def test_enter_closes_the_registers_ticket_too_and_the_register_is_told_when_it_asks() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))

    at.session.confirm()

    assert stands(at.session.register.close(TICKET, 450)).status is TicketStatus.CLOSED
    assert len(closed(at)) == 1


def test_two_tickets_are_not_open_at_once() -> None:
    at = counter()
    at.session.register.put(TICKET, basket(BREAD))

    answer = at.session.register.put(NEXT, basket(JAM))

    assert refused(answer) is RegisterRefusal.OTHER_TICKET
    assert isinstance(answer, TicketRefused)
    assert answer.standing is not None
    assert answer.standing.ticket == TICKET
    at.session.register.void(TICKET)
    assert stands(at.session.register.put(NEXT, basket(JAM))).amount_minor == 790


def test_a_ticket_given_up_leaves_nothing_for_the_next_customer() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))

    first = stands(at.session.register.void(TICKET))

    assert first.status is TicketStatus.VOIDED
    assert stands(at.session.register.void(TICKET)).status is TicketStatus.VOIDED
    assert (at.view.member, at.view.amount, at.said) == (None, None, "register.voided")


def test_a_closed_ticket_is_voided_by_its_key_once() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))
    at.session.register.close(TICKET, 450)

    first = at.session.register.void(TICKET)

    assert stands(first).status is TicketStatus.VOIDED
    assert at.session.register.void(TICKET) == first
    assert at.points(BERENICE) == 120
    assert refused(at.session.register.close(TICKET, 450)) is RegisterRefusal.ALREADY_VOIDED


def corrected(at: Counter, line: int) -> Corrector:
    """The visit of the ticket, being put right at the till: what is wrong was chosen."""
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD, JAM))
    at.session.register.close(TICKET, 1_240)
    corrector = Corrector(at)
    corrector.open(at.store.last_visit_id())
    corrector.line(line)
    return corrector


def test_a_ticket_whose_amount_was_put_right_at_the_till_stands_with_the_right_one() -> None:
    at = counter()
    corrector = corrected(at, AMOUNT)
    corrector.fill("amount", "2000")
    corrector.line(1)
    corrector.enter()
    looked = stands(at.session.register.look(TICKET))

    assert (looked.status, looked.amount_minor, looked.points) == (TicketStatus.CLOSED, 2_000, 20)


def test_the_registers_void_undoes_what_stands_in_the_place_of_its_visit() -> None:
    at = counter()
    corrector = corrected(at, MEMBER)
    at.tap_member(MALO)
    corrector.line(1)
    corrector.enter()
    assert at.points(MALO) == 532

    assert stands(at.session.register.void(TICKET)).status is TicketStatus.VOIDED
    assert (at.points(BERENICE), at.points(MALO)) == (120, 520)
    assert stands(at.session.register.look(TICKET)).status is TicketStatus.VOIDED


def test_an_older_ticket_is_voided_by_a_manager_only() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))
    at.session.register.close(TICKET, 450)
    at.buy(MALO, 1_000)

    assert refused(at.session.register.void(TICKET)) is RegisterRefusal.NEEDS_MANAGER
    at.session.lock()
    at.sign_in(PAUL)

    assert stands(at.session.register.void(TICKET)).status is TicketStatus.VOIDED


def test_nothing_is_done_while_nobody_is_signed_in() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))
    at.session.lock()

    assert refused(at.session.register.put(TICKET, basket(JAM))) is RegisterRefusal.LOCKED
    assert refused(at.session.register.close(TICKET, 450)) is RegisterRefusal.LOCKED
    assert refused(at.session.register.void(TICKET)) is RegisterRefusal.LOCKED


def ask(at: Counter) -> None:
    at.tap_member(BERENICE)
    at.tap_member(MALO)


def go_to_the_desk(at: Counter) -> None:
    at.session.at_desk(OpenDesk())


@pytest.mark.parametrize("begins", [ask, go_to_the_desk])
def test_a_basket_waits_while_the_cashier_is_at_something_else(begins: Callable[[Counter], None]) -> None:
    at = counter(signed_in=False)
    at.sign_in(PAUL)
    begins(at)
    before = at.view

    assert refused(at.session.register.put(TICKET, basket(BREAD))) is RegisterRefusal.BUSY

    assert replace(at.view, at=before.at) == before


def test_a_full_disk_changes_nothing_and_is_said_on_both_sides() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))
    at.break_disk(StoreFull("full"))

    assert refused(at.session.register.close(TICKET, 450)) is RegisterRefusal.STORE

    at.mend_disk()
    assert stands(at.session.register.close(TICKET, 450)).status is TicketStatus.CLOSED
    assert len(closed(at)) == 1


def test_what_speaks_against_closing_is_on_the_tills_screen() -> None:
    safe = programme_from_json(
        PROGRAMME_JSON.replace(b'"rules":', b'"safeguards": {"amount_ceiling_minor": 1000}, "rules":')
    )
    at = counter(under=safe)
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD, JAM))

    assert refused(at.session.register.close(TICKET, 1_240)) is RegisterRefusal.OBJECTION

    assert at.said == "confirm.above_ceiling"
    at.session.lock()
    at.sign_in(PAUL)
    assert stands(at.session.register.close(TICKET, 1_240)).status is TicketStatus.CLOSED


def test_another_currency_is_refused() -> None:
    at = counter()
    francs = Basket.of_amount(Money(450, Currency.of("CHF")))

    assert refused(at.session.register.put(TICKET, francs)) is RegisterRefusal.CURRENCY


def test_a_register_whose_day_is_another_keeps_its_own_day() -> None:
    at = counter()
    yesterday = replace(TICKET, day=TICKET.day - timedelta(days=1))
    at.tap_member(BERENICE)
    at.session.register.put(yesterday, basket(BREAD))

    at.session.register.close(yesterday, 450)

    assert closed(at)[0].ticket_day == yesterday.day
    assert refused(at.session.register.look(TICKET)) is RegisterRefusal.UNKNOWN_TICKET


def test_a_register_at_work_keeps_the_till_from_locking() -> None:
    at = counter()
    for _ in range(4):
        at.clock.advance(200)
        at.session.register.put(TICKET, basket(BREAD))
        at.session.tick()

    assert at.view.staff is not None
    at.clock.advance(301)
    at.session.tick()
    assert at.view.staff is None


def test_a_register_that_only_asks_does_not_keep_it_open() -> None:
    at = counter()
    at.session.register.put(TICKET, basket(BREAD))
    for _ in range(4):
        at.clock.advance(100)
        at.session.register.look(TICKET)
        at.session.tick()

    assert at.view.staff is None


@pytest.mark.parametrize("days", [-3, 3])
def test_a_day_that_no_night_explains_is_refused(days: int) -> None:
    at = counter()
    far = replace(TICKET, day=TICKET.day + timedelta(days=days))

    assert refused(at.session.register.put(far, basket(BREAD))) is RegisterRefusal.DAY


def test_a_register_sees_nothing_of_the_ticket_of_another() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.session.register.put(TICKET, basket(BREAD))

    own, other = at.session.register.glance("left"), at.session.register.glance("right")

    assert (own.ticket is not None, own.member is not None) == (True, True)
    assert (other.is_serving, other.ticket, other.member) == (True, None, None)
