"""Money back onto the gift cards that paid a visit: by share, never twice, never more than was paid."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.authority import Authority
from fidpos.domain.basket import Basket
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftEntryId, VisitId
from fidpos.till.correct import Corrected, correct_amount
from fidpos.till.correction import CorrectionWork
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork
from fidpos.till.payment.give_back import GivingBack, cards_that_paid, given_back, purchase_ids
from fidpos.wire.sync.gift_card_standing import GiftEntryState
from tests.helpers.counter import BERENICE, INES, PAUL
from tests.helpers.paying_till import PayingTill, euros, paying_till


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


def paid(till: PayingTill, minor: int, *cards: int) -> tuple[GiftCardNumber, ...]:
    """A visit of Bérénice, paid by cards with so much on them."""
    numbers = tuple(till.card(each) for each in cards)
    till.at.tap_member(BERENICE)
    till.at.type_amount(minor)
    for number in numbers:
        till.at.clock.advance(1)
        till.present(number)
    if till.place == "cards":
        till.go_on()
    till.ticket("T1")
    return numbers


def work(till: PayingTill, *, approved: bool = False) -> GiftCardWork:
    authority = Authority(asked_by=INES, approved_by=PAUL if approved else None)
    session = till.at.session
    return till.at.workplace.gift_cards.work(session._station, authority)


def give_back(
    till: PayingTill,
    minor: int | None = None,
    *,
    ticket: str = "R1",
    reason: str = "",
    approved: bool = False,
) -> int | GiftCardRefusal:
    """What came back."""
    at_work = work(till, approved=approved)
    visits = purchase_ids(till.at.store, till.visits[-1].visit_id)
    events = given_back(at_work, GivingBack(visits=visits, minor=minor, ticket=ticket, reason=reason))
    if isinstance(events, GiftCardRefusal):
        return events
    till.at.store.commit_together(events)
    return sum(body.amount_minor for event in events for body in event.moves)


def test_a_part_comes_back_to_the_card_that_paid_last(till: PayingTill) -> None:
    first, second = paid(till, 3_000, 1_000, 5_000)
    assert give_back(till, 500) == 500

    assert (till.balance(first), till.balance(second)) == (0, 3_500)


def test_more_than_one_card_paid_comes_back_to_several(till: PayingTill) -> None:
    first, second = paid(till, 3_000, 1_000, 5_000)
    assert give_back(till, 2_600) == 2_600

    assert (till.balance(first), till.balance(second)) == (600, 5_000)


def test_never_more_than_the_cards_paid(till: PayingTill) -> None:
    paid(till, 3_000, 1_000)

    assert give_back(till, 2_600) == 1_000
    assert give_back(till, 1_000, ticket="R2") == 0


def test_of_a_visit_that_no_card_paid_nothing_comes_back(till: PayingTill) -> None:
    till.at.buy(BERENICE, 1_000)

    assert give_back(till) == 0


def test_nothing_and_less_is_no_amount(till: PayingTill) -> None:
    paid(till, 3_000, 5_000)

    assert give_back(till, 0) is GiftCardRefusal.WRONG_AMOUNT
    assert give_back(till, -5) is GiftCardRefusal.WRONG_AMOUNT


def test_the_ticket_that_was_paid_is_no_document_of_a_refund(till: PayingTill) -> None:
    paid(till, 3_000, 5_000)

    assert give_back(till, 100, ticket="t1") is GiftCardRefusal.TICKET_USED


def test_a_debit_typed_too_high_is_put_right_on_its_own_ticket(till: PayingTill) -> None:
    (number,) = paid(till, 3_000, 5_000)
    assert give_back(till, 300, ticket="") == 300

    assert till.balance(number) == 2_300
    entries = till.at.store.gift_entries_of_day(till.at.session._station.today, "T1")
    assert sorted(entry.amount_minor for entry in entries) == [-3_000, 300]


def test_a_cashier_alone_is_told_to_the_owner(till: PayingTill) -> None:
    paid(till, 3_000, 5_000)
    events = given_back(work(till), GivingBack(visits=(till.visits[-1].visit_id,), ticket="R1"))
    assert not isinstance(events, GiftCardRefusal)

    assert [event.flagged for event in events] == [True]


def test_on_another_day_it_takes_a_manager_and_a_reason(till: PayingTill) -> None:
    paid(till, 3_000, 5_000)
    till.at.clock.advance(24 * 3_600)

    assert give_back(till) is GiftCardRefusal.NEEDS_MANAGER
    assert give_back(till, approved=True) is GiftCardRefusal.NEEDS_REASON
    assert give_back(till, approved=True, reason="goods came back") == 3_000


def test_a_visit_whose_amount_was_corrected_still_knows_its_cards(till: PayingTill) -> None:
    paid(till, 3_000, 5_000)
    at = till.at
    visit = at.store.visit(till.visits[-1].visit_id)
    assert visit is not None
    correcting = CorrectionWork(
        store=at.store,
        authority=Authority(asked_by=INES, approved_by=PAUL),
        at=at.clock.now(),
        new_id=at.session._station.new_id,
        fresh=True,
    )
    corrected = correct_amount(
        correcting,
        visit,
        visit_id=VisitId(at.session._station.new_id()),
        basket=Basket.of_amount(euros(2_500)),
        reason="typo",
    )
    assert isinstance(corrected, Corrected)

    paid_with = cards_that_paid(work(till), purchase_ids(at.store, corrected.after.id))
    assert [card.left_minor for card in paid_with] == [3_000]


@given(
    cards=st.lists(st.integers(1, 4_000), min_size=1, max_size=4),
    parts=st.lists(st.integers(1, 6_000), max_size=6),
)
def test_whatever_comes_back_in_parts_the_cards_hold_what_they_held_at_most(
    cards: list[int], parts: list[int]
) -> None:
    till = paying_till()
    minor = sum(cards) + 100
    numbers = paid(till, minor, *cards)
    for number, part in enumerate(parts):
        give_back(till, part, ticket=f"R{number}")
    returned = sum(minor for move, minor in till.movements if move is GiftMove.REFUNDED)

    assert returned == min(sum(parts), sum(cards))
    assert all(till.balance(number) <= held for number, held in zip(numbers, cards, strict=True))
    assert sum(till.balance(number) for number in numbers) == returned


def test_a_card_that_was_replaced_in_another_shop_wants_its_heir_to_be_looked_at_first(
    till: PayingTill,
) -> None:
    (number,) = paid(till, 3_000, 5_000)
    till.tell_all()
    standing = till.centre.cards[number.digest]
    gone = GiftEntryState(
        id=GiftEntryId(UUID(int=4_711)),
        move=GiftMove.REPLACED,
        amount_minor=-standing.balance_minor,
        at=till.at.clock.now(),
        business_day=work(till).today,
    )
    replaced = standing.but(state=GiftCardState.REPLACED, balance_minor=0, entries=(*standing.entries, gone))
    till.at.store.gift_cards.learn(replaced)

    assert give_back(till) is GiftCardRefusal.HEIR_UNKNOWN

    till.at.session.void_last()
    assert till.at.said == "gift_card.heir_unknown"
