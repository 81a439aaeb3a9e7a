import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.bank_card import is_bank_data, is_pan, passes_luhn
from fidpos.readers.own_number import make_ean13, make_long

# Numbers that schemes and acquirers publish for tests; no account stands behind them.
TEST_PANS = [
    "4111111111111111",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "30569309025904",
    "36227206271667",
    "3530111333300000",
    "6011111111111117",
    "6200000000000005",
    "6304000000000000",
]


@pytest.mark.parametrize("pan", TEST_PANS)
def test_the_published_test_number_of_each_scheme_is_a_bank_card(pan: str) -> None:
    assert is_pan(pan)
    assert is_bank_data(pan)


@pytest.mark.parametrize("pan", TEST_PANS)
def test_a_number_with_a_wrong_check_digit_is_no_bank_card(pan: str) -> None:
    assert not is_pan(pan[:-1] + str((int(pan[-1]) + 1) % 10))


@pytest.mark.parametrize(
    "text",
    [
        "%B4111111111111111^DUPONT/JEANNE^29122011000000000000?",
        ";4111111111111111=29122011000000000000?",
        "4111111111111111D2912",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "card 5555555555554444 please",
        "12 4111 1111 1111 1111 29",
        "7-4111111111111111-29",
        "§B4111111111111111^DUPONT/JEANNE^2912",
    ],
)
def test_track_data_and_numbers_in_a_sentence_are_bank_data(text: str) -> None:
    assert is_bank_data(text)


@pytest.mark.parametrize("text", ["", "4111", "https://example.org/v/123456", "2010000000486", "hello"])
def test_other_text_is_not(text: str) -> None:
    assert not is_bank_data(text)


def test_the_public_luhn_vector_holds() -> None:
    assert passes_luhn("79927398713")
    assert not passes_luhn("79927398710")


@given(st.integers(0, 9999), st.integers(0, 10**10 - 1))
def test_none_of_our_long_numbers_is_taken_for_a_bank_card(code: int, serial: int) -> None:
    assert not is_bank_data(make_long(f"{code:04d}", serial))


@given(st.integers(0, 9999), st.integers(0, 10**6 - 1))
def test_none_of_our_short_numbers_is_taken_for_a_bank_card(code: int, serial: int) -> None:
    assert not is_bank_data(make_ean13(f"{code:04d}", serial))


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    is_bank_data(text)
