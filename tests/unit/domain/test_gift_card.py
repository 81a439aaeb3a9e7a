"""A gift card is never below zero, and what is over for it stays over."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import (
    TEXT_LENGTH_MAX,
    GiftCard,
    GiftCardState,
    GiftCardTerms,
    GiftHold,
    Inscription,
    VatKind,
)
from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import GiftCardId, GiftHoldId, VisitId
from fidpos.domain.money import EUR, Money

CARD = GiftCard(
    id=GiftCardId(UUID(int=1)),
    masked="6GV5",
    terms=GiftCardTerms(vat=VatKind.MULTI_PURPOSE, valid_months=12, grace_days=3),
    currency=EUR,
    face_minor=5_000,
    issued_at=utc(2026, 11, 22),
    state=GiftCardState.ACTIVE,
    balance_minor=5_000,
    held_minor=2_000,
    expires_on=date(2027, 11, 22),
)
FINAL = {GiftCardState.EXPIRED, GiftCardState.VOIDED, GiftCardState.REPLACED}


def test_what_is_held_is_not_available() -> None:
    assert CARD.available_minor == 3_000
    assert CARD.balance == Money(5_000, EUR)


@pytest.mark.parametrize(("balance", "held"), [(-1, 0), (0, 1), (5, -1), (5, 6)])
def test_it_holds_at_least_what_is_held_of_it(balance: int, held: int) -> None:
    with pytest.raises(InvalidValue):
        replace(CARD, balance_minor=balance, held_minor=held)


@pytest.mark.parametrize("state", [*sorted(FINAL), GiftCardState.DRAFT])
def test_a_card_that_is_not_in_use_holds_nothing(state: GiftCardState) -> None:
    with pytest.raises(InvalidValue):
        replace(CARD, state=state)


def test_what_is_over_stays_over() -> None:
    assert {state for state in GiftCardState if state.is_final} == FINAL
    for state in FINAL:
        card = replace(CARD, state=state, balance_minor=0, held_minor=0)
        assert not any(card.may_become(other) for other in GiftCardState)


def test_nothing_becomes_a_draft_again_or_what_it_is() -> None:
    for state in (GiftCardState.ACTIVE, GiftCardState.FROZEN):
        card = replace(CARD, state=state)
        assert not card.may_become(GiftCardState.DRAFT)
        assert not card.may_become(state)


def test_it_is_past_only_after_the_grace() -> None:
    assert not CARD.is_past(date(2027, 11, 25))
    assert CARD.is_past(date(2027, 11, 26))
    assert not replace(CARD, expires_on=None).is_past(date(2099, 1, 1))


def test_a_hold_is_for_more_than_nothing() -> None:
    with pytest.raises(InvalidValue):
        GiftHold(
            id=GiftHoldId(UUID(int=1)),
            gift_card_id=CARD.id,
            visit_id=VisitId(UUID(int=2)),
            amount_minor=0,
            held_at=CARD.issued_at,
            expires_at=CARD.issued_at,
        )


def test_a_text_has_room_on_the_card_and_never_shows_in_a_log() -> None:
    assert "Mamie" not in repr(Inscription(number=make(), offered_by="Mamie"))
    with pytest.raises(InvalidValue):
        Inscription(number=make(), message="x" * (TEXT_LENGTH_MAX + 1))


@pytest.mark.parametrize("terms", [{"valid_months": -1}, {"grace_days": -1}])
def test_a_term_is_not_negative(terms: dict[str, int]) -> None:
    with pytest.raises(InvalidValue):
        GiftCardTerms(vat=VatKind.FREE, **terms)
