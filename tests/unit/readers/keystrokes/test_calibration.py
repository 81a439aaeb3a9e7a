"""One scan of a known code tells layout, CapsLock, prefix, suffix and speed, and what to do about them."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.keystrokes.calibration import TEST_CODE, calibrate
from fidpos.readers.keystrokes.layouts import LAYOUTS
from fidpos.readers.keystrokes.reading import presses_of, readings
from fidpos.readers.own_number import make_ean13
from fidpos.readers.trial import Discovery
from tests.helpers.key_bursts import ENTER, F11, Key, Stroke, burst, hit, keys_for, play
from tests.helpers.random_bursts import damage

NUMBER = make_ean13("1234", 48)
CODES = (TEST_CODE, NUMBER)
SCAN = f"<F11>{TEST_CODE}<Enter>"


def found(strokes: list[Stroke], *, is_grabbed: bool = False) -> Discovery:
    return calibrate(strokes, CODES, is_grabbed=is_grabbed)


def keys_of(discovery: Discovery) -> set[str]:
    return {insight.key.removeprefix("trial.keys.") for insight in discovery.insights}


def troubles_of(discovery: Discovery) -> set[str]:
    return {insight.key.removeprefix("trial.keys.") for insight in discovery.insights if insight.is_trouble}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_prefix_suffix_and_speed_are_found(layout: str) -> None:
    discovery = found(burst(SCAN, layout=layout, gap_ms=7))

    assert discovery.is_whole
    assert discovery.settings == {
        "layout": layout,
        "prefix": "F11",
        "suffix": "Enter",
        "gap_max_ms": 28,
    }
    assert keys_of(discovery) == {f"layout.{layout}", "prefix", "suffix", "speed"}


def test_the_test_code_is_read_in_one_layout_only_and_is_nobody_s_number() -> None:
    for layout in LAYOUTS:
        presses = presses_of(burst(TEST_CODE, layout=layout))
        assert [reading.layout for reading in readings(presses, [TEST_CODE])] == [layout]
    assert not TEST_CODE.isdecimal()


@pytest.mark.parametrize(("layout", "is_open"), [("us", False), ("fr", True)])
def test_a_number_tells_us_from_the_others_and_says_what_stays_open(layout: str, *, is_open: bool) -> None:
    discovery = found(burst(f"<F11>{NUMBER}<Enter>", layout=layout))

    assert discovery.is_whole
    assert discovery.settings["layout"] == layout
    assert ("layout_open" in keys_of(discovery)) is is_open


def test_digits_from_the_keypad_are_the_same_in_every_layout() -> None:
    keypad = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True))
    keys = [Key(F11), *(Key(keypad[digit]) for digit in NUMBER), Key(ENTER)]

    discovery = found([stroke for at, key in enumerate(keys) for stroke in hit(key, 10_000 + 4 * at)])
    assert discovery.is_whole
    assert "layout_open" in keys_of(discovery)


@pytest.mark.parametrize(
    ("prefix", "suffix"), [("<F10>", "<Tab>"), ("~", "<Enter>"), ("<F11>", "<Enter><Tab>")]
)
def test_other_sentinels_are_found_and_a_tail_is_none(prefix: str, suffix: str) -> None:
    discovery = found(burst(f"{prefix}{TEST_CODE}{suffix}"))

    assert discovery.is_whole
    assert discovery.settings["prefix"] == prefix.strip("<>")
    assert discovery.settings["suffix"] == suffix.split(">", maxsplit=1)[0].strip("<")


def test_an_aim_id_is_no_prefix() -> None:
    discovery = found(burst(f"<F11>]C0{TEST_CODE}<Enter>", layout="fr"))

    assert discovery.is_whole
    assert discovery.settings["prefix"] == "F11"
    assert "aim" in keys_of(discovery)


@pytest.mark.parametrize(
    ("keys", "trouble"),
    [
        (f"{TEST_CODE}<Enter>", "no_prefix"),
        (f"<Tab>{TEST_CODE}<Enter>", "bad_prefix"),
        (f"<Enter>{TEST_CODE}<Enter>", "bad_prefix"),
        (f"a{TEST_CODE}<Enter>", "bad_prefix"),
        (f"<F11><F10>{TEST_CODE}<Enter>", "bad_prefix"),
        (f"<F11>{TEST_CODE}", "no_suffix"),
        (f"<F11>{TEST_CODE}7", "bad_suffix"),
        (f"<F11>{TEST_CODE}<F11>", "bad_suffix"),
    ],
)
def test_sentinels_that_no_scan_can_be_told_by_are_named(keys: str, trouble: str) -> None:
    discovery = found(burst(keys))

    assert not discovery.is_whole
    assert troubles_of(discovery) == {trouble}


def test_a_grabbed_scanner_needs_no_prefix() -> None:
    discovery = found(burst(f"{TEST_CODE}<Enter>"), is_grabbed=True)

    assert discovery.is_whole
    assert discovery.settings["prefix"] == ""
    assert "no_prefix_needed" in keys_of(discovery)


@pytest.mark.parametrize(
    ("prefix", "gap_ms", "is_grabbed", "gap_max_ms", "trouble"),
    [
        ("<F11>", 25, False, 28, None),
        ("<F11>", 27, False, 29, None),
        ("<F11>", 30, False, None, "too_slow"),
        ("<F11>", 60, True, 100, None),
        ("<F11>", 101, True, None, "too_slow_without_prefix"),
        ("", 29, True, 29, None),
        ("", 30, True, None, "too_slow_without_prefix"),
    ],
)
def test_the_slowest_gap_sets_the_limit_or_is_too_slow(
    prefix: str, gap_ms: int, is_grabbed: bool, gap_max_ms: int | None, trouble: str | None
) -> None:
    discovery = found(burst(f"{prefix}{TEST_CODE}<Enter>", gap_ms=gap_ms), is_grabbed=is_grabbed)

    assert discovery.settings.get("gap_max_ms") == gap_max_ms
    assert troubles_of(discovery) == ({trouble} if trouble else set())


@pytest.mark.parametrize("is_compensated", [False, True])
def test_what_the_scanner_does_about_caps_lock_shows_while_it_is_on(*, is_compensated: bool) -> None:
    sent = TEST_CODE.swapcase() if is_compensated else TEST_CODE
    strokes = [replace(stroke, caps_lock=True) for stroke in burst(f"<F11>{sent}<Enter>")]

    discovery = found(strokes)
    assert discovery.is_whole
    assert discovery.settings["caps_lock_compensated"] is is_compensated


def test_swapped_letters_without_caps_lock_are_the_scanner_s_own_fault() -> None:
    assert troubles_of(found(burst(f"<F11>{TEST_CODE.swapcase()}<Enter>"))) == {"case_swapped"}


def test_a_code_that_cannot_be_read_while_caps_lock_is_on_says_so() -> None:
    strokes = [replace(stroke, caps_lock=True, shift=not stroke.shift) for stroke in burst(SCAN)]

    assert troubles_of(found(strokes)) == {"caps_lock_on"}


def test_another_code_is_not_taken_for_the_test_code() -> None:
    discovery = found(burst("<F11>4006381333931<Enter>"))

    assert not discovery.is_whole
    assert troubles_of(discovery) == {"not_the_code"}
    assert discovery.raw[:2] == (b"87 F11", b"5 4")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_of_a_bank_card_is_shown(layout: str) -> None:
    assert found(burst("<F11>4111111111111111<Enter>", layout=layout)).raw == ()


def test_keys_that_overlap_are_unsteady() -> None:
    strokes = burst(SCAN)
    del strokes[4]  # The release of the first letter.

    assert troubles_of(found(strokes)) == {"unsteady"}


def test_keys_without_a_time_are_counted_by_their_arrival() -> None:
    strokes = [replace(stroke, timestamp_ms=0, received_ms=stroke.timestamp_ms) for stroke in burst(SCAN)]

    discovery = found(strokes)
    assert discovery.is_whole
    assert discovery.settings["scan_untimed"] is True


@given(rng=st.randoms(use_true_random=False), is_grabbed=st.booleans())
def test_what_is_found_whole_is_what_the_decoder_then_reads(rng: random.Random, *, is_grabbed: bool) -> None:
    layout = rng.choice(tuple(LAYOUTS))
    strokes = damage(rng, burst(SCAN, gap_ms=rng.randint(1, 40), layout=layout))

    discovery = calibrate(strokes, CODES, is_grabbed=is_grabbed)
    if discovery.is_whole:
        assert discovery.settings["layout"] == layout
    if discovery.is_whole and not is_grabbed:
        assert play(strokes, **discovery.settings).scans == [TEST_CODE]


@given(st.lists(st.builds(Key, st.integers(0, 255), shift=st.booleans(), alt_gr=st.booleans())))
def test_whatever_is_typed_has_an_answer(keys: list[Key]) -> None:
    strokes = [stroke for index, key in enumerate(keys) for stroke in hit(key, 10_000 + index)]

    assert not calibrate(strokes, CODES, is_grabbed=True).is_whole


def test_keys_for_the_code_exist_in_every_layout() -> None:
    assert all(len(keys_for(TEST_CODE, layout)) == len(TEST_CODE) for layout in LAYOUTS)
