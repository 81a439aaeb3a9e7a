import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.wire.signed_number import PREFIX, SignedNumber, parse, sign, verify

PRIVATE = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()
OTHER_PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE[::-1]).public_key().public_bytes_raw()

SHORT, LONG = "2012340000484", "901234000000004812"
UID = "04E10CDA993C80"
TEXT = sign(LONG, 3, PRIVATE)

NDEF_OVERHEAD = 10
"""TLV tag and length, record header of seven bytes with a two-letter language, terminator."""


def read(text: str) -> SignedNumber:
    signed = parse(text)
    assert signed is not None
    return signed


def test_what_the_merchant_signed_is_read_and_verified() -> None:
    signed = read(TEXT)

    assert (signed.number, signed.key_id) == (LONG, 3)
    assert verify(signed, PUBLIC)


def test_a_card_that_was_printed_once_is_good_for_ever() -> None:
    """The very text of a first card: the form may gain versions, and never loses this one."""
    assert TEXT == (
        "FP1-3-901234000000004812-PPQAGCI4FYXZITLN74JRKGW5Y6RPQERANDHAQ2SK2NWPRHBGFGOOPN5NEPBEBI5EDWRG"
        "4T6Q7KYM3PMN5RJH5I2FIBNAPPKMRDAVKCI"
    )


def test_case_means_nothing() -> None:
    assert read(TEXT.lower()) == read(TEXT)


def test_another_key_did_not_sign_it() -> None:
    assert not verify(read(TEXT), OTHER_PUBLIC)


def test_number_and_key_id_are_covered() -> None:
    signed = read(TEXT)

    for changed in (
        SignedNumber(number=SHORT, key_id=3, signature=signed.signature),
        SignedNumber(number=LONG, key_id=4, signature=signed.signature),
    ):
        assert not verify(changed, PUBLIC)


def test_a_signature_for_a_chip_holds_on_that_chip_alone() -> None:
    on_chip = read(sign(LONG, 3, PRIVATE, uid=UID))

    assert verify(on_chip, PUBLIC, uid=UID)
    assert not verify(on_chip, PUBLIC, uid="04E10CDA993C81")
    assert not verify(on_chip, PUBLIC)
    assert not verify(read(TEXT), PUBLIC, uid=UID)


def test_fields_cannot_be_shifted_into_each_other() -> None:
    """A UID that continues the number is another message than a longer number."""
    signed = read(sign("12345678", 1, PRIVATE, uid="9"))

    moved = SignedNumber(number="123456789", key_id=1, signature=signed.signature)
    assert not verify(moved, PUBLIC)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"))
def test_no_wrong_character_is_accepted(at: int, char: str) -> None:
    wrong = TEXT[:at] + char + TEXT[at + 1 :]
    signed = parse(wrong)

    assert wrong == TEXT or signed is None or not verify(signed, PUBLIC)


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_no_part_of_the_text_is_a_signed_number(start: int, stop: int) -> None:
    part = TEXT[start:stop]

    assert part == TEXT or parse(part) is None


@given(st.text(max_size=160) | st.text(alphabet="FP1-0234567ABCXYZ", max_size=160))
def test_any_text_gets_an_answer(text: str) -> None:
    parse(PREFIX + text)
    parse(text)


def test_one_signature_has_one_text() -> None:
    spare_bits = "".join(chr(ord(TEXT[-1]) + step) for step in range(1, 4))

    assert all(parse(TEXT[:-1] + char) is None for char in spare_bits if char.isalnum())


def test_digits_of_other_scripts_are_not_digits() -> None:
    assert parse(TEXT.replace("9", "９", 1)) is None


def test_it_fits_a_small_qr_code_and_the_smallest_tag() -> None:
    code = segno.make_qr(TEXT, error="m", boost_error=False)

    assert code.mode == "alphanumeric"
    assert len(code.matrix) == 41
    assert len(sign(LONG, 9999, PRIVATE, uid=UID)) + NDEF_OVERHEAD <= 144


@pytest.mark.parametrize(("number", "key_id"), [("", 1), ("1234567", 1), ("12AB5678", 1), ("1" * 21, 1)])
def test_what_could_not_be_read_again_is_not_signed(number: str, key_id: int) -> None:
    with pytest.raises(InvalidValue, match="8 to 20 digits"):
        sign(number, key_id, PRIVATE)


@pytest.mark.parametrize("key_id", [-1, 10000])
def test_a_key_id_has_at_most_four_digits(key_id: int) -> None:
    with pytest.raises(InvalidValue, match="9999"):
        sign(LONG, key_id, PRIVATE)


def test_no_traceback_shows_a_number() -> None:
    assert LONG not in repr(read(TEXT))
