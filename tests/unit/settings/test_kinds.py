"""What values a setting accepts, from a file and from a variable."""

import base64
import contextlib
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.settings.errors import Wrong
from fidpos.settings.kinds import (
    Address,
    Amounts,
    Choice,
    Country,
    DigitTexts,
    Folder,
    Kind,
    Picture,
    Switch,
    Tables,
    Title,
    Version,
    Whole,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


WHOLE = Whole(least=1, most=60)
PREFIXES = DigitTexts(least=4, most=12)
AMOUNTS = Amounts(count_max=3, most=15_000)
KINDS: tuple[Kind[object], ...] = (
    Choice(Colour),
    WHOLE,
    Switch(),
    Folder(),
    Address(),
    PREFIXES,
    AMOUNTS,
    Tables(),
    Country(),
    Version(),
    Title(length_max=60),
    Picture(bytes_max=100),
)
anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()), st.binary()
)


def test_a_choice_is_one_of_its_words() -> None:
    assert Choice(Colour).from_value("red") is Colour.RED
    assert Choice(Colour).from_text("blue") is Colour.BLUE


def test_another_word_is_refused_with_the_choices() -> None:
    with pytest.raises(Wrong) as caught:
        Choice(Colour).from_value("green")

    assert caught.value.key == "setting.one_of"
    assert caught.value.params == {"choices": "red, blue"}


@pytest.mark.parametrize("number", [1, 60])
def test_the_bounds_of_a_number_are_included(number: int) -> None:
    assert WHOLE.from_value(number) == number
    assert WHOLE.from_text(f" {number} ") == number


@pytest.mark.parametrize("raw", [0, 61, True, 1.0, "5", None])
def test_what_is_no_number_within_the_bounds_is_refused(raw: object) -> None:
    with pytest.raises(Wrong):
        WHOLE.from_value(raw)


@pytest.mark.parametrize("text", ["", "0", "61", "-5", "5.0", "five", "٥", "1_0", "9" * 5_000])
def test_a_number_in_a_variable_is_written_in_plain_digits(text: str) -> None:
    with pytest.raises(Wrong):
        WHOLE.from_text(text)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), (" On ", True), ("no", False)])
def test_a_switch_in_a_variable_understands_what_people_write(text: str, *, value: bool) -> None:
    assert Switch().from_text(text) is value


@pytest.mark.parametrize("raw", [1, 0, "true", None])
def test_a_switch_in_a_file_is_true_or_false(raw: object) -> None:
    with pytest.raises(Wrong):
        Switch().from_value(raw)


def test_a_folder_is_absolute_and_may_begin_at_home() -> None:
    assert Folder().from_value("/mnt/backup") == Path("/mnt/backup")
    assert Folder().from_text("~/backup") == Path.home() / "backup"
    assert Folder().from_value("") is None


@pytest.mark.parametrize("raw", ["backup", "./backup", 3, "/mnt\0/x"])
def test_any_other_folder_is_refused(raw: object) -> None:
    with pytest.raises(Wrong):
        Folder().from_value(raw)


def test_tables_are_passed_on_as_they_are() -> None:
    tables = {"pcsc": {"match": "ACR"}, "keyboard_wedge": {}}

    assert Tables().from_value(tables) == tables


@pytest.mark.parametrize("raw", [[], {"pcsc": 3}, "pcsc"])
def test_what_is_no_table_of_tables_is_refused(raw: object) -> None:
    with pytest.raises(Wrong):
        Tables().from_value(raw)


@given(raw=anything)
def test_any_value_is_taken_or_refused(raw: object) -> None:
    for kind in KINDS:
        with contextlib.suppress(Wrong):
            kind.from_value(raw)


@given(text=st.text())
def test_any_text_is_taken_or_refused(text: str) -> None:
    for kind in KINDS:
        with contextlib.suppress(Wrong):
            kind.from_text(text)


