"""A gift card at the centre comes to the same in whatever order tills are heard."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, GiftEntry, GiftMove
from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.posting.gift_card import GiftCardChange
from fidpos.server.gift_books import CardBook, booked

CARD = GiftCardId(UUID(int=1))
ACTIVE = CardBook(state=GiftCardState.ACTIVE, expires_on=date(2027, 1, 1))


def moved(minor: int, state: GiftCardState | None = None) -> GiftCardChange:
    entry = GiftEntry(
        id=GiftEntryId(UUID(int=2)),
        gift_card_id=CARD,
        move=GiftMove.ADJUSTED,
        amount_minor=minor,
        at=datetime(2026, 5, 4, tzinfo=UTC),
        business_day=date(2026, 5, 4),
    )
    return GiftCardChange(gift_card_id=CARD, entry=entry, state=state)


@given(minors=st.lists(st.integers(-5_000, 5_000), max_size=12), seed=st.integers(0, 99))
def test_the_order_of_movements_changes_nothing(minors: list[int], seed: int) -> None:
    shuffled = Random(seed).sample(minors, len(minors))
    one, other = ACTIVE, ACTIVE
    for minor, another in zip(minors, shuffled, strict=True):
        one, other = booked(one, moved(minor), withheld=False), booked(other, moved(another), withheld=False)

    assert one == other
    assert one.balance_minor - one.receivable_minor == sum(minors)
    assert min(one.balance_minor, one.receivable_minor) == 0


def test_what_is_set_aside_is_never_more_than_what_is_there() -> None:
    book = CardBook(state=GiftCardState.ACTIVE, total_minor=3_000, promised_minor=5_000)

    assert (book.held_minor, book.lacking_minor) == (3_000, 2_000)


def test_a_card_that_ended_holds_nothing() -> None:
    ended = CardBook(state=GiftCardState.REPLACED)

    with pytest.raises(InvalidValue):
        booked(ended, moved(1), withheld=False)
    assert booked(ended, moved(-1), withheld=False).receivable_minor == 1


def test_doubtful_money_freezes_the_card_and_what_is_taken_does_not() -> None:
    assert booked(ACTIVE, moved(100), withheld=True).state is GiftCardState.FROZEN
    assert booked(ACTIVE, moved(-100), withheld=True).state is GiftCardState.ACTIVE


def test_a_card_that_is_frozen_for_doubtful_money_is_not_given_back_by_a_till() -> None:
    doubted = booked(ACTIVE, moved(100), withheld=True)
    frozen = replace(ACTIVE, state=GiftCardState.FROZEN)
    back = GiftCardChange(gift_card_id=CARD, state=GiftCardState.ACTIVE)

    with pytest.raises(InvalidValue):
        booked(doubted, back, withheld=False)
    assert booked(frozen, back, withheld=False) == ACTIVE


def test_a_frozen_card_on_which_doubtful_money_comes_is_the_offices_too() -> None:
    frozen = replace(ACTIVE, state=GiftCardState.FROZEN)

    assert booked(frozen, moved(100), withheld=True).withheld
