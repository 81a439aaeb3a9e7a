"""Abuse: a device that calls itself a keyboard types into the till, or a barcode types what would drive it.

A device that types as slowly as a hand is a hand to the till, and can do what an unlocked session allows.
"""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.card import CardRead, Trust
from fidpos.readers.decode import CardDecoder
from fidpos.readers.drivers.keyboard_wedge.driver import create
from fidpos.readers.keystrokes.keys import MODIFIERS
from fidpos.readers.own_number import NumberLayout, make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.key_bursts import ENTER, F11, SETTINGS, Key, Stroke, burst, hit
from tests.helpers.reader_context import driver_context

NUMBER = make_ean13("1234", 48)
SCAN = f"<F11>{NUMBER}<Enter>"
F2, F5, F8, ESCAPE, BACKSPACE, TAB = 60, 63, 66, 1, 14, 15

any_key = st.builds(Key, st.integers(1, 127), shift=st.booleans(), alt_gr=st.booleans())


def inject(strokes: Iterable[Stroke]) -> tuple[CollectingSink, list[Stroke]]:
    """Let the wedge rule about strokes; what it read, and what reached the till."""
    sink = CollectingSink()
    decoder = CardDecoder(NumberLayout(merchant_code="1234"))
    driver = create(
        SETTINGS, driver_context(sink, "keyboard_wedge", decoder=decoder, monotonic_s=lambda: 0.0)
    )
    driver.start()
    numbered = {serial: replace(stroke, serial=serial) for serial, stroke in enumerate(strokes, start=1)}
    delivered = [serial for stroke in numbered.values() for serial in driver.offer(stroke).deliver]
    delivered += driver.expire().deliver
    return sink, [numbered[serial] for serial in delivered]


def at_device_speed(keys: Iterable[Key]) -> list[Stroke]:
    return [stroke for index, key in enumerate(keys) for stroke in hit(key, 10_000 + 4 * index)]


def pressed(strokes: Iterable[Stroke]) -> list[int]:
    return [stroke.scan_code for stroke in strokes if stroke.pressed]


@pytest.mark.parametrize("opener", [F2, F5, F8, ESCAPE])
def test_an_injected_enter_never_confirms_what_an_injected_key_opened(opener: int) -> None:
    _, delivered = inject(at_device_speed([Key(opener), Key(ENTER)]))

    assert ENTER not in pressed(delivered)


def test_an_injected_amount_with_its_enter_reaches_nothing() -> None:
    sink, delivered = inject(burst("99999<Enter>", gap_ms=4))

    assert delivered == []
    assert not any(isinstance(read, CardRead) for read in sink.reads)


def test_a_number_without_the_sentinels_of_the_shop_is_no_card() -> None:
    sink, delivered = inject(burst(f"{NUMBER}<Enter>"))

    assert delivered == []
    assert not any(isinstance(read, CardRead) for read in sink.reads)


def test_a_device_that_knows_the_sentinels_gains_no_more_than_a_photographed_barcode() -> None:
    sink, _ = inject(burst(SCAN))

    [read] = sink.reads
    assert isinstance(read, CardRead)
    assert read.trust is Trust.COPYABLE


@pytest.mark.parametrize("control", [Key(TAB), Key(ESCAPE), Key(BACKSPACE), Key(F8), Key(111)])
@pytest.mark.parametrize("at", [2, 12, 28])
def test_keys_for_the_control_codes_of_a_barcode_do_nothing_and_make_it_no_card(
    control: Key, at: int
) -> None:
    strokes = burst(SCAN)
    strokes[at:at] = hit(control, strokes[at].timestamp_ms)

    sink, delivered = inject(strokes)

    assert delivered == []
    assert not any(isinstance(read, CardRead) for read in sink.reads)


@pytest.mark.parametrize("code", sorted(set(range(16, 54)) - MODIFIERS))
def test_ctrl_and_alt_combinations_within_a_barcode_do_nothing(code: int) -> None:
    for held in ({"command": True}, {"alt": True}):
        strokes = burst(SCAN)
        strokes[12:12] = [replace(s, **held) for s in hit(Key(code), strokes[12].timestamp_ms)]

        sink, delivered = inject(strokes)

        assert delivered == []
        assert not any(isinstance(read, CardRead) for read in sink.reads)


@given(st.lists(any_key, max_size=40))
def test_whatever_is_typed_between_the_sentinels_at_device_speed_reaches_nothing(keys: list[Key]) -> None:
    typed = [key for key in keys if key.code not in MODIFIERS]

    _, delivered = inject(at_device_speed([Key(F11), Key(2), *typed, Key(ENTER)]))

    assert delivered == []


@given(st.lists(any_key, min_size=1, max_size=40))
def test_an_enter_at_device_speed_is_inert_whatever_came_before(keys: list[Key]) -> None:
    typed = [key for key in keys if key.code not in MODIFIERS] or [Key(2)]

    _, delivered = inject(at_device_speed([*typed, Key(ENTER)]))

    assert pressed(delivered)[-1:] != [ENTER]
