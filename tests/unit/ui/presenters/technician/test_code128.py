"""The code on screen is the one of the standard: compared with python-barcode, bar by bar."""

import pytest
from barcode import Code128
from hypothesis import given
from hypothesis import strategies as st

from fidpos.ui.presenters.technician.code128 import widths

STOP_MODULES = 13
SIGN_MODULES = 11


def modules(text: str) -> str:
    return "".join(("0" if place % 2 else "1") * width for place, width in enumerate(widths(text)))


@pytest.mark.parametrize("text", ["PJJ123C", "Wikipedia", "04810000000017", "42"])
def test_the_bars_are_those_of_python_barcode(text: str) -> None:
    assert modules(text) == Code128(text).build()[0]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
def test_every_sign_is_as_wide_as_the_standard_says(text: str) -> None:
    assert (sum(widths(text)) - STOP_MODULES) % SIGN_MODULES == 0
    assert len(widths(text)) % 2 == 1


def test_digits_take_half_the_room() -> None:
    assert len(modules("0481000000001")) < len(modules("048100000000X"))


@pytest.mark.parametrize("text", ["é", "\n", "carte\t1"])
def test_what_the_code_cannot_say_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        widths(text)
