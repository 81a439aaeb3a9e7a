"""Every kind of code survives a scanner that types like a keyboard, on each layout it may be set to."""

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.gift_card_number import make as make_gift_card
from fidpos.domain.rotating_code import make as make_rotating
from fidpos.domain.voucher_number import make as make_voucher
from fidpos.readers.keystrokes.decoder import WedgeDecoder
from fidpos.readers.keystrokes.layouts import LAYOUTS
from fidpos.readers.own_number import make_long
from tests.helpers.key_bursts import Window, burst, profile
from tests.helpers.signing_keys import signed

LONG = make_long("1234", 48)
CODES = [
    signed(LONG),
    make_rotating(bytes(20), LONG, utc(2026, 11, 22)).text,
    make_gift_card(lambda n: bytes(range(n))).canonical,
    make_voucher(lambda n: bytes(range(n))).canonical,
    "(8018)950110153000000021",
]


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("gap_ms", [1, 25])
@pytest.mark.parametrize("code", CODES)
def test_what_a_scanner_types_is_what_was_printed(code: str, gap_ms: int, layout: str) -> None:
    window = Window(decoder=WedgeDecoder(profile(layout=layout)))

    window.feed(burst(f"<F11>{code}<Enter>", gap_ms=gap_ms, layout=layout)).fall_silent()
    assert window.scans == [code]
    assert window.delivered == []
