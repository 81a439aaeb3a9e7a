"""A ticket that is typed long after the cards were held: the centre is asked whether it still has them."""

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftHoldId, VisitId
from fidpos.till.register.standing import RegisterRefusal, TicketStatus
from fidpos.wire.sync.allowance import AllowanceKind
from fidpos.wire.sync.hold import GiftCardClaim, Hold, HoldAnswer
from tests.helpers.counter import BERENICE, INES
from tests.helpers.paying_till import PayingTill, paying_till
from tests.helpers.registers import BREAD, JAM, TICKET, basket, refused, stands

LATER_S = 20 * 60


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


def held(till: PayingTill, minor: int = 5_000, *, due: int = 3_000) -> GiftCardNumber:
    """Bérénice's card pays; the ticket is not typed yet."""
    number = till.card(minor)
    till.at.tap_member(BERENICE)
    till.at.type_amount(due)
    till.present(number)
    return number


def lapse(till: PayingTill) -> None:
    """The centre has let go by now."""
    till.at.clock.advance(LATER_S)
    till.centre.release_all()


def spend_elsewhere(till: PayingTill, number: GiftCardNumber, minor: int) -> None:
    """Another till holds so much of it."""
    claim = GiftCardClaim(
        hold_id=GiftHoldId(till.at.session._station.new_id()),
        number_digest=number.digest,
        wanted_minor=minor,
        currency="EUR",
    )
    request = Hold(
        visit_id=VisitId(till.at.session._station.new_id()),
        staff_id=INES.id,
        at=till.at.clock.now(),
        business_day=till.at.clock.now().date(),
        claims=(claim,),
    )
    answers: list[HoldAnswer | None] = []
    till.centre.hold(request, answers.append)
    (answer,) = answers
    assert answer is not None
    assert answer.held[0].granted == minor


def test_in_time_nobody_is_asked_again(till: PayingTill) -> None:
    held(till)
    till.ticket()

    assert len(till.centre.requests) == 1
    assert till.movements == [(GiftMove.SPENT, -3_000)]


def test_what_the_centre_still_has_pays_though_it_is_late(till: PayingTill) -> None:
    number = held(till)
    till.at.clock.advance(LATER_S)
    till.ticket()

    first, again = till.centre.requests
    assert first.claims[0].hold_id == again.claims[0].hold_id
    assert till.movements == [(GiftMove.SPENT, -3_000)]
    assert till.balance(number) == 2_000


def test_what_nobody_else_took_meanwhile_is_held_anew_and_pays_once(till: PayingTill) -> None:
    number = held(till)
    lapse(till)
    till.ticket()
    till.tell_all()

    assert till.movements == [(GiftMove.SPENT, -3_000)]
    known = till.centre.cards[number.digest]
    assert till.balance(number) == known.balance_minor == 2_000
    assert known.holds == ()


def test_what_another_till_spent_meanwhile_does_not_pay_twice(till: PayingTill) -> None:
    number = held(till, due=5_000)
    visit_id = till.visit_id
    lapse(till)
    spend_elsewhere(till, number, 5_000)
    till.ticket()

    assert (till.place, till.problem) == ("cards", "gift_card.lapsed")
    assert (till.movements, till.visits, till.held(visit_id)) == ([], [], [])


def test_what_is_left_of_the_card_pays_and_the_rest_is_asked_for(till: PayingTill) -> None:
    number = held(till)
    lapse(till)
    spend_elsewhere(till, number, 3_500)
    till.ticket()
    assert (till.place, till.problem) == ("cards", "gift_card.lapsed")
    till.go_on()
    till.ticket()

    assert till.movements == [(GiftMove.SPENT, -1_500)]


def test_without_an_answer_it_pays_as_far_as_the_allowance_goes(till: PayingTill) -> None:
    till.office.give(AllowanceKind.GIFT_CARDS, 1_000)
    number = held(till)
    till.at.clock.advance(LATER_S)
    till.centre.is_out_of_reach = True
    till.ticket()
    till.centre.answer()
    assert till.problem == "gift_card.lapsed"
    till.go_on()
    till.ticket()

    assert till.movements == [(GiftMove.SPENT, -1_000)]
    assert till.balance(number) == 4_000


def test_without_an_answer_and_an_allowance_nothing_pays(till: PayingTill) -> None:
    held(till)
    till.at.clock.advance(LATER_S)
    till.centre.is_out_of_reach = True
    till.ticket()
    till.centre.answer()

    assert (till.place, till.problem, till.movements) == ("cards", "gift_card.lapsed", [])


def test_a_register_that_closes_late_is_kept_waiting_until_the_centre_has_said_yes(till: PayingTill) -> None:
    till.at.session.register.put(TICKET, basket(BREAD, JAM))
    till.present(till.card(5_000))
    lapse(till)
    register = till.at.session.register
    till.centre.at_once = False
    assert refused(register.close(TICKET, 1_240)) is RegisterRefusal.OBJECTION
    assert till.place == "asking"
    till.centre.answer()
    till.centre.answer()

    assert stands(register.close(TICKET, 1_240)).status is TicketStatus.CLOSED
    assert till.movements == [(GiftMove.SPENT, -1_240)]


def test_an_answer_after_the_cashier_went_back_lets_go_what_it_held_anew(till: PayingTill) -> None:
    held(till)
    lapse(till)
    till.centre.at_once = False
    till.ticket()
    till.centre.answer()
    assert till.place == "asking"
    till.at.session.back()
    till.centre.answer()

    assert till.place == "ticket"
    assert (till.centre.open, till.movements) == ({}, [])


def test_while_the_till_is_locked_nothing_is_closed(till: PayingTill) -> None:
    held(till)
    lapse(till)
    till.centre.at_once = False
    till.ticket()
    till.at.session.lock()
    till.centre.answer()
    till.centre.answer()
    assert till.movements == []
    till.at.sign_in()
    till.ticket()

    assert till.movements == [(GiftMove.SPENT, -3_000)]
