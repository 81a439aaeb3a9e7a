"""A tag's own commands through readers that let them pass, and readers that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import Refusal
from fidpos.readers.cards.formats.ntag21x.originality import READ_SIG, check_originality
from fidpos.readers.cards.formats.ntag21x.raw_exchange import (
    END_SESSION,
    START_SESSION,
    USE_LAYER_3,
    direct_transmit,
    raw_exchange,
    transparent_exchange,
)
from fidpos.readers.cards.profile import split_response
from fidpos.readers.driver import Response
from tests.helpers.virtual_cards.storage_card import Raw, TagCard

UID = "04E10CDA993C80"
SIGNATURE = "8B76052EE42F5567BEB53238B3E3F9950707C0DCC956B5C5EFCFDB709B2D82B3"


class Reader:
    """Answers from a list and keeps what it was asked."""

    def __init__(self, *answers: str) -> None:
        self.asked: list[bytes] = []
        self._answers = [bytes.fromhex(answer) for answer in answers]

    def __call__(self, command: bytes) -> Response:
        self.asked.append(command)
        return split_response(self._answers.pop(0))


def test_commands_are_those_of_the_manuals() -> None:
    assert transparent_exchange(READ_SIG) == bytes.fromhex("FFC200010B5F46040003D09095023C00")
    assert direct_transmit(READ_SIG) == bytes.fromhex("FF00000004D4423C00")


def test_a_transparent_session_is_opened_and_closed_around_the_command() -> None:
    reader = Reader("C0030090009000", "C0030090009000", "C003009000970211229000", "9000")

    assert raw_exchange(READ_SIG, reader) == b"\x11\x22"
    assert reader.asked == [START_SESSION, USE_LAYER_3, transparent_exchange(READ_SIG), END_SESSION]


def test_a_silent_tag_is_told_from_a_reader_that_does_not_know_the_way() -> None:
    silent = Reader("9000", "9000", "C0030164019000", "9000")
    cannot = Reader("9000", "9000", "C003016A819000", "9000")

    assert raw_exchange(READ_SIG, silent) == b""
    assert raw_exchange(READ_SIG, cannot) is None


@pytest.mark.parametrize("refused", ["6D00", "6300", "6A81", "6E00", "C003006A819000", ""])
def test_a_reader_without_sessions_is_tried_as_a_pn532(refused: str) -> None:
    reader = Reader(refused, "D5430011229000")

    assert raw_exchange(READ_SIG, reader) == b"\x11\x22"
    assert reader.asked == [START_SESSION, direct_transmit(READ_SIG)]


@pytest.mark.parametrize("status", ["01", "02", "2B"])
def test_a_pn532_says_that_a_tag_is_silent(status: str) -> None:
    assert raw_exchange(READ_SIG, Reader("6300", f"D543{status}9000")) == b""


@pytest.mark.parametrize("answer", ["6D00", "6300", "9000", "D5437F", "D5439000", "D57F019000", ""])
def test_a_reader_that_knows_neither_way_says_none(answer: str) -> None:
    assert raw_exchange(READ_SIG, Reader("6D00", answer)) is None


def test_a_tag_that_is_silent_once_is_asked_again() -> None:
    reader = Reader("6300", "D543019000", "6300", f"D54300{SIGNATURE}9000")

    assert check_originality(bytes.fromhex(UID), reader) is None


def test_an_answer_of_another_length_is_no_proof() -> None:
    card = TagCard(UID, message=b"", signature=SIGNATURE[:-2], raw=Raw.TRANSPARENT)

    def transmit(command: bytes) -> Response:
        return split_response(card.respond(command))

    assert check_originality(card.uid, transmit) is Refusal.NOT_GENUINE


@given(
    st.lists(
        st.binary(max_size=40) | st.binary(max_size=20).map(lambda data: data + b"\x90\x00"), max_size=12
    )
)
def test_any_answers_of_a_reader_are_borne(answers: list[bytes]) -> None:
    reader = Reader(*[answer.hex() for answer in answers], *["6D00"] * 16)

    assert check_originality(bytes.fromhex(UID), reader) in {Refusal.UNCHECKED, Refusal.NOT_GENUINE}
