"""Abuse: a barcode carries control codes that would drive a till whose scanner types like a keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import Refusal, RefusedRead
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_ean13

DECODER = CardDecoder(NumberLayout(merchant_code="1234"))
ORIGIN = ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0)
NUMBER = make_ean13("1234", 48).encode()

CONTROLS = [bytes((code,)) for code in (*range(0x20), 0x7F)]


@pytest.mark.parametrize("control", CONTROLS)
def test_no_control_code_passes_before_within_or_after_a_good_number(control: bytes) -> None:
    for frame in (control + NUMBER, NUMBER[:7] + control + NUMBER[7:], NUMBER + control):
        read = DECODER.scan(frame, ORIGIN)

        assert isinstance(read, RefusedRead)
        assert read.reason is Refusal.BAD_READ


@given(st.binary(max_size=40))
def test_nothing_but_plain_digits_ever_becomes_a_card(frame: bytes) -> None:
    read = DECODER.scan(frame, ORIGIN)

    assert isinstance(read, RefusedRead) or frame[-13:].isdigit()
