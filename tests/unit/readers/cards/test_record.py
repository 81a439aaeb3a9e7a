"""The record of a card number on a memory chip: whole, or nothing."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import Refusal
from fidpos.domain.errors import InvalidValue
from fidpos.readers.cards.record import (
    MAGIC,
    NUMBER_LENGTH_MAX,
    RECORD_LENGTH_MAX,
    decode_record,
    encode_record,
    is_blank,
)

NUMBER = "901234000000000718"

numbers = st.text("0123456789", min_size=1, max_size=NUMBER_LENGTH_MAX)


def test_a_record_is_what_its_module_says() -> None:
    assert encode_record("20") == b"fdp\x01\x0220" + bytes.fromhex("6F2CDCF4")


@given(numbers, st.binary(max_size=40))
def test_a_number_comes_back_whatever_stands_behind_its_record(number: str, rest: bytes) -> None:
    assert decode_record(encode_record(number) + rest) == number


def test_the_longest_number_fills_what_a_reader_asks_for() -> None:
    assert len(encode_record("9" * NUMBER_LENGTH_MAX)) == RECORD_LENGTH_MAX


@pytest.mark.parametrize("number", ["", "9" * (NUMBER_LENGTH_MAX + 1), "12a", "１２", "-1", " 1"])
def test_what_could_not_be_read_again_is_not_written(number: str) -> None:
    with pytest.raises(InvalidValue):
        encode_record(number)


@pytest.mark.parametrize("data", [b"", b"\xff" * 32, bytes(32), b"fdp\x02\x0220____", b"FDP\x01", b"PARKING"])
def test_a_chip_without_a_record_of_ours_says_nothing(data: bytes) -> None:
    assert decode_record(data) is None


@given(numbers, st.data())
def test_a_record_cut_short_is_a_bad_read_from_its_first_byte_on(number: str, data: st.DataObject) -> None:
    whole = encode_record(number)
    length = data.draw(st.integers(len(MAGIC), len(whole) - 1))
    filler = data.draw(st.sampled_from([b"", b"\xff" * RECORD_LENGTH_MAX, bytes(RECORD_LENGTH_MAX)]))
    torn = whole[:length] + filler

    assert torn.startswith(whole) or decode_record(torn) is Refusal.BAD_READ


@given(numbers, st.data())
def test_a_record_with_one_byte_changed_is_never_another_number(number: str, data: st.DataObject) -> None:
    changed = bytearray(encode_record(number))
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= data.draw(st.integers(1, 255))
    found = decode_record(bytes(changed) + bytes(RECORD_LENGTH_MAX))

    assert found is (None if at < len(MAGIC) else Refusal.BAD_READ)


@given(st.binary(max_size=64))
def test_any_bytes_are_answered(data: bytes) -> None:
    for read in (data, MAGIC + data):
        found = decode_record(read)
        assert found in {None, Refusal.BAD_READ} or read.startswith(encode_record(str(found)))


def test_a_whole_record_that_holds_no_digits_is_a_bad_read() -> None:
    digits = encode_record("12")
    body = digits[:5] + b"ab"
    forged = body + zlib.crc32(body).to_bytes(4, "big")

    assert decode_record(forged) is Refusal.BAD_READ


@pytest.mark.parametrize(
    ("data", "blank"),
    [(b"", True), (b"\xff" * 8, True), (bytes(8), True), (b"\x20" * 8, False), (b"\xff\xff\x00", False)],
)
def test_a_chip_is_blank_when_it_is_as_its_maker_left_it(data: bytes, blank: bool) -> None:
    assert is_blank(data) is blank
