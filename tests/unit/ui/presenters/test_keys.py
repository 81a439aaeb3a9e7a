"""Presses mean the same from any keyboard."""

import pytest

from fidpos.ui.presenters.keys import Key, Press


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_is_itself(digit: str) -> None:
    assert Press.typing(digit).digit == digit


@pytest.mark.parametrize(("typed", "meant"), list(zip("&é\"'(-è_çà§!", "123456789068", strict=True)))
def test_the_unshifted_row_of_an_azerty_keyboard_types_digits(typed: str, meant: str) -> None:
    assert Press.typing(typed).digit == meant


@pytest.mark.parametrize("press", [Press.typing("a"), Press.typing("12"), Press.of(Key.F5), Press()])
def test_anything_else_is_no_digit(press: Press) -> None:
    assert press.digit == ""


def test_comma_and_point_are_the_same() -> None:
    assert Press.typing(",").is_comma
    assert Press.typing(".").is_comma
    assert not Press.typing("5").is_comma
