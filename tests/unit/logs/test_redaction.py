"""What a log shows of a value: what cannot be personal, and nothing else."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardToken, Medium, TokenKind
from fidpos.domain.clock import DayMonth, utc
from fidpos.domain.errors import StoreFull
from fidpos.domain.member import Profile
from fidpos.domain.staff import Role
from fidpos.logs.redaction import Code, scrubbed, shown, unquoted

PLAIN = [None, True, 0, -3, 99_999_999, 1.5, timedelta(3), date(2026, 11, 22), utc(2026, 11, 22), UUID(int=7)]
PERSONAL = """
    Camille|Camille Lefèvre|camille|LEFEVRE|o'neill|jean-noël|482915|F|marie_|a.B|a..b||Ω.π|06 39 98 00 12
    |camille@example.org|num:2010000000486
"""


@pytest.mark.parametrize("value", PLAIN)
def test_numbers_ids_and_dates_are_shown_as_they_are(value: object) -> None:
    assert shown(value) is value


def test_an_enumeration_is_shown_by_name() -> None:
    assert shown(Medium.CHIP) == "chip"
    assert shown(Role.MANAGER) == "manager"


def test_an_error_of_ours_is_shown_by_its_code_and_any_other_by_its_kind() -> None:
    assert shown(StoreFull("no space for Camille")) == "store_full"
    assert shown(OSError(28, "Camille")) == "‹OSError›"


def test_a_class_is_shown_by_name() -> None:
    assert shown(Profile) == "Profile"


@pytest.mark.parametrize("text", ["reader.fault.card_mute", "error.store_full", "visit_closed", "fr", "en"])
def test_an_identifier_of_the_program_is_shown(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize("text", PERSONAL.strip().replace("\n    ", "").split("|"))
def test_any_other_text_is_masked(text: str) -> None:
    assert shown(text) == "‹text›"


def test_digits_do_not_hide_in_an_identifier() -> None:
    assert shown("pin.x482915") == "pin.x‹number›"


@pytest.mark.parametrize("number", [10**8, 33639980012, 4970101234567890, -(10**8)])
def test_a_number_as_long_as_a_card_or_a_telephone_is_masked(number: int) -> None:
    assert shown(number) == "‹number›"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Profile(given_name="Camille", family_name="Lefèvre"), "‹Profile›"),
        (CardToken(TokenKind.NUMBER, "2010000000486"), "‹CardToken›"),
        (DayMonth(day=3, month=4), "‹DayMonth›"),
        (b"\x04\xa2", "‹bytes›"),
        (ValueError("Camille"), "‹ValueError›"),
        (["Camille"], "‹list›"),
        ({"name": "Camille"}, "‹dict›"),
    ],
)
def test_everything_else_is_shown_by_its_kind_alone(value: object, kind: str) -> None:
    assert shown(value) == kind


def test_a_text_that_the_caller_vouches_for_is_shown() -> None:
    assert shown(Code("ACS ACR122U 00 00")) == "ACS ACR122U 00 00"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("card 4970 1012 3456 7890 read", "card ‹number› read"),
        ("card 4970101234567890", "card ‹number›"),
        ("call +33 6 39 98 00 12 now", "call ‹number› now"),
        ("call 06.39.98.00.12", "call ‹number›"),
        ("call 06-39-98-00-12", "call ‹number›"),
        ("pin 482915", "pin ‹number›"),
        ("mail camille.lefevre@example.org!", "mail ‹e-mail›"),
        ("token num:2010000000486", "token ‹card›"),
        ("token uid:04A2B3C4D5E680", "token ‹card›"),
        ("token gift:GCH289H858P2WC1J6GV5", "token ‹card›"),
        ("uid 04A2B3C4D5E680", "uid ‹number›"),
        ("uid 04 A2 B3 C4", "uid ‹number›"),
        ("key " + "0f" * 32, "key ‹key›"),
        ("uid 04:A2:B3:C4:D5:E6:80", "uid ‹number›"),
    ],
)
def test_numbers_and_addresses_are_found_in_what_was_vouched_for(text: str, masked: str) -> None:
    assert shown(Code(text)) == masked


@pytest.mark.parametrize(
    "text", ["5000 members in 37 ms", "step 3 of 12", "FACADE", "0x80100013", "till-2026.db", "42,5 %"]
)
def test_what_is_no_number_of_anybody_is_left_alone(text: str) -> None:
    assert scrubbed(text) == text


def test_what_a_library_quotes_is_masked() -> None:
    said = unquoted("cannot open 'Camille', \"Lefèvre\" or «0639980012» at 3")

    assert said == "cannot open ‹text›, ‹text› or ‹text› at 3"


@given(st.text(alphabet="0123456789 .-", min_size=6, max_size=30), st.booleans())
def test_no_six_digits_in_a_row_survive(text: str, vouched: bool) -> None:
    left = str(shown(Code(text) if vouched else text))

    assert not re.search("[0-9]{6}", left)


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert scrubbed(scrubbed(text)) == scrubbed(text)
