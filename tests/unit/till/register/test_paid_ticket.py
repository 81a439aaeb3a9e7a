"""A ticket of a linked register that gift cards pay, with nobody attached: paid once, and given back once."""

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.till.register.door import RegisterDoor
from fidpos.till.register.standing import RegisterRefusal, TicketStatus
from fidpos.wire.events import Event
from tests.helpers.paying_till import PayingTill, paying_till
from tests.helpers.registers import BREAD, JAM, TICKET, basket, refused, stands

DUE = 1_240
SOLD = basket(BREAD, JAM)


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


def door(till: PayingTill) -> RegisterDoor:
    return till.at.session.register


def covered(till: PayingTill) -> GiftCardNumber:
    """The basket is there, and one card pays it whole."""
    number = till.card(5_000)
    door(till).put(TICKET, SOLD)
    till.present(number)
    return number


def closed(till: PayingTill) -> GiftCardNumber:
    number = covered(till)
    assert stands(door(till).close(TICKET, DUE)).status is TicketStatus.CLOSED
    return number


def restart(till: PayingTill) -> RegisterDoor:
    till.at.start()
    till.at.sign_in()
    return door(till)


def test_after_a_restart_a_close_is_answered_from_what_was_paid(till: PayingTill) -> None:
    number = closed(till)
    again = stands(restart(till).close(TICKET, DUE))

    assert (again.status, again.amount_minor, again.gift_card_minor) == (TicketStatus.CLOSED, DUE, DUE)
    assert till.balance(number) == 5_000 - DUE


def test_a_register_that_hands_the_ticket_over_again_is_paid_once(till: PayingTill) -> None:
    number = closed(till)
    register = restart(till)
    assert stands(register.put(TICKET, SOLD)).status is TicketStatus.CLOSED
    till.present(number)

    assert till.movements == [(GiftMove.SPENT, -DUE)]


def test_another_content_under_its_key_is_refused(till: PayingTill) -> None:
    closed(till)

    assert refused(restart(till).put(TICKET, basket(BREAD))) is RegisterRefusal.DIFFERENT


def test_enter_at_the_till_closes_it_and_the_register_hears_so(till: PayingTill) -> None:
    covered(till)
    till.at.session.confirm()
    assert till.at.said == "payment.paid"

    assert stands(door(till).close(TICKET, DUE)).status is TicketStatus.CLOSED
    assert till.movements == [(GiftMove.SPENT, -DUE)]


def test_its_void_after_a_restart_gives_the_customer_the_money_back_once(till: PayingTill) -> None:
    number = closed(till)
    register = restart(till)
    first, second = register.void(TICKET), register.void(TICKET)

    assert stands(first).status is stands(second).status is TicketStatus.VOIDED
    assert till.balance(number) == 5_000
    assert len(till.movements) == 2


def test_what_f8_gave_back_is_voided_for_its_register_too(till: PayingTill) -> None:
    closed(till)
    till.at.session.void_last()

    assert stands(door(till).look(TICKET)).status is TicketStatus.VOIDED
    assert refused(door(till).close(TICKET, DUE)) is RegisterRefusal.ALREADY_VOIDED


def test_the_next_day_its_void_takes_a_manager(till: PayingTill) -> None:
    number = closed(till)
    till.at.clock.advance(24 * 3_600)
    register = restart(till)

    assert refused(register.void(TICKET)) is RegisterRefusal.NEEDS_MANAGER
    assert till.balance(number) == 5_000 - DUE


def test_a_till_that_stopped_just_before_the_cards_paid_has_not_closed_it(
    till: PayingTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(event: Event) -> None:
        raise StoreFull

    covered(till)
    with monkeypatch.context() as broken:
        broken.setattr(till.at.store, "commit", full)
        assert refused(door(till).close(TICKET, DUE)) is RegisterRefusal.STORE
    register = restart(till)

    assert stands(register.look(TICKET)).status is TicketStatus.OPEN
    assert till.movements == []
