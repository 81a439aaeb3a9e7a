"""A card of ours that the till does not know: asked for at the centre, or met as somebody known by it."""

from dataclasses import dataclass

import pytest

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.errors import StoreReadOnly
from fidpos.domain.member import MemberStatus
from fidpos.localdb.newcomers import LocalNewcomers
from fidpos.till.strangers import AWAITED_S, Abroad
from fidpos.till.view import TillState
from fidpos.till.workplace import Workplace
from fidpos.wire.sync.find import Find, FindBy
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, Counter, programme, snapshot
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.scripted_finder import ScriptedFinder

CARD = "2047110000055"
ADA = snapshot(205, "Ada", card=CARD, points=40)


@dataclass
class Shop:
    counter: Counter
    finder: ScriptedFinder


@pytest.fixture
def shop() -> Shop:
    store, clock, finder = MemoryStore(IDENTITY, programme(), (INES,)), FakeClock(), ScriptedFinder()
    store.load(BERENICE, MALO)
    abroad = Abroad(finder=finder, newcomers=LocalNewcomers(store, clock))
    made = Counter(store=store, clock=clock, workplace=Workplace(abroad=abroad))
    made.sign_in()
    return Shop(counter=made, finder=finder)


def test_the_centre_is_asked_and_the_cashier_goes_on(shop: Shop) -> None:
    shop.counter.tap(CARD)
    shop.counter.type_amount(1_000)

    ((asked, _),) = shop.finder.asked
    assert asked == Find(by=FindBy.CARD, text=f"num:{CARD}")
    assert shop.counter.view.state is TillState.AMOUNT


def test_whoever_was_found_is_attached_once_they_have_come(shop: Shop) -> None:
    shop.counter.tap(CARD)
    said = shop.counter.said
    shop.finder.answer(1)
    shop.counter.store.load(ADA)
    shop.counter.session.tick()

    member = shop.counter.view.member
    assert said == "read.looked_for"
    assert member is not None
    assert member.name == "Ada Durand"


def test_who_does_not_come_in_time_is_unknown(shop: Shop) -> None:
    shop.counter.tap(CARD)
    shop.finder.answer(1)
    shop.counter.clock.advance(AWAITED_S + 1)
    shop.counter.session.tick()

    assert shop.counter.said == "read.unknown"
    assert shop.counter.view.member is None


def test_a_card_that_the_centre_does_not_know_either_is_unknown_at_once(shop: Shop) -> None:
    shop.counter.tap(CARD)
    shop.finder.answer(0)

    assert shop.counter.said == "read.unknown"


def test_out_of_contact_the_customer_is_met_as_a_provisional_member_and_the_visit_counts(shop: Shop) -> None:
    shop.counter.tap(CARD)
    shop.finder.answer(None)
    said, member = shop.counter.said, shop.counter.view.member
    shop.counter.type_amount(2_000)
    shop.counter.session.confirm()

    assert said == "banner.provisional"
    assert member is not None
    stored = shop.counter.store.member(member.member_id)
    assert stored is not None
    assert stored.status is MemberStatus.PROVISIONAL
    assert [balance.amount for balance in shop.counter.store.balances(stored.account_id)] == [20]


def test_the_same_card_is_the_same_provisional_member_the_next_time(shop: Shop) -> None:
    shop.counter.tap(CARD)
    shop.finder.answer(None)
    first = shop.counter.view.member
    shop.counter.session.back()
    shop.counter.tap(CARD)

    again = shop.counter.view.member
    assert first is not None
    assert again is not None
    assert again.member_id == first.member_id
    assert not shop.finder.asked


def test_an_answer_about_a_card_that_was_put_away_changes_nothing(shop: Shop) -> None:
    shop.counter.tap(CARD)
    shop.counter.tap_member(MALO)
    before = len(shop.counter.store.events)
    shop.finder.answer(None)

    member = shop.counter.view.member
    assert member is not None
    assert member.member_id == MALO.member.id
    assert len(shop.counter.store.events) == before


def test_a_number_of_another_form_is_not_asked_for(shop: Shop) -> None:
    shop.counter.tap_token(CardToken(TokenKind.UID, "04A2B3C4D5E6F7"))

    assert not shop.finder.asked
    assert shop.counter.said == "read.unknown"


def test_a_disk_that_refuses_is_said(shop: Shop) -> None:
    shop.counter.tap(CARD)
    shop.counter.break_disk(StoreReadOnly("no"))
    shop.finder.answer(None)
    said = shop.counter.said
    shop.counter.mend_disk()

    assert said.startswith("error.")


def test_a_till_that_is_alone_asks_nobody() -> None:
    store = MemoryStore(IDENTITY, programme(), (INES,))
    alone = Counter(store=store, clock=FakeClock())
    alone.sign_in()
    alone.tap(CARD)

    assert alone.said == "read.unknown"
