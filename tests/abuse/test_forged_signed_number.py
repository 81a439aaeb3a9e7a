"""Abuse: a thief opens a till, takes every key in it, and prints QR codes for numbers of his choice."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardRead, Refusal, RefusedRead, Trust
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_long
from fidpos.wire.signed_number import parse, sign
from tests.helpers.signing_keys import SigningKeys, signed

DECODER = CardDecoder(NumberLayout(merchant_code="1234"), SigningKeys())
ORIGIN = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)

STOLEN = SigningKeys().signing_key(3)
MINE, WANTED = make_long("1234", 1), make_long("1234", 48)


def shown(text: str) -> CardRead | RefusedRead:
    return DECODER.scan(text.encode(), ORIGIN)


def test_the_key_in_the_till_signs_nothing() -> None:
    assert STOLEN is not None

    read = shown(sign(WANTED, 3, STOLEN))
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.NOT_GENUINE


@given(st.binary(min_size=32, max_size=32))
def test_no_key_of_his_own_signs_for_the_merchant(private_key: bytes) -> None:
    mine = Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()

    read = shown(sign(WANTED, 3, private_key))
    assert isinstance(read, RefusedRead) or mine == STOLEN


def test_the_signature_of_his_own_card_does_not_fit_another_number() -> None:
    his = parse(signed(MINE))
    assert his is not None

    read = shown(signed(MINE).replace(MINE, WANTED))
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.NOT_GENUINE


@pytest.mark.parametrize("key_id", [0, 5, 9999])
def test_naming_a_key_that_the_till_does_not_have_gains_nothing_over_a_printed_number(key_id: int) -> None:
    read = shown(signed(MINE).replace("FP1-3", f"FP1-{key_id}").replace(MINE, WANTED))

    assert isinstance(read, CardRead)
    assert read.trust is Trust.COPYABLE


def test_a_photograph_of_a_true_one_never_counts_as_a_card_that_answers() -> None:
    read = shown(signed(WANTED))

    assert isinstance(read, CardRead)
    assert read.trust < Trust.AUTHENTICATED
