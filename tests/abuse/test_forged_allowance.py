"""Abuse: an allowance that is not the till's own is put into its store, or an old answer is played again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import MerchantId, ShopId, TillId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.till.allowance import AllowanceState, allowance_standing
from fidpos.till.gift_card_paying import GiftCardPaying
from fidpos.till.gift_card_paying_view import PayingStep
from fidpos.wire.events import EpochReason
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance, sign_allowance
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore
from tests.helpers.memory_stored_value import IDENTITY_KEY, MemoryStoredValue, Office, stored_value
from tests.helpers.store_events import Events

KIND = AllowanceKind.GIFT_CARDS
RICH = 10_000
ANOTHER_KEY = bytes(range(2, 34))


@dataclass
class Thief:
    """Who can write into the store of one till, and hear what its centre says."""

    at: GiftCounter
    centre: AskedCentre
    book: MemoryStoredValue
    office: Office
    number: GiftCardNumber

    def state(self) -> AllowanceState:
        value = stored_value(self.centre, self.book)
        return allowance_standing(value, self.at.store.identity(), KIND).state

    def genuine(self) -> Allowance:
        return self.office.give(KIND, RICH)

    def put(self, allowance: Allowance, key: bytes = IDENTITY_KEY) -> None:
        self.book.kept[KIND] = sign_allowance(allowance, key)

    def begin(self, due: int = 3_000) -> GiftCardPaying:
        return GiftCardPaying(
            visit_id=VisitId(self.at.new_id()),
            due=Money(due, EUR),
            work=lambda: self.at.work,
            lookup=self.at.lookup,
            stored_value=stored_value(self.centre, self.book),
            changed=lambda: None,
        )

    def present(self, paying: GiftCardPaying) -> None:
        paying.present(self.number.canonical, self.at.clock.monotonic_s())

    def let_go_offline(self) -> int:
        """What the till gives for the card while nobody answers."""
        paying = self.begin()
        self.present(paying)
        self.centre.keep_silent()
        paying.draw()
        return sum(hold.amount_minor for hold in paying.view().holds)


@pytest.fixture
def thief() -> Thief:
    clock = FakeClock()
    store = MemoryStore(IDENTITY, programme(), (INES,))
    book, number = MemoryStoredValue(store, clock), make()
    made = Thief(GiftCounter(store, clock), AskedCentre(clock), book, Office(book), number)
    made.centre.card(number, 5_000)
    known = made.begin(due=100)
    made.present(known)
    made.centre.answer()
    known.give_up()
    made.centre.hear(store.events)
    book.tell_all()
    return made


def test_a_genuine_one_lets_something_go(thief: Thief) -> None:
    thief.genuine()

    assert thief.let_go_offline() == 3_000


@pytest.mark.parametrize(
    "change",
    [
        lambda said: structs.replace(said, till_id=TillId(UUID(int=999))),
        lambda said: structs.replace(said, shop_id=ShopId(UUID(int=999))),
        lambda said: structs.replace(said, merchant_id=MerchantId(UUID(int=999))),
        lambda said: structs.replace(said, lineage=UUID(int=999)),
        lambda said: structs.replace(said, kind=AllowanceKind.REWARDS),
        lambda said: structs.replace(said, currency="JPY"),
    ],
    ids=["till", "shop", "merchant", "lineage", "kind", "currency"],
)
def test_one_of_somebody_else_lets_nothing_go(thief: Thief, change: Callable[[Allowance], Allowance]) -> None:
    thief.put(change(thief.genuine()))

    assert thief.state() is AllowanceState.NOT_OURS
    assert thief.let_go_offline() == 0


def test_one_that_another_key_signed_lets_nothing_go(thief: Thief) -> None:
    thief.put(thief.genuine(), ANOTHER_KEY)

    assert thief.state() is AllowanceState.NOT_OURS
    assert thief.let_go_offline() == 0


def test_one_whose_amount_was_raised_lets_nothing_go(thief: Thief) -> None:
    thief.genuine()
    signed = thief.book.kept[KIND]
    body = signed.body.replace(b'"amount_minor":10000', b'"amount_minor":99000')
    assert body != signed.body
    thief.book.kept[KIND] = SignedAllowance(body=body, signature=signed.signature)

    assert thief.state() is AllowanceState.NOT_OURS
    assert thief.let_go_offline() == 0


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"[" * 5_000], ids=["empty", "bare", "bytes", "deep"])
def test_what_is_no_allowance_lets_nothing_go(thief: Thief, body: bytes) -> None:
    thief.book.kept[KIND] = SignedAllowance(body=body, signature=bytes(64))

    assert thief.state() is AllowanceState.NOT_OURS


def test_one_that_is_over_lets_nothing_go_with_the_clock_put_back(thief: Thief) -> None:
    thief.genuine()
    thief.at.clock.advance(49 * 3_600)
    thief.at.sold(1_000)
    thief.at.clock.wall -= timedelta(hours=49)

    assert thief.state() is AllowanceState.EXPIRED
    assert thief.let_go_offline() == 0


def test_one_from_before_a_restore_lets_nothing_go(thief: Thief) -> None:
    before = thief.genuine()
    thief.at.store.commit(structs.replace(Events(thief.at.clock).epoch(), reason=EpochReason.RESTORED))
    thief.put(before)

    assert thief.state() is AllowanceState.NOT_OURS
    assert thief.let_go_offline() == 0


def test_an_answer_played_again_to_another_purchase_holds_nothing(thief: Thief) -> None:
    first = thief.begin()
    thief.present(first)
    letter = thief.centre.letters[0]
    thief.centre.answer()
    first.post(thief.at.ticket())
    second = thief.begin()
    thief.present(second)
    letter.arrive()

    assert second.step is PayingStep.ASKING
    assert second.view().holds == ()


def test_an_answer_played_again_after_the_purchase_was_given_up_holds_nothing(thief: Thief) -> None:
    paying = thief.begin()
    thief.present(paying)
    letter = thief.centre.letters[0]
    paying.give_up()
    letter.arrive()
    letter.arrive()

    assert paying.view().holds == ()
    assert thief.centre.open == {}