def test_texts_of_digits_stand_in_a_list_or_between_commas() -> None:
    assert PREFIXES.from_value(["3760123", "4012"]) == ("3760123", "4012")
    assert PREFIXES.from_text(" 3760123, 4012 ,") == ("3760123", "4012")
    assert PREFIXES.from_value([]) == ()


@pytest.mark.parametrize("raw", ["3760123", ["376"], ["1" * 13], ["37a0123"], [3760123], ["３７６０"], None])
def test_what_is_no_list_of_digits_of_that_length_is_refused(raw: object) -> None:
    with pytest.raises(Wrong):
        PREFIXES.from_value(raw)


def test_a_country_is_a_code_from_which_one_can_telephone() -> None:
    assert Country().from_value("CH") == "CH"
    assert Country().from_text(" be ") == "BE"


@pytest.mark.parametrize("raw", ["", "fr", "ZZ", "FRA", "France", 33, None, "001"])
def test_what_is_no_country_is_refused(raw: object) -> None:
    with pytest.raises(Wrong) as caught:
        Country().from_value(raw)

    assert caught.value.key == "setting.country"


def test_a_version_has_a_short_plain_name() -> None:
    assert Version().from_value("2026-1") == "2026-1"
    assert Version().from_text(" v2.b ") == "v2.b"


@pytest.mark.parametrize("raw", ["", "-1", "a b", "é", "1+parent", "1" * 21, 2026, None, "2026\n"])
def test_what_names_no_version_is_refused(raw: object) -> None:
    with pytest.raises(Wrong) as caught:
        Version().from_value(raw)

    assert caught.value.key == "setting.version"


@pytest.mark.parametrize("text", ["127.0.0.1", "192.168.1.20", "::1"])
def test_an_address_is_an_ip_address(text: str) -> None:
    assert Address().from_value(text) == text
    assert Address().from_text(f" {text} ") == text


@pytest.mark.parametrize("raw", ["", "localhost", "127.0.0.1:80", "1.2.3", "0x7f000001", 2130706433, None])
def test_a_name_or_a_number_is_no_address(raw: object) -> None:
    with pytest.raises(Wrong):
        Address().from_value(raw)


def test_amounts_are_a_list_of_numbers_or_written_with_commas() -> None:
    assert AMOUNTS.from_value([2_000, 500]) == (2_000, 500)
    assert AMOUNTS.from_text("2000, 500,") == (2_000, 500)
    assert AMOUNTS.from_value([]) == ()


@pytest.mark.parametrize(
    "raw", [[0], [-500], [15_001], [500, 500], [1, 2, 3, 4], [True], ["500"], [5.0], 500, "500", None]
)
def test_amounts_that_no_card_could_have_are_refused(raw: object) -> None:
    with pytest.raises(Wrong) as refused:
        AMOUNTS.from_value(raw)

    assert refused.value.key == "setting.amounts"


@pytest.mark.parametrize("text", ["five", "5.00", "-5", "²", "9" * 5_000, "500,500"])
def test_a_text_of_other_signs_is_no_list_of_amounts(text: str) -> None:
    with pytest.raises(Wrong):
        AMOUNTS.from_text(text)


def test_a_picture_is_a_png_within_its_size() -> None:
    small = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(90)).decode()

    assert Picture(bytes_max=98).from_value(small) == small
    assert Picture(bytes_max=98).from_value("") == ""
    for wrong in ("not base 64", base64.b64encode(b"<svg/>").decode(), small + small):
        with pytest.raises(Wrong):
            Picture(bytes_max=98).from_value(wrong)


def test_a_title_is_one_line_that_fits() -> None:
    assert Title(length_max=12).from_text("  Carte Soleil ") == "Carte Soleil"
    for wrong in ("Carte\nSoleil", "Carte Soleil+"):
        with pytest.raises(Wrong):
            Title(length_max=12).from_value(wrong)
