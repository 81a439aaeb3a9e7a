"""What a gift card paid for nobody we know goes back onto it, by the ticket, after F8's time."""

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.till.task.view import FormBody
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import BERENICE, PAUL
from tests.helpers.gift_desk import GiftDesk, PaperPress
from tests.helpers.paper_workshop import PaperWorkshop
from tests.helpers.paying_till import PayingTill, paying_till

DAY_S = 26 * 3_600


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


@pytest.fixture
def desk(till: PayingTill) -> GiftDesk:
    return GiftDesk(at=till.at, workshop=PaperWorkshop([]), press=PaperPress())


@pytest.fixture
def number(till: PayingTill) -> GiftCardNumber:
    """A card of 50 euros, which has paid 30 on ticket A1."""
    number = till.card(5_000)
    till.pay_all(number, 3_000, "A1")
    return number


def look(desk: GiftDesk, ticket: str = "a1", day: str = "") -> None:
    if not desk.is_open:
        desk.open()
    if desk.step == "home":
        desk.choose_line("task.gift.give_back.title")
    desk.fill(ticket, day)


def test_the_money_is_back_on_the_card_that_paid(
    till: PayingTill, desk: GiftDesk, number: GiftCardNumber
) -> None:
    look(desk)
    desk.fill("1000", "1", "R1")

    assert desk.at.said == "task.gift.given_back"
    assert till.balance(number) == 3_000
    event = till.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    assert (event.move, event.ticket, event.reason) == (GiftMove.REFUNDED, "R1", "changed_mind")


def test_all_that_is_left_is_proposed(till: PayingTill, desk: GiftDesk, number: GiftCardNumber) -> None:
    look(desk)
    desk.fill("1000", "1", "R1")
    look(desk)

    body = desk.view.body
    assert isinstance(body, FormBody)
    assert body.fields[0].text == "2000"
    desk.fill("2001", "1", "R2")
    assert desk.problem == "gift_card.wrong_amount"
    assert till.balance(number) == 3_000


def test_nothing_comes_back_twice(till: PayingTill, desk: GiftDesk, number: GiftCardNumber) -> None:
    look(desk)
    desk.fill("3000", "2", "R1")
    look(desk)

    assert (desk.problem, till.balance(number)) == ("gift_card.wrong_amount", 5_000)


@pytest.mark.parametrize("ticket", ["A1", "a1"])
def test_the_ticket_of_the_return_is_another_one(
    till: PayingTill, desk: GiftDesk, number: GiftCardNumber, ticket: str
) -> None:
    look(desk)
    desk.fill("3000", "1", ticket)

    assert (desk.problem, till.balance(number)) == ("gift_card.ticket_used", 2_000)


def test_on_another_day_it_takes_a_manager(till: PayingTill, desk: GiftDesk, number: GiftCardNumber) -> None:
    paid_on = till.at.clock.now()
    till.at.clock.advance(DAY_S)
    look(desk)
    assert desk.problem == "task.gift.ticket_unknown"
    look(desk, day=f"{paid_on:%d%m}")
    desk.fill("3000", "1", "R1")
    assert desk.view.place == "approval"
    desk.approve()

    event = till.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    assert (event.staff_id, till.balance(number)) == (PAUL.id, 5_000)


def test_what_a_member_bought_is_refunded_as_their_visit(till: PayingTill, desk: GiftDesk) -> None:
    number = till.card(5_000)
    till.at.tap_member(BERENICE)
    till.at.type_amount(3_000)
    till.present(number)
    till.ticket("B7")
    look(desk, "B7")

    assert desk.problem == "task.gift.give_back.of_member"


@pytest.mark.parametrize("ticket", ["A2", "🎁", "\u202e", "x" * 10_000, "' OR 1=1 --", "\0"])
def test_a_ticket_that_paid_nothing_finds_nothing(
    desk: GiftDesk, number: GiftCardNumber, ticket: str
) -> None:
    look(desk, ticket)

    assert desk.problem in {
        "task.gift.ticket_unknown",
        "task.gift.ticket.malformed",
        "gift_card.needs_ticket",
    }


def test_the_same_number_of_another_day_is_another_ticket(till: PayingTill, desk: GiftDesk) -> None:
    number = till.card(5_000)
    till.pay_all(number, 1_000, "S1")
    till.at.clock.advance(DAY_S)
    look(desk, "S1")

    assert desk.problem == "task.gift.ticket_unknown"
