"""A visit that gift cards paid is corrected together with what they paid: onto the cards, never in cash."""

from uuid import UUID

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftEntryId
from fidpos.domain.money import EUR, Money
from fidpos.wire.events import VisitVoided
from fidpos.wire.sync.gift_card_standing import GiftEntryState
from tests.helpers.corrector import AMOUNT, REFUND, VOID, Corrector
from tests.helpers.counter import BERENICE
from tests.helpers.paying_till import PayingTill, paying_till

DEBIT = 5


@pytest.fixture
def till() -> PayingTill:
    """Bérénice bought for 40.00, of which a card of 50.00 paid all."""
    return paying_till()


@pytest.fixture
def card(till: PayingTill) -> GiftCardNumber:
    number = till.card(5_000)
    till.at.tap_member(BERENICE)
    till.at.type_amount(4_000)
    till.present(number)
    till.ticket()
    if till.at.view.task is None:
        till.at.session.confirm()
    assert till.balance(number) == 1_000
    return number


@pytest.fixture
def at_work(till: PayingTill, card: GiftCardNumber) -> Corrector:
    work = Corrector(till.at)
    work.open(work.last_visit())
    return work


def test_what_a_card_paid_goes_back_onto_it_with_a_visit_that_is_undone(
    till: PayingTill, card: GiftCardNumber, at_work: Corrector
) -> None:
    at_work.line(VOID)
    at_work.line(1)
    assert at_work.facts()["task.correct.fact.on_cards"] == {"amount": Money(4_000, EUR)}

    at_work.enter()

    assert till.balance(card) == 5_000
    assert till.at.points(BERENICE) == 120


def test_goods_that_come_back_are_paid_back_onto_the_card_first(
    till: PayingTill, card: GiftCardNumber, at_work: Corrector
) -> None:
    at_work.line(REFUND)
    at_work.line(2)
    at_work.fill("amount", "1500")
    at_work.line(1)
    assert at_work.facts()["task.correct.fact.on_cards"] == {"amount": Money(1_500, EUR)}
    assert at_work.facts()["task.correct.fact.pay_back"] == {"amount": Money(0, EUR)}

    at_work.enter()

    assert till.balance(card) == 2_500


def test_an_amount_typed_too_high_gives_the_difference_back(
    till: PayingTill, card: GiftCardNumber, at_work: Corrector
) -> None:
    at_work.line(AMOUNT)
    at_work.fill("amount", "3000")
    at_work.line(1)
    at_work.enter()

    assert till.balance(card) == 2_000


def test_a_debit_typed_too_high_is_lowered_and_the_visit_stays(
    till: PayingTill, card: GiftCardNumber, at_work: Corrector
) -> None:
    visit_id = at_work.last_visit()
    at_work.line(DEBIT)
    at_work.fill("amount", "4000")
    assert at_work.problem == "gift_card.wrong_amount"
    at_work.fill("amount", "400")
    at_work.line(1)
    at_work.enter()

    assert till.balance(card) == 4_600
    assert at_work.last_visit() == visit_id
    assert till.at.said == "task.correct.debit.done"


def test_nothing_comes_back_twice(till: PayingTill, card: GiftCardNumber, at_work: Corrector) -> None:
    at_work.line(DEBIT)
    at_work.fill("amount", "0")
    at_work.line(1)
    at_work.enter()
    at_work.open(at_work.last_visit())
    assert "task.correct.what.debit" not in at_work.titles()
    at_work.line(VOID)
    at_work.line(1)
    at_work.enter()

    assert till.balance(card) == 5_000
    assert [minor for move, minor in till.movements if move is GiftMove.REFUNDED] == [4_000]


def test_a_full_disk_moves_neither_the_visit_nor_the_card(
    till: PayingTill, card: GiftCardNumber, at_work: Corrector
) -> None:
    at_work.line(VOID)
    at_work.line(1)
    till.at.break_disk(StoreFull("full"))
    at_work.enter()
    till.at.mend_disk()

    assert (till.balance(card), till.at.points(BERENICE)) == (1_000, 160)


# A card that has ended since


@pytest.fixture(params=[GiftMove.EXPIRED, GiftMove.SALE_VOIDED])
def ended(request: pytest.FixtureRequest, till: PayingTill, card: GiftCardNumber) -> GiftCardNumber:
    """What it still held is gone, by its term or with its sale."""
    till.tell_all()
    standing = till.centre.cards[card.digest]
    state = GiftCardState.EXPIRED if request.param is GiftMove.EXPIRED else GiftCardState.VOIDED
    last = GiftEntryState(
        id=GiftEntryId(UUID(int=9_900)),
        move=request.param,
        amount_minor=-standing.balance_minor,
        at=till.at.clock.now(),
        business_day=till.at.clock.now().date(),
    )
    entries = (*standing.entries, last)
    till.at.store.gift_cards.learn(standing.but(state=state, balance_minor=0, entries=entries))
    return card


def test_goods_paid_by_a_card_that_has_ended_come_back_and_stay_owed(
    till: PayingTill, ended: GiftCardNumber
) -> None:
    work = Corrector(till.at)
    visit_id = work.last_visit()
    work.open(visit_id)
    work.line(REFUND)
    work.line(1)
    work.line(1)
    facts = work.facts()
    work.enter()

    assert facts["task.correct.fact.owed"] == {"amount": Money(4_000, EUR)}
    assert facts["task.correct.fact.pay_back"] == {"amount": Money(0, EUR)}
    visit = till.at.store.visit(visit_id)
    assert visit is not None
    assert [(each.owed_minor, each.flagged) for each in visit.refunds] == [(4_000, True)]
    assert till.balance(ended) == 0
    assert till.at.points(BERENICE) == 120


def test_what_is_owed_is_never_more_than_the_card_paid(till: PayingTill, ended: GiftCardNumber) -> None:
    work = Corrector(till.at)
    visit_id = work.last_visit()
    for amount in ("1500", "2500"):
        work.open(visit_id)
        work.line(REFUND)
        work.line(2)
        work.fill("amount", amount)
        work.line(1)
        work.enter()

    visit = till.at.store.visit(visit_id)
    assert visit is not None
    assert [each.owed_minor for each in visit.refunds] == [1_500, 2_500]
    assert till.balance(ended) == 0


def test_a_visit_paid_by_a_card_that_has_ended_is_undone_and_what_it_paid_is_owed(
    till: PayingTill, ended: GiftCardNumber
) -> None:
    work = Corrector(till.at)
    visit_id = work.last_visit()
    work.open(visit_id)
    work.line(VOID)
    work.line(1)
    work.enter()

    told = till.at.store.events[-1]
    assert isinstance(told, VisitVoided)
    assert (told.visit_id, told.owed_minor, told.flagged) == (visit_id, 4_000, True)
    assert till.balance(ended) == 0
