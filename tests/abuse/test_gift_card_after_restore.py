"""Abuse: a store put back to an earlier day, so that gift cards hold again what was spent since."""

import pytest
from msgspec import structs

from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.till.gift_card_care import adjust_gift_card, expire_gift_card
from fidpos.till.gift_card_payment import post_holds
from fidpos.till.gift_cards import GiftCardRefusal, void_load
from fidpos.wire.events import EpochReason
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events


@pytest.fixture
def at() -> GiftCounter:
    return GiftCounter(MemoryStore(IDENTITY, programme(), (INES,)), FakeClock())


def _restored(at: GiftCounter, card_id: GiftCardId) -> GiftCardId:
    at.store.commit(structs.replace(Events(at.clock).epoch(), reason=EpochReason.RESTORED))
    return card_id


def test_its_sale_is_not_paid_back(at: GiftCounter) -> None:
    card_id = _restored(at, at.sold(5_000))
    load = at.load_of(card_id)
    voided = void_load(at.approved, card_id, load.id, ticket="R1", reason="changed her mind")
    assert voided is GiftCardRefusal.UNUSABLE
    assert at.card(card_id).balance_minor == 5_000


def test_its_balance_is_not_put_right_on_the_tills_word(at: GiftCounter) -> None:
    card_id = _restored(at, at.sold(5_000))
    entry_id = GiftEntryId(at.new_id())
    adjusted = adjust_gift_card(at.approved, card_id, entry_id=entry_id, by_minor=5_000, reason="lost")
    assert adjusted is GiftCardRefusal.UNUSABLE


def test_it_does_not_expire_on_the_tills_word(at: GiftCounter) -> None:
    assert expire_gift_card(at.approved, _restored(at, at.sold(5_000))) is GiftCardRefusal.UNUSABLE


def test_what_was_held_before_is_not_spent_after(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    hold = at.hold(card_id, 5_000)
    _restored(at, card_id)
    assert post_holds(at.work, hold.visit_id, "T1") is GiftCardRefusal.LAPSED
    assert at.card(card_id).balance_minor == 5_000
