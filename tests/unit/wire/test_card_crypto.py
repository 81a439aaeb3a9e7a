"""AES as cards speak it, against published vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.wire.card_crypto import cmac, decrypt, diversify, encrypt, subkeys

RFC_KEY = bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C")
MASTER = bytes.fromhex("00112233445566778899AABBCCDDEEFF")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("", "BB1D6929E95937287FA37D129B756746"),
        ("6BC1BEE22E409F96E93D7E117393172A", "070A16B46B4D4144F79BDD9DD04A287C"),
    ],
)
def test_the_code_of_a_message_is_that_of_rfc_4493(message: str, expected: str) -> None:
    assert cmac(RFC_KEY, bytes.fromhex(message)) == bytes.fromhex(expected)


def test_the_subkeys_are_those_of_rfc_4493() -> None:
    first, second = subkeys(RFC_KEY)

    assert first == bytes.fromhex("FBEED618357133667C85E08F7236A8DE")
    assert second == bytes.fromhex("F7DDAC306AE266CCF90BC11EE46D513B")


def test_a_cards_key_is_that_of_an10922() -> None:
    diversifier = bytes.fromhex("04782E21801D803042F54E585020416275")

    assert diversify(MASTER, diversifier) == bytes.fromhex("A8DD63A3B89D54B37CA802473FDA9175")


def test_a_diversifier_of_two_blocks_is_not_padded() -> None:
    assert diversify(MASTER, bytes(31)) == cmac(MASTER, b"\x01" + bytes(31))


@given(st.sets(st.binary(min_size=1, max_size=31), min_size=2, max_size=8))
def test_no_two_cards_have_the_same_key(diversifiers: set[bytes]) -> None:
    # Padded alike, `x` and `x 80 00` would share a key; a merchant's diversifiers all have one length.
    of_one_length = {diversifier.ljust(31, b"\xff") for diversifier in diversifiers}

    assert len({diversify(MASTER, diversifier) for diversifier in of_one_length}) == len(of_one_length)


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.integers(1, 4))
def test_what_was_encrypted_is_decrypted(key: bytes, iv: bytes, blocks: int) -> None:
    plaintext = bytes(range(16)) * blocks

    assert decrypt(key, encrypt(key, plaintext, iv), iv) == plaintext
