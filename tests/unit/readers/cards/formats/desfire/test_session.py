"""DESFire's AES session against conversations with real cards, as published with their random numbers."""

import pytest

from fidpos.readers.cards.formats.desfire.session import Session, chained_cmac, challenge
from fidpos.wire.card_crypto import ZERO_BLOCK, cmac

RANDOM_A = bytes.fromhex("E2B1E66BD5817037792D47726DB5A21A")
FIRST_ANSWER = bytes.fromhex("CC113E08277AA40E041947E46EF9F4CD")
LAST_ANSWER = bytes.fromhex("C76D8B1E841BB7569AFA40B081DA8C69")

READ_A = bytes.fromhex("7FB8B51AD0CED99602709E816AAE9A4A")
READ_B = bytes.fromhex("B71A71604300B70943169262E148DE81")


def test_the_token_is_the_one_a_real_card_accepted() -> None:
    ours = challenge(bytes(16), FIRST_ANSWER, RANDOM_A)

    assert ours.random_b == bytes.fromhex("E452676A81F37B7B7E2325285C71F81B")
    assert ours.token == bytes.fromhex("1333D8C8151AF1D3F571B2DDC14FAD1C32C418B1DB14358A4F143EC9BCD9DBF2")


def test_the_session_key_is_the_one_a_real_card_made() -> None:
    session = challenge(bytes(16), FIRST_ANSWER, RANDOM_A).session(LAST_ANSWER)

    assert session is not None
    assert session.key == bytes.fromhex("E2B1E66BE452676A6DB5A21A5C71F81B")


@pytest.mark.parametrize("last_answer", [b"", LAST_ANSWER[:-1], bytes(16), LAST_ANSWER[::-1]])
def test_a_card_that_does_not_prove_its_key_gets_no_session(last_answer: bytes) -> None:
    assert challenge(bytes(16), FIRST_ANSWER, RANDOM_A).session(last_answer) is None


@pytest.fixture
def reading() -> Session:
    """Of a real card from which file settings and a file are read one after the other."""
    return Session(READ_A[:4] + READ_B[:4] + READ_A[12:] + READ_B[12:])


def test_the_codes_of_a_real_card_are_right_one_after_the_other(reading: Session) -> None:
    reading.said(bytes.fromhex("F502"))
    settings = reading.checked(bytes.fromhex("0000210020000074 8D3BF5F5958E31"))
    reading.said(bytes.fromhex("BD02000000040000"))
    data = reading.checked(bytes.fromhex("00100010 8CCFDFC161D38E52"))

    assert settings == bytes.fromhex("00002100200000")
    assert data == bytes.fromhex("00100010")


def test_a_code_is_false_when_a_command_between_was_left_out(reading: Session) -> None:
    reading.said(bytes.fromhex("BD02000000040000"))

    assert reading.checked(bytes.fromhex("00100010 8CCFDFC161D38E52")) is None


@pytest.mark.parametrize("answer", [b"", b"\x00" * 7, b"\x00" * 8])
def test_an_answer_without_a_right_code_is_none(reading: Session, answer: bytes) -> None:
    reading.said(bytes.fromhex("F502"))

    assert reading.checked(answer) is None


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 32, 40])
def test_the_first_code_of_a_chain_is_an_ordinary_cmac(length: int) -> None:
    assert chained_cmac(READ_A, bytes(length), ZERO_BLOCK) == cmac(READ_A, bytes(length))
