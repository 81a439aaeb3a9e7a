"""Digits, letters and the signs of codes are where each layout has them; the X server confirms all of it."""

import string

import pytest

from fidpos.readers.keystrokes.layouts import LAYOUTS, TEXT_KEYS
from tests.helpers.key_bursts import keys_for

CODE_CHARACTERS = string.digits + string.ascii_letters + "-_=+/.:?&%"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_character_of_numbers_links_and_base64_can_be_read(layout: str) -> None:
    table = LAYOUTS[layout]

    read = "".join(
        table.char(key.code, shift=key.shift, alt_gr=key.alt_gr) for key in keys_for(CODE_CHARACTERS, layout)
    )

    assert read == CODE_CHARACTERS


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_writes_anything_but_printable_ascii_on_known_keys(layout: str) -> None:
    table = LAYOUTS[layout]

    for level in (table.plain, table.shifted, table.alt_gr):
        assert level.keys() <= TEXT_KEYS
        assert all(len(char) == 1 and char.isascii() and char.isprintable() for char in level.values())


def test_shift_and_alt_gr_together_write_nothing() -> None:
    assert LAYOUTS["fr"].char(11, shift=False, alt_gr=True) == "@"
    assert LAYOUTS["fr"].char(11, shift=True, alt_gr=True) == ""
