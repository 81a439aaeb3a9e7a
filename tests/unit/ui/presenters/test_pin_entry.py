"""Typing a PIN."""

from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.pin_entry import PIN_DIGITS_MAX, PIN_DIGITS_MIN, PinEntry


def typed(digits: str) -> PinEntry:
    entry = PinEntry()
    for digit in digits:
        entry = entry.typed(Press.typing(digit))
    return entry


def test_digits_are_kept_in_order() -> None:
    assert typed("1904").digits == "1904"


def test_a_pin_can_be_tried_from_its_shortest_length_on() -> None:
    assert not typed("1" * (PIN_DIGITS_MIN - 1)).is_complete
    assert typed("1" * PIN_DIGITS_MIN).is_complete


def test_letters_and_what_is_too_long_are_not_taken() -> None:
    assert typed("1a2b").digits == "12"
    assert typed("1" * 20).digits == "1" * PIN_DIGITS_MAX


def test_backspace_takes_the_last_digit_back() -> None:
    assert typed("12").typed(Press.of(Key.BACKSPACE)).digits == "1"
    assert typed("").typed(Press.of(Key.BACKSPACE)).digits == ""


def test_a_pin_shows_in_no_repr() -> None:
    assert "1904" not in repr(typed("1904"))
