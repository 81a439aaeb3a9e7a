"""Names fit to show, redirects that make sense, baskets that sum, tokens that hide."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import Basket, BasketLine
from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.member import NAME_LENGTH_MAX, Member, MemberStatus, Profile, clean_name
from fidpos.domain.money import EUR, Money


@given(st.text(max_size=300))
def test_a_cleaned_name_has_no_control_or_bidi_character_and_is_bounded(raw: str) -> None:
    cleaned = clean_name(raw)

    assert cleaned.isprintable()
    assert len(cleaned) <= NAME_LENGTH_MAX
    assert clean_name(cleaned) == cleaned


def test_an_accent_typed_in_two_ways_is_one_name() -> None:
    assert clean_name("Le\u0301o") == clean_name("Léo")


def test_a_right_to_left_override_is_dropped_from_a_name() -> None:
    assert clean_name("Eva\u202egnp.exe") == "Evagnp.exe"


def test_only_a_merged_member_redirects() -> None:
    with pytest.raises(InvalidValue):
        Member(
            id=MemberId(UUID(int=1)),
            account_id=AccountId(UUID(int=2)),
            number="1",
            profile=Profile(given_name="Eva", family_name="Roux"),
            status=MemberStatus.MERGED,
            enrolled_on=date(2026, 1, 1),
        )


def test_a_basket_whose_lines_do_not_sum_is_refused() -> None:
    with pytest.raises(InvalidValue):
        Basket(amount=Money(100, EUR), lines=(BasketLine(amount_minor=99),))


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(InvalidValue):
        Basket.of_amount(Money(-1, EUR))


def test_the_repr_of_a_token_hides_all_but_four_characters() -> None:
    assert "201000000048" not in repr(CardToken(TokenKind.NUMBER, "2010000000486"))


@pytest.mark.parametrize("value", ["", "12 34", "12\n34", "é", "1" * 65])
def test_a_token_that_could_not_be_looked_up_again_is_refused(value: str) -> None:
    with pytest.raises(InvalidValue):
        CardToken(TokenKind.NUMBER, value)
