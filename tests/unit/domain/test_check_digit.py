import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.check_digit import ean_check_digit, is_ean, is_mod_97_10, mod_37_36, mod_97_10

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

digits = st.text(alphabet="0123456789", min_size=1, max_size=20)
texts = st.text(alphabet=ALPHANUMERIC, min_size=1, max_size=24)


@pytest.mark.parametrize(
    "number", ["4006381333931", "3760123456784", "96385074", "036000291452", "106141412345678908"]
)
def test_the_published_numbers_of_each_length_end_with_their_check_digit(number: str) -> None:
    assert is_ean(number)


@pytest.mark.parametrize("number", ["3760123456789", "", "0", "4"])
def test_a_number_with_a_wrong_check_digit_or_none_does_not(number: str) -> None:
    assert not is_ean(number)


def test_the_example_of_mod_97_10_holds() -> None:
    assert mod_97_10("794") == "44"
    assert is_mod_97_10("79444")


def test_the_example_of_mod_37_36_holds() -> None:
    """The check character of the Global Release Identifier A1-2425G-ABC1234002-M."""
    assert mod_37_36("A12425GABC1234002") == "M"


@given(digits, st.integers(0, 40), st.integers(1, 9))
def test_no_wrong_digit_passes(body: str, place: int, step: int) -> None:
    for whole, passes in ((body + ean_check_digit(body), is_ean), (body + mod_97_10(body), is_mod_97_10)):
        at = place % len(whole)
        wrong = whole[:at] + str((int(whole[at]) + step) % 10) + whole[at + 1 :]

        assert passes(whole)
        assert not passes(wrong)


@given(texts, st.integers(0, 40), st.integers(1, 35))
def test_no_wrong_character_passes_mod_37_36(body: str, place: int, step: int) -> None:
    at = place % len(body)
    wrong = body[:at] + ALPHANUMERIC[(ALPHANUMERIC.index(body[at]) + step) % 36] + body[at + 1 :]

    assert mod_37_36(wrong) != mod_37_36(body)
