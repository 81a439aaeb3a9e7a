"""Keys of a real X server: scans from any focus, typing by hand, three layouts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from Xlib import XK

from fidpos.readers.keystrokes.layouts import LAYOUTS
from fidpos.readers.own_number import make_ean13
from tests.helpers.key_bursts import ENTER, F11, KEYPAD, Key, burst, hit, keys_for
from tests.integration.wedge.hands import Counter, assert_nothing_landed, scanned, typed

pytestmark = [pytest.mark.xvfb, pytest.mark.xdist_group("hardware")]

NUMBER = make_ean13("1234", 48)
SCAN = f"<F11>{NUMBER}<Enter>"
SIGNED = "FP1:aZ-_=/+.09"
TILL_LAYOUTS = ("us", "fr", "be")
ECHO_LIMIT_MS = 50
READ_LIMIT_MS = 60


@contextmanager
def caps_lock(counter: Counter) -> Iterator[None]:
    counter.fingers.toggle_caps_lock()
    try:
        yield
    finally:
        counter.fingers.toggle_caps_lock()


@pytest.mark.parametrize("till", TILL_LAYOUTS)
@pytest.mark.parametrize("focus", ["field", "button", "dialog"])
def test_a_scan_is_read_exactly_from_any_focus_and_lands_nowhere(
    counter: Counter, till: str, focus: str
) -> None:
    report = scanned(counter, burst(SCAN), focus=focus, till=till)

    assert report["numbers"] == [NUMBER]
    assert_nothing_landed(report)


@pytest.mark.parametrize("till", TILL_LAYOUTS)
@pytest.mark.parametrize("scanner", TILL_LAYOUTS)
def test_every_layout_of_the_scanner_is_exact_on_every_layout_of_the_till(
    counter: Counter, till: str, scanner: str
) -> None:
    strokes = burst(f"<F11>{SIGNED}<Enter>{SCAN}", layout=scanner)

    report = scanned(counter, strokes, till=till, scanner=scanner)

    assert report["frames"] == [SIGNED, NUMBER]
    assert_nothing_landed(report)


@pytest.mark.parametrize("gap_ms", [1, 5, 20])
def test_no_scan_is_lost_at_a_scanners_speeds(counter: Counter, gap_ms: int) -> None:
    report = scanned(counter, burst(SCAN, gap_ms=gap_ms))

    assert report["numbers"] == [NUMBER]
    assert report["refused"] == []


def test_a_scan_interrupted_at_the_scanner_is_refused_and_its_late_enter_presses_nothing(
    counter: Counter,
) -> None:
    strokes = burst(SCAN)
    late = [replace(stroke, timestamp_ms=stroke.timestamp_ms + 150) for stroke in strokes[-2:]]

    counter.begin()
    counter.focus("button")
    report = counter.play([*strokes[:-2], *late])

    assert report["numbers"] == []
    assert report["refused"] == ["bad_read"]
    assert_nothing_landed(report)


@pytest.mark.parametrize("focus", ["field", "button"])
def test_the_tail_of_a_scan_that_began_elsewhere_is_never_a_number(counter: Counter, focus: str) -> None:
    report = scanned(counter, burst("760123456789<Enter>"), focus=focus)

    assert report["numbers"] == []
    assert_nothing_landed(report)


def test_caps_lock_changes_typing_but_not_a_scan(counter: Counter) -> None:
    with caps_lock(counter):
        scan = scanned(counter, burst(f"<F11>{SIGNED}<Enter>"))
        counter.begin()
        by_hand = counter.play(typed(keys_for("ab")))

    assert scan["frames"] == [SIGNED]
    assert by_hand["text"] == "AB"


def test_a_scan_is_read_soon_after_its_last_key(counter: Counter) -> None:
    delays_ms = []
    for _ in range(10):
        report = scanned(counter, burst(SCAN))
        # The marker is the last press of all.
        delays_ms.append(report["read_at_ms"][0] - report["key_times_ms"][-2])

    # A busy machine can only make it later.
    assert min(delays_ms) <= READ_LIMIT_MS


def test_a_sign_as_prefix_and_tab_as_suffix_frame_a_scan(counter: Counter) -> None:
    report = scanned(counter, burst(f"~{NUMBER}<Tab>"), till="fr", prefix="~", suffix="Tab")

    assert report["numbers"] == [NUMBER]
    assert_nothing_landed(report)


@pytest.mark.parametrize(("till", "seen"), [("us", "1234567890"), ("fr", "&é\"'(-è_çà")])
def test_keys_hit_by_hand_reach_the_field_in_order_as_the_till_writes_them(
    counter: Counter, till: str, seen: str
) -> None:
    counter.begin(till=till)

    report = counter.play(typed(keys_for("1234567890")))

    assert report["text"] == seen
    assert report["numbers"] == []
    assert report["refused"] == []


def test_typing_at_thirty_ms_a_key_echoes_soon_and_is_no_scan(counter: Counter) -> None:
    counter.begin()

    report = counter.play([*typed([Key(F11), *keys_for(NUMBER)], gap_ms=32)])

    assert report["text"] == NUMBER
    assert report["frames"] == []
    assert min(report["echo_ms"]) <= ECHO_LIMIT_MS


def test_enter_by_hand_presses_the_button_once(counter: Counter) -> None:
    counter.begin()
    counter.focus("button")

    report = counter.play(hit(Key(ENTER), 0, up_after_ms=80))

    assert report["clicks"] == 1


def test_a_key_held_down_repeats_in_the_field(counter: Counter) -> None:
    counter.begin()

    report = counter.play(hit(keys_for("5")[0], 0, up_after_ms=900))

    assert len(report["text"]) > 2
    assert set(report["text"]) == {"5"}


@pytest.mark.parametrize("layout", TILL_LAYOUTS)
def test_the_layout_tables_agree_with_the_x_server(counter: Counter, layout: str) -> None:
    counter.begin(till=layout)
    table = LAYOUTS[layout]

    differing = [
        (code, level, char, XK.keysym_to_string(keysym))
        for level, chars in ((0, table.plain), (1, table.shifted), (4, table.alt_gr))
        for code, char in chars.items()
        if code not in KEYPAD and (keysym := counter.fingers.keysym(code, level=level)) != ord(char)
    ]

    assert differing == []
