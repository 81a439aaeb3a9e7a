"""Abuse: a gift card that nobody paid, or that was paid with a ticket which pays something else."""

import pytest

from fidpos.domain.gift_card import GiftCardPolicy, GiftMove, VatKind
from fidpos.domain.ids import GiftEntryId
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_card_payment import post_holds
from fidpos.till.gift_cards import GiftCardRefusal, reload_gift_card, sell_gift_cards
from fidpos.till.task.acts import FillIn
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import IDENTITY, INES, PAUL, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.gift_desk import gift_desk
from tests.helpers.memory_store import MemoryStore


@pytest.fixture
def at() -> GiftCounter:
    store = MemoryStore(IDENTITY, programme(), (INES,))
    return GiftCounter(store, FakeClock(), policy=GiftCardPolicy())


def test_a_card_without_a_ticket_is_worth_nothing(at: GiftCounter) -> None:
    card_id = at.draft(5_000)

    assert sell_gift_cards(at.work, [card_id], "  ") is GiftCardRefusal.NEEDS_TICKET
    assert at.try_hold(card_id, 100) is GiftCardRefusal.UNUSABLE
    assert at.card(card_id).balance_minor == 0


def test_one_ticket_sells_one_card_a_day(at: GiftCounter) -> None:
    first, second = at.draft(), at.draft()
    sell_gift_cards(at.work, [first], "1234")

    assert sell_gift_cards(at.work, [second], "1234") is GiftCardRefusal.TICKET_USED
    loaded = reload_gift_card(
        at.work, first, entry_id=GiftEntryId(at.new_id()), amount=Money(100, EUR), ticket="1234"
    )
    assert loaded is GiftCardRefusal.TICKET_USED


def test_a_gift_card_is_not_bought_with_a_gift_card(at: GiftCounter) -> None:
    hold = at.hold(at.sold(), 2_000)
    at.post(hold.visit_id, "1234")

    assert sell_gift_cards(at.work, [at.draft()], "1234") is GiftCardRefusal.TICKET_MIXED


def test_a_ticket_that_sells_a_gift_card_is_not_paid_with_one(at: GiftCounter) -> None:
    hold = at.hold(at.sold(), 2_000)
    sell_gift_cards(at.work, [at.draft()], "1234")

    assert post_holds(at.work, hold.visit_id, "1234") is GiftCardRefusal.TICKET_MIXED


def test_a_card_is_not_given_away_by_a_cashier(at: GiftCounter) -> None:
    draft = at.draft(vat=VatKind.FREE)

    assert sell_gift_cards(at.work, [draft], "1234", "a friend") is GiftCardRefusal.NEEDS_MANAGER


# At the desk


def test_sales_split_over_many_tickets_end_at_the_limit_of_the_day() -> None:
    desk = gift_desk(policy=GiftCardPolicy(sold_a_day_max_minor=12_000))
    for ticket in ("1", "2"):
        desk.sell(5_000, ticket=ticket)
        desk.enter()
        desk.open()
    desk.put_on_sale(5_000)
    desk.enter()

    assert desk.view.place == "approval"


def test_cards_split_over_one_sale_end_at_what_a_cashier_may() -> None:
    desk = gift_desk(policy=GiftCardPolicy(cashier_max_minor=8_000))
    desk.put_on_sale(5_000)
    desk.key("f2")
    desk.put_on_sale(5_000)
    desk.enter()

    assert desk.view.place == "approval"


def test_a_wrong_pin_sells_nothing_and_counts() -> None:
    desk = gift_desk(policy=GiftCardPolicy(cashier_max_minor=0))
    desk.put_on_sale()
    desk.enter()
    desk.approve(pin="000000")

    (manager,) = [person for person in desk.store.staff() if person.id == PAUL.id]
    assert (desk.view.place, manager.failures) == ("approval", 1)


def test_the_same_ticket_in_another_spelling_sells_nothing() -> None:
    desk = gift_desk()
    desk.sell(ticket="ab 12")
    desk.enter()
    desk.open()
    desk.put_on_sale()
    desk.enter()
    desk.fill("  AB   12 ")

    assert desk.problem == "gift_card.ticket_used"


def test_whoever_undoes_a_sale_alone_is_told_to_the_owner() -> None:
    desk = gift_desk()
    card = desk.sell()
    desk.enter()
    desk.switch_to(PAUL)
    desk.open()
    desk.choose_line("task.gift.undo.title")
    desk.scan(desk.number_of(card))
    desk.at.session.in_task(FillIn("reason", "1", 1))
    desk.at.session.in_task(FillIn("ticket", "R1", 1))

    event = desk.at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    assert (event.move, event.flagged) == (GiftMove.SALE_VOIDED, True)
