from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.domain.rotating_code import STEP_S, RotatingCode, hotp, make, parse, step_of, verify

SEED = bytes(range(20))
NUMBER = "901234000000004812"
NOW = utc(2026, 11, 22, 10, 0) + timedelta(seconds=10)
NEVER = -1


@pytest.mark.parametrize(
    ("instant_s", "code"),
    [
        (59, "46119246"),
        (1111111109, "68084774"),
        (1111111111, "67062674"),
        (1234567890, "91819424"),
        (2000000000, "90698825"),
        (20000000000, "77737706"),
    ],
)
def test_the_vectors_of_rfc_6238_for_sha_256_hold(instant_s: int, code: str) -> None:
    assert hotp(b"12345678901234567890123456789012", instant_s // 30) == code


def test_the_text_of_a_code_is_read_back() -> None:
    shown = make(SEED, NUMBER, NOW)

    assert parse(shown.text) == shown
    assert parse(shown.text.lower()) == shown
    assert shown.number == NUMBER


def test_a_phone_of_an_earlier_release_shows_the_same_code() -> None:
    assert make(SEED, NUMBER, NOW).text == "FR1-901234000000004812-93058424"


def test_a_code_is_accepted_in_its_step_and_one_around() -> None:
    shown = make(SEED, NUMBER, NOW)

    for late_s in (-STEP_S, 0, STEP_S):
        at = NOW + timedelta(seconds=late_s)
        assert verify(SEED, shown, at, last_used_step=NEVER) == step_of(NOW)
    for late_s in (-2 * STEP_S, 2 * STEP_S):
        at = NOW + timedelta(seconds=late_s)
        assert verify(SEED, shown, at, last_used_step=NEVER) is None


def test_a_code_is_accepted_once() -> None:
    shown = make(SEED, NUMBER, NOW)
    step = verify(SEED, shown, NOW, last_used_step=NEVER)

    assert step is not None
    assert verify(SEED, shown, NOW, last_used_step=step) is None


def test_an_older_code_is_refused_once_a_newer_one_was_used() -> None:
    older = make(SEED, NUMBER, NOW - timedelta(seconds=STEP_S))

    assert verify(SEED, older, NOW, last_used_step=step_of(NOW)) is None


def test_the_next_code_is_accepted_after_the_last() -> None:
    later = NOW + timedelta(seconds=STEP_S)

    assert verify(SEED, make(SEED, NUMBER, later), later, last_used_step=step_of(NOW)) == step_of(later)


def test_a_code_says_nothing_for_another_number_or_another_seed() -> None:
    shown = make(SEED, NUMBER, NOW)
    moved = RotatingCode(number="901234000000004909", code=shown.code)

    assert verify(SEED, moved, NOW, last_used_step=NEVER) is None
    assert verify(SEED[::-1], shown, NOW, last_used_step=NEVER) is None


@given(st.integers(0, 7), st.integers(1, 9))
def test_no_wrong_digit_is_accepted(at: int, step: int) -> None:
    code = make(SEED, NUMBER, NOW).code
    wrong = code[:at] + str((int(code[at]) + step) % 10) + code[at + 1 :]

    shown = RotatingCode(number=NUMBER, code=wrong)
    assert verify(SEED, shown, NOW, last_used_step=NEVER) is None


@given(st.integers(0, 40), st.integers(0, 40))
def test_no_part_of_the_text_is_a_code(start: int, stop: int) -> None:
    text = make(SEED, NUMBER, NOW).text
    part = text[start:stop]

    assert part == text or parse(part) is None


def test_a_seed_that_could_be_searched_is_refused() -> None:
    with pytest.raises(InvalidValue, match="16 bytes"):
        make(bytes(15), NUMBER, NOW)


@pytest.mark.parametrize("number", ["", "1234567", "12345678A", "1" * 21])
def test_a_number_that_could_not_be_scanned_is_refused(number: str) -> None:
    with pytest.raises(InvalidValue, match="8 to 20 digits"):
        make(SEED, number, NOW)


@pytest.mark.parametrize("text", ["", "FR1-", "FR1-ſ2345678-12345678", "FR1-１２３４５６７８-12345678"])
def test_other_text_is_no_code(text: str) -> None:
    assert parse(text) is None


def test_no_traceback_shows_a_code() -> None:
    shown = make(SEED, NUMBER, NOW)

    assert NUMBER not in repr(shown)
    assert shown.code not in repr(shown)
