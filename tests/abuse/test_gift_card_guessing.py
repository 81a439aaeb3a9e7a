"""Abuse: somebody tries numbers until one is a gift card with money on it."""

import random
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from msgspec import structs

from fidpos.domain.card import CardRead, TokenKind
from fidpos.domain.gift_card import GiftCardPolicy
from fidpos.domain.gift_card_number import make, parse
from fidpos.domain.ids import GiftCardId, HoldId, MerchantId, ShopId, TillId
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_long
from fidpos.server.api.answers import Refused
from fidpos.server.api.guesses import Asker, Guesses
from fidpos.server.api.rate import MERCHANT_GUESS_RATE
from fidpos.till.gift_card_care import freeze_gift_card
from fidpos.till.gift_card_store import GiftCardStore
from fidpos.till.gift_cards import GiftCardRefusal, void_load
from fidpos.wire.events import EpochReason
from fidpos.wire.sync.hold import CLAIMS_MAX, Held, HoldAnswer, HoldRefusal
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.gift_desk import gift_desk
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events

DECODER = CardDecoder(NumberLayout(merchant_code="1234"))
ORIGIN = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)

BITS = 81.8
"""What remains of 85 in the worst case, when nine draws make one number: see test_gift_card_number.py."""

LIVE_CARDS = 10**6
TRIES_A_YEAR = 3000 * 30 * 60 * 24 * 365
"""Thirty a minute, day and night, at each of 3,000 tills."""


def test_a_year_of_guessing_at_every_till_of_a_chain_finds_nothing() -> None:
    assert TRIES_A_YEAR * LIVE_CARDS / 2**BITS <= 1e-6


def test_a_thousand_cards_of_one_batch_share_no_pattern() -> None:
    entropy = random.Random(7).randbytes
    bodies = [make(entropy).canonical[2:-1] for _ in range(1000)]

    assert len(set(bodies)) == 1000
    for place in range(17):
        assert len({body[place] for body in bodies}) == 32


def test_the_number_itself_says_nothing_of_worth() -> None:
    """A whole number is read the same, sold or not: only the ledger knows."""
    number = make().canonical
    read = DECODER.scan(number.encode(), ORIGIN)

    assert isinstance(read, CardRead)
    assert (read.token.kind, read.token.value) == (TokenKind.GIFT_CARD, number)


def test_every_number_that_cannot_be_used_gets_the_same_answer() -> None:
    store = MemoryStore(IDENTITY, programme(), (INES,))
    at = GiftCounter(store, FakeClock())
    draft, frozen, spent, elsewhere = at.draft(), at.sold(), at.sold(), at.sold()
    freeze_gift_card(at.work, frozen, "lost")
    void_load(at.approved, spent, at.load_of(spent).id, ticket="R1", reason="mistake")
    numbers = [number_of(at, card) for card in (draft, frozen, spent)]
    store.commit(structs.replace(Events(at.clock).epoch(), reason=EpochReason.RESTORED))
    numbers += [number_of(at, elsewhere), make().canonical, "GC", "nonsense"]

    assert {at.try_number(number) for number in numbers} == {GiftCardRefusal.UNUSABLE}


def test_a_miss_asks_the_store_exactly_what_a_hit_asks() -> None:
    at = GiftCounter(MemoryStore(IDENTITY, programme(), (INES,)), FakeClock())
    card_id = at.sold()
    asked: list[tuple[str, ...]] = []
    for text in (number_of(at, card_id), make().canonical, "nonsense"):
        watched = Watched(at.store)
        watching = replace(at, store=watched)
        watching.try_number(text)
        asked.append(tuple(watched.asked))

    assert len(set(asked)) == 1
    assert asked[0].count("gift_card_by_number") == 1


def test_numbers_tried_at_a_till_are_counted_right_or_wrong() -> None:
    policy = GiftCardPolicy(lookups_a_minute=30)
    at = GiftCounter(MemoryStore(IDENTITY, programme(), (INES,)), FakeClock(), policy=policy)
    number = number_of(at, at.sold())
    for _ in range(30):
        assert at.try_number(make().canonical) is GiftCardRefusal.UNUSABLE

    assert at.try_number(number) is GiftCardRefusal.THROTTLED


def test_who_guesses_at_every_till_of_a_chain_is_bounded_by_the_chain() -> None:
    """However many tills of how many shops ask the centre: an hour of it is so many tries and no more."""
    clock = FakeClock()
    guesses, tried = Guesses(clock), 0
    nothing = Held(hold_id=HoldId(UUID(int=1)), granted=0, refused=HoldRefusal.UNUSABLE)
    wrong = HoldAnswer(held=(nothing,) * CLAIMS_MAX, answered_at=clock.now(), expires_at=clock.now())
    chain = [
        Asker(
            till_id=TillId(UUID(int=number)),
            shop_id=ShopId(UUID(int=number // 3)),
            merchant_id=MerchantId(UUID(int=1)),
        )
        for number in range(300)
    ]
    for _ in range(60):
        clock.advance(60)
        for asker in chain:
            with suppress(Refused):
                guesses.check(asker)
                guesses.count(asker, wrong)
                tried += CLAIMS_MAX

    assert tried <= MERCHANT_GUESS_RATE.burst + 3_600 * MERCHANT_GUESS_RATE.per_s + 60 * CLAIMS_MAX


def number_of(at: GiftCounter, card_id: GiftCardId) -> str:
    inscription = at.store.inscription(card_id)
    assert inscription is not None
    return inscription.number.canonical


class Watched:
    """A store that remembers which questions it was asked."""

    def __init__(self, store: GiftCardStore) -> None:
        self._store = store
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self._store, name)


def test_a_members_number_is_never_a_gift_card() -> None:
    assert parse(make_long("1234", 48)) is None


def test_numbers_tried_at_the_desk_are_counted_too_in_every_step_that_takes_one() -> None:
    desk = gift_desk(policy=GiftCardPolicy(lookups_a_minute=4))
    number = desk.number_of(desk.sell())
    desk.enter()
    desk.open()
    desk.choose_line("task.gift.balance.title")
    for _ in range(2):
        desk.fill(make().canonical)
    desk.back()
    desk.begin_sale()
    for _ in range(2):
        desk.scan(number)
        assert desk.problem == "gift_card.unusable"

    desk.scan(number)

    assert desk.problem == "gift_card.throttled"
