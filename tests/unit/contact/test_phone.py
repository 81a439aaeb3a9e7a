"""Telephone numbers in every form in which they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.contact.phone import is_country, may_get_texts, read_phone, show_phone
from fidpos.domain.folding import fold_phone

HOSTILE = (
    "🙂🙂🙂🙂",
    "0" * 10_000,
    "\u202e0639980001",
    "<b>0639980001</b>",
    "0639980001'; DROP TABLE members; --",
    "06399\x0080001",
    "06399\x1b80001",
    "+1 800 FLOWERS",
    "0639980001 ext 9",
    "tel:+33639980001;isub=1",
    "٠٦٣٩٩٨٠٠٠١",
)


@pytest.mark.parametrize(
    "typed",
    [
        "0639980001",
        "06 39 98 00 01",
        "06.39.98.00.01",
        "06-39-98-00-01",
        "+33 6 39 98 00 01",
        "0033639980001",
        "+33 (0)6 39 98 00 01",
        " 06\u00a039 98 00 01 ",
    ],
)
def test_one_number_has_one_form_however_it_is_typed(typed: str) -> None:
    assert read_phone(typed, "FR") == "+33639980001"


def test_a_number_without_a_country_is_dialled_in_the_shops() -> None:
    assert read_phone("0470 12 34 56", "BE") == "+32470123456"
    assert read_phone("079 123 45 67", "CH") == "+41791234567"


def test_a_number_of_another_country_keeps_it() -> None:
    assert read_phone("+32 470 12 34 56", "FR") == "+32470123456"
    assert read_phone("0032470123456", "FR") == "+32470123456"


@pytest.mark.parametrize(
    "typed", ["", "06", "063998000", "06399800011", "+", "12", "+999 12 34 56 78", *HOSTILE]
)
def test_what_nobody_can_dial_is_no_number(typed: str) -> None:
    assert read_phone(typed, "FR") == ""


def test_a_number_is_read_in_groups_as_its_country_does() -> None:
    assert show_phone("+33639980001", "FR") == "06 39 98 00 01"
    assert show_phone("+33639980001", "BE") == "+33 6 39 98 00 01"


def test_what_is_no_number_is_shown_as_it_is() -> None:
    assert show_phone("later", "FR") == "later"


@pytest.mark.parametrize(("number", "mobile"), [("+33612345678", True), ("+33142345678", False), ("", False)])
def test_a_fixed_line_gets_no_text_messages(number: str, mobile: bool) -> None:
    assert may_get_texts(number) is mobile


def test_a_number_kept_free_for_fiction_may_get_some() -> None:
    assert may_get_texts("+33639980001")


def test_a_country_has_a_code_of_its_own() -> None:
    assert is_country("FR")
    assert not is_country("fr")
    assert not is_country("ZZ")


@given(st.integers(min_value=600_000_000, max_value=799_999_999), st.sampled_from(["", " ", ".", "-"]))
def test_what_was_read_is_read_again_as_the_same(digits: int, between: str) -> None:
    typed = between.join(f"0{digits}")
    number = read_phone(typed, "FR")

    assert number == f"+33{digits}"
    assert read_phone(number, "FR") == read_phone(show_phone(number, "BE"), "BE") == number


@given(st.integers(min_value=600_000_000, max_value=799_999_999))
def test_what_is_stored_is_found_by_what_is_typed(digits: int) -> None:
    assert fold_phone(read_phone(f"0{digits}", "FR")) == fold_phone(f"0{digits}")


@given(st.text(max_size=60), st.sampled_from(["FR", "BE", "CH", "DE", "GB", "US"]))
def test_any_text_is_a_number_or_none(text: str, country: str) -> None:
    number = read_phone(text, country)

    assert number == "" or (number[0] == "+" and number[1:].isdecimal() and len(number) <= 18)
