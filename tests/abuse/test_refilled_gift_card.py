"""Abuse: an accomplice's gift card pays, the goods leave the shop, and the cashier takes the payment back."""

import pytest

from fidpos.domain.authority import Authority
from fidpos.domain.gift_card import GiftMove
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.payment.give_back import GivingBack, given_back
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import BERENICE, INES, MALO
from tests.helpers.paying_till import PayingTill, paying_till


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


def moved(till: PayingTill, move: GiftMove) -> list[GiftCardMoved]:
    events = (event for event in till.at.store.events if isinstance(event, GiftCardMoved))
    return [event for event in events if event.move is move]


def test_the_owner_is_told_who_took_which_ticket_back(till: PayingTill) -> None:
    till.pay_all(till.card(5_000), 3_000, ticket="A17")
    till.at.session.void_last()

    (back,) = moved(till, GiftMove.REFUNDED)
    assert back.flagged
    assert (back.staff_id, back.ticket) == (INES.id, "A17")


def test_it_is_taken_back_once(till: PayingTill) -> None:
    number = till.card(5_000)
    till.pay_all(number, 3_000)
    for _ in range(3):
        till.at.session.void_last()

    assert till.balance(number) == 5_000
    assert len(moved(till, GiftMove.REFUNDED)) == 1


def test_after_the_next_customer_a_cashier_cannot(till: PayingTill) -> None:
    till.pay_all(till.card(5_000), 3_000)
    till.at.tap_member(MALO)
    till.at.session.void_last()

    assert moved(till, GiftMove.REFUNDED) == []


def test_after_five_minutes_a_cashier_cannot(till: PayingTill) -> None:
    till.at.buy(BERENICE, 1_000)
    till.pay_all(till.card(5_000), 3_000)
    till.at.clock.advance(till.at.settings.undo_s + 1)
    till.at.session.void_last()

    assert till.at.said == "correction.needs_manager"
    assert moved(till, GiftMove.REFUNDED) == []


def test_what_was_undone_is_not_refunded_as_well(till: PayingTill) -> None:
    number = till.card(5_000)
    till.at.tap_member(BERENICE)
    till.at.type_amount(3_000)
    till.present(number)
    till.ticket("A17")
    visit_id = till.visits[0].visit_id
    till.at.session.void_last()
    work = till.at.workplace.gift_cards.work(till.at.session._station, Authority(asked_by=INES))

    assert given_back(work, GivingBack(visits=(visit_id,), ticket="R1", reason="again")) == ()
    assert till.balance(number) == 5_000


def test_the_next_day_it_takes_a_manager(till: PayingTill) -> None:
    number = till.card(5_000)
    till.pay_all(number, 3_000)
    (paid,) = moved(till, GiftMove.SPENT)
    assert paid.visit_id is not None
    till.at.clock.advance(24 * 3_600)
    work = till.at.workplace.gift_cards.work(till.at.session._station, Authority(asked_by=INES))
    asked = GivingBack(visits=(paid.visit_id,), ticket="R1", reason="goods came back")

    assert given_back(work, asked) is GiftCardRefusal.NEEDS_MANAGER
