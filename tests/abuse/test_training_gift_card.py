"""Abuse: a gift card of the training till is passed as real, or a real one is emptied in training."""

from dataclasses import replace

from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_cards import GiftCardRefusal, make_gift_card
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore

TRAINING = replace(IDENTITY, production=False)


def test_a_training_till_makes_numbers_that_a_real_one_refuses() -> None:
    for identity, is_training in ((IDENTITY, False), (TRAINING, True)):
        at = GiftCounter(MemoryStore(identity, programme(), (INES,)), FakeClock())
        inscription = at.store.inscription(at.draft())
        assert inscription is not None
        assert inscription.number.is_training == is_training


def test_a_number_of_the_other_world_is_neither_sold_nor_found() -> None:
    for identity in (IDENTITY, TRAINING):
        at = GiftCounter(MemoryStore(identity, programme(), (INES,)), FakeClock())
        foreign = make(is_training=identity.production)

        made = make_gift_card(
            at.work, gift_card_id=GiftCardId(at.new_id()), face=Money(1_000, EUR), number=foreign
        )

        assert made is GiftCardRefusal.UNUSABLE
        assert at.try_number(foreign.canonical) is GiftCardRefusal.UNUSABLE
