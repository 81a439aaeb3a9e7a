import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.uid_form import UidForm
from fidpos.till.technician.uid_forms import known_form

CARD = bytes.fromhex("04A1B2C3")


def uid(raw: bytes) -> CardToken:
    return CardToken(TokenKind.UID, raw.hex().upper())


def number(value: int, width: int = 0) -> CardToken:
    return CardToken(TokenKind.NUMBER, f"{value:0{width}d}")


def form(token: CardToken, known: CardToken | None = None) -> UidForm | None:
    known = known or uid(CARD)
    return known_form(token, lambda each: each == known)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (uid(CARD), UidForm.AS_READ),
        (uid(CARD[::-1]), UidForm.REVERSED),
        (number(int.from_bytes(CARD, "big")), UidForm.DECIMAL),
        (number(int.from_bytes(CARD, "big"), 10), UidForm.DECIMAL),
        (number(int.from_bytes(CARD, "little")), UidForm.DECIMAL_REVERSED),
        (uid(bytes.fromhex("04A1B2C4")), None),
        (number(7), None),
    ],
)
def test_a_known_card_is_found_in_every_form_that_readers_give(
    token: CardToken, expected: UidForm | None
) -> None:
    assert form(token) is expected


def test_a_number_of_ours_is_never_taken_for_a_uid_of_its_digits() -> None:
    assert form(CardToken(TokenKind.NUMBER, "04112233"), uid(bytes.fromhex("04112233"))) is None


def test_letters_of_another_kind_of_token_have_no_form() -> None:
    assert form(CardToken(TokenKind.GIFT_CARD, "G7QK3M2A")) is None


@given(st.binary(min_size=4, max_size=10))
def test_a_uid_and_its_mirror_are_found_again(raw: bytes) -> None:
    assert form(uid(raw), uid(raw)) is UidForm.AS_READ
    assert form(uid(raw[::-1]), uid(raw)) in {UidForm.REVERSED, UidForm.AS_READ}
