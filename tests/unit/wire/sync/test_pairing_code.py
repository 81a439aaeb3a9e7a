"""Pairing codes, typed and scanned."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.wire.sync.pairing_code import (
    FINGERPRINT_LENGTH,
    PublicKeys,
    new_code,
    read_code,
    scanned,
    typed,
)

KEYS = PublicKeys(identity=bytes(32), box=bytes(range(32)))
OTHERS = PublicKeys(identity=bytes(32), box=bytes(range(1, 33)))


@settings(max_examples=10)
@given(st.integers(min_value=0, max_value=2**30 - 1))
def test_a_code_is_read_as_it_was_made(merchant: int) -> None:
    code = new_code(merchant, KEYS, "https://centre.example:8750")

    assert read_code(scanned(code)) == code
    by_hand = read_code(typed(code))
    assert (by_hand.merchant, by_hand.secret) == (merchant, code.secret)
    assert by_hand.names(KEYS)
    assert not by_hand.names(OTHERS)


def test_a_typed_code_is_six_groups_of_four() -> None:
    assert [len(group) for group in typed(new_code(7, KEYS, "")).split(" ")] == [4] * 6


def test_it_is_typed_in_any_case_with_any_groups_and_the_letters_that_look_like_digits() -> None:
    code = new_code(1, KEYS, "")
    text = typed(code).lower().replace(" ", "-").replace("0", "o").replace("1", "l")

    assert read_code(text).secret == code.secret


def test_a_secret_has_enough_bits_and_is_never_the_same() -> None:
    secrets = {new_code(1, KEYS, "").secret for _ in range(10)}

    assert len(secrets) == 10
    assert 5 * min(map(len, secrets)) >= 64


def test_a_scanned_code_names_its_centre_in_full() -> None:
    code = read_code(scanned(new_code(1, KEYS, "")))

    assert len(code.fingerprint) == FINGERPRINT_LENGTH
    assert code.names(KEYS)
    assert not code.names(OTHERS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "FIDPOS-PAIR:1:",
        "FIDPOS-PAIR:1:01:AAAA:BBBB:x",
        "FIDPOS-PAIR:2:01",
        "é" * 24,
        "0" * 23,
        "0" * 400,
    ],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_code(text)


def test_two_neighbours_that_changed_places_are_noticed() -> None:
    text = typed(new_code(9, KEYS, "")).replace(" ", "")
    swapped = [
        text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for place in range(len(text) - 1)
        if text[place] != text[place + 1]
    ]
    noticed = 0
    for each in swapped:
        try:
            read_code(each)
        except InvalidValue:
            noticed += 1

    assert noticed >= len(swapped) - 1
