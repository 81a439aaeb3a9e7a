"""Abuse: a gift card that nobody paid, or that was paid with a ticket which pays something else."""

import pytest

from fidpos.domain.gift_card import GiftCardPolicy, VatKind
from fidpos.domain.ids import GiftEntryId
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_card_payment import post_holds
from fidpos.till.gift_cards import GiftCardRefusal, reload_gift_card, sell_gift_cards
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
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
