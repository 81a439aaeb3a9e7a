"""The line of the pairing: what is meant by what is typed, and how it stands in the field."""

import pytest

from fidpos.till.technician.view import PairingStep, PairingView
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.technician.line_entry import SIGNS_SHOWN, LineEntry, takes_line
from tests.helpers.pairing_codes import for_scanning, for_typing

CODE = LineEntry(step=PairingStep.CODE)
NAME = LineEntry(step=PairingStep.NAME)
ADDRESS = LineEntry(step=PairingStep.ADDRESS)


def typed(line: LineEntry, text: str) -> LineEntry:
    for sign in text:
        line = line.typed(Press.typing(sign))
    return line


def test_a_code_stands_in_groups_as_on_paper_whatever_is_typed() -> None:
    code = for_typing()

    assert typed(CODE, code.lower().replace(" ", "")).shown == code


def test_o_and_i_are_shown_as_the_digits_that_are_meant() -> None:
    assert typed(CODE, "oil9").shown == "0119"


def test_the_digit_row_of_a_french_keyboard_means_digits_in_a_code() -> None:
    assert typed(CODE, "&é\"'(-è_çà").shown == "1234 5678 90"


def test_a_scanner_that_types_a_code_types_it_as_it_is() -> None:
    code = for_scanning()

    assert typed(CODE, code).text == code


def test_of_a_long_line_the_end_is_shown() -> None:
    shown = typed(ADDRESS, "https://" + "a" * 60 + ".exemple.fr").shown

    assert len(shown) == SIGNS_SHOWN + 1
    assert shown.startswith("…")
    assert shown.endswith(".exemple.fr")


def test_an_address_and_a_name_are_taken_as_they_are_typed() -> None:
    assert typed(ADDRESS, "Centre.Exemple.fr:8443").shown == "Centre.Exemple.fr:8443"
    assert typed(NAME, "Caisse n° 1 - été").shown == "Caisse n° 1 - été"


def test_backspace_takes_a_sign_and_del_the_line() -> None:
    line = typed(NAME, "Caisse")

    assert line.typed(Press.of(Key.BACKSPACE)).text == "Caiss"
    assert line.typed(Press.of(Key.DELETE)).text == ""
    assert NAME.typed(Press.of(Key.BACKSPACE)) == NAME


@pytest.mark.parametrize("press", [Press.of(Key.F2), Press.of(Key.UP), Press.typing("\x07")])
def test_other_keys_type_nothing(press: Press) -> None:
    assert typed(NAME, "Caisse").typed(press) == typed(NAME, "Caisse")


def test_a_name_has_an_end() -> None:
    assert len(typed(NAME, "M" * 100).text) == 40


def test_the_line_begins_with_what_was_said_before_and_stays_as_typed_while_the_step_does() -> None:
    view = PairingView(step=PairingStep.NAME, text="Terminal 2")

    begun = LineEntry().following(view)
    longer = typed(begun, "!")

    assert begun.text == "Terminal 2"
    assert longer.following(view) == longer
    assert longer.following(PairingView(step=PairingStep.ASKING)) == LineEntry()
    assert longer.following(None) == LineEntry()


def test_a_line_is_typed_at_three_steps() -> None:
    taking = [step for step in PairingStep if takes_line(PairingView(step=step))]

    assert taking == [PairingStep.CODE, PairingStep.ADDRESS, PairingStep.NAME]
    assert not takes_line(None)


def test_no_repr_shows_a_code() -> None:
    assert "2345" not in repr(typed(CODE, "2345"))
