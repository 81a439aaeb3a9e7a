"""One burst at a time: what is read, what is swallowed, what reaches the till."""

from dataclasses import replace

import pytest

from tests.helpers.key_bursts import ENTER, F11, Key, Stroke, Window, burst, hit, keys_for, play

NUMBER = "2012340000482"
SCAN = f"<F11>{NUMBER}<Enter>"
F5 = 63
ESCAPE = 1
TAB = 15
KEYPAD_ENTER = 96
CONTROL_J = replace(hit(Key(36), 0)[0], command=True)


def typed(text: str, *, gap_ms: int = 120, up_after_ms: int = 70, start_ms: int = 10_000) -> list[Stroke]:
    strokes = [
        stroke
        for index, key in enumerate(keys_for(text))
        for stroke in hit(key, start_ms + index * gap_ms, up_after_ms=up_after_ms)
    ]
    return sorted(strokes, key=lambda stroke: stroke.timestamp_ms)


@pytest.mark.parametrize("gap_ms", [1, 5, 15, 25])
def test_a_scan_is_read_once_and_none_of_its_keys_reaches_the_till(gap_ms: int) -> None:
    window = play(burst(SCAN, gap_ms=gap_ms))

    assert window.scans == [NUMBER]
    assert window.delivered == []
    assert window.damaged == 0


def test_the_scan_is_read_at_its_last_key_not_at_the_end_of_the_wait() -> None:
    window = Window().feed(burst(SCAN))

    assert window.scans == [NUMBER]


@pytest.mark.parametrize("layout", ["us", "fr", "be"])
def test_the_scanners_own_layout_is_decoded_from_key_positions(layout: str) -> None:
    window = play(burst(SCAN, layout=layout), layout=layout)

    assert window.scans == [NUMBER]


def test_letters_signs_and_shift_are_read_as_the_scanner_means_them() -> None:
    text = "]Q3FP1:aZ09-_=/+Ab"

    assert play(burst(f"<F11>{text}<Enter>")).scans == [text]


def test_a_sign_as_prefix_and_tab_as_suffix_frame_a_scan() -> None:
    window = play(burst(f"~{NUMBER}<Tab>"), prefix="~", suffix="Tab")

    assert window.scans == [NUMBER]
    assert window.delivered_codes == [42]  # A lone Shift came before anything told of a scanner.


def test_digits_from_the_numeric_keypad_are_digits() -> None:
    keypad = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True))
    keys = [Key(F11), *(Key(keypad[digit]) for digit in NUMBER), Key(KEYPAD_ENTER)]

    strokes = [stroke for index, key in enumerate(keys) for stroke in hit(key, 10_000 + 4 * index)]

    assert play(strokes).scans == [NUMBER]


def test_caps_lock_on_the_till_does_not_change_what_the_scanner_means() -> None:
    strokes = [replace(stroke, caps_lock=True) for stroke in burst("<F11>aB1<Enter>")]

    assert play(strokes).scans == ["aB1"]


def test_a_scanner_that_compensates_caps_lock_is_read_as_it_means() -> None:
    strokes = [replace(stroke, caps_lock=True) for stroke in burst("<F11>aB1<Enter>")]

    assert play(strokes, caps_lock_compensated=True).scans == ["Ab1"]


def test_an_aim_id_does_not_count_as_a_digit_of_the_number() -> None:
    assert play(burst(f"<F11>]E0{NUMBER}<Enter>")).scans == [f"]E0{NUMBER}"]


def test_several_codes_in_one_shot_are_read_one_by_one() -> None:
    assert play(burst(SCAN + SCAN)).scans == [NUMBER, NUMBER]


def test_what_follows_a_code_at_once_is_its_tail_and_vanishes() -> None:
    window = play(burst(f"{SCAN}<Enter><Tab>"))

    assert window.scans == [NUMBER]
    assert window.delivered == []
    assert window.damaged == 0


@pytest.mark.parametrize(
    "keys",
    [
        "760123456789<Enter>",
        f"{NUMBER}<Enter>",
        f"<F11>{NUMBER}",
        f"<F11>{NUMBER[1:]}<Enter>",
        f"<F11>{NUMBER}7<Enter>",
        "<F11><Enter>",
        f"<F11>{NUMBER[:5]}<F11>{NUMBER}<Enter>",
        "12<Enter>",
    ],
)
def test_a_burst_without_both_sentinels_and_every_digit_is_damaged(keys: str) -> None:
    window = play(burst(keys))

    assert window.scans == []
    assert window.damaged == 1
    assert window.delivered == []


def paused(keys: list[Stroke], *pauses_before: int, pause_ms: int) -> list[Stroke]:
    late = [sum(index >= before for before in pauses_before) * pause_ms for index in range(len(keys))]
    return [replace(s, timestamp_ms=s.timestamp_ms + ms) for s, ms in zip(keys, late, strict=True)]


def test_a_pause_in_a_scan_makes_it_damaged_and_its_end_begins_no_code() -> None:
    window = play(paused(burst(SCAN), 10, pause_ms=29))

    assert window.scans == []
    assert window.damaged == 1
    assert window.delivered == []


def test_single_late_digits_and_the_late_enter_of_a_broken_scan_press_nothing() -> None:
    window = play(paused(burst(SCAN), 10, 12, 14, 20, 28, pause_ms=120))

    assert window.scans == []
    assert window.damaged == 1
    assert window.delivered == []


def test_typing_is_delivered_again_a_quarter_of_a_second_after_a_broken_scan() -> None:
    broken = burst(SCAN)[:12]

    window = play([*broken, *typed("12<Enter>", start_ms=broken[-1].timestamp_ms + 260)])

    assert window.delivered_codes == [2, 3, ENTER]


def test_typing_is_delivered_at_once_after_a_damaged_scan_that_came_to_its_end() -> None:
    damaged = burst(f"<F11>{NUMBER[1:]}<Enter>")

    window = play([*damaged, *typed("12<Enter>", start_ms=damaged[-1].timestamp_ms + 60)])

    assert window.delivered_codes == [2, 3, ENTER]


def test_swallowing_after_a_broken_scan_ends_within_a_second_however_steadily_someone_types() -> None:
    broken = burst(SCAN)[:12]

    window = play([*broken, *typed("1" * 30, gap_ms=100, start_ms=broken[-1].timestamp_ms + 100)])

    assert len(window.delivered_codes) == 20


def test_function_keys_and_escape_work_right_after_a_broken_scan() -> None:
    broken = burst(SCAN)[:12]
    later_ms = broken[-1].timestamp_ms + 60

    window = play([*broken, *hit(Key(F5), later_ms), *hit(Key(ESCAPE), later_ms + 60)])

    assert window.delivered_codes == [F5, ESCAPE]


def test_a_scan_right_after_a_broken_one_is_read() -> None:
    broken = burst(SCAN)[:12]

    window = play([*broken, *burst(SCAN, start_ms=broken[-1].timestamp_ms + 60)])

    assert window.scans == [NUMBER]


def test_keys_that_arrive_all_at_once_are_timed_by_when_they_were_hit() -> None:
    stalled = [replace(stroke, received_ms=10_400) for stroke in burst(SCAN, gap_ms=25)]

    assert play(stalled).scans == [NUMBER]


def test_a_wait_that_ends_too_early_loses_the_scan_but_reads_nothing_wrong() -> None:
    keys = burst(SCAN)

    window = Window().feed(keys[:9]).expire_early().feed(keys[9:]).fall_silent()

    assert window.scans == []
    assert window.damaged == 1
    assert window.delivered == []


def test_a_prefix_let_go_too_early_still_marks_what_follows_as_the_scanners() -> None:
    keys = burst(SCAN)

    window = Window().feed(keys[:2]).expire_early().feed(keys[2:]).fall_silent()

    assert window.scans == []
    assert window.damaged == 1
    assert window.delivered_codes == [F11]


@pytest.mark.parametrize("foreign", [Key(F5), Key(103), Key(27, alt_gr=True), Key(ESCAPE), Key(TAB)])
def test_a_key_that_is_no_part_of_a_code_spoils_the_scan(foreign: Key) -> None:
    keys = burst(SCAN)
    keys[10:10] = hit(foreign, keys[10].timestamp_ms)

    window = play(keys)

    assert window.scans == []
    assert window.damaged == 1
    assert window.delivered == []


@pytest.mark.parametrize("held", [{"alt": True}, {"command": True}])
def test_a_key_with_alt_or_ctrl_spoils_the_scan(held: dict[str, bool]) -> None:
    keys = burst(SCAN)
    keys[10:10] = [replace(stroke, **held) for stroke in hit(Key(79), keys[10].timestamp_ms)]

    window = play(keys)

    assert window.scans == []
    assert window.delivered == []


def test_a_key_pressed_while_another_is_down_spoils_the_scan() -> None:
    keys = burst(SCAN)
    lost_release = keys[:11] + keys[12:]
    keys_repeated = [*keys[:11], replace(keys[10], auto_repeat=True), *keys[11:]]

    assert play(lost_release).scans == []
    assert play(keys_repeated).scans == []


def test_two_equal_digits_within_a_millisecond_count_twice_though_x11_calls_that_a_repeat() -> None:
    keys = burst(SCAN, gap_ms=1)
    zeros = [index for index, stroke in enumerate(keys) if stroke.scan_code == 11]
    flagged = [replace(stroke, auto_repeat=index in zeros[2:8]) for index, stroke in enumerate(keys)]

    assert play(flagged).scans == [NUMBER]


@pytest.mark.parametrize("gap_ms", [30, 45, 200])
def test_typing_is_delivered_whole_in_order_and_soon(gap_ms: int) -> None:
    strokes = typed("12345~aB<F11>6<Enter><Enter>", gap_ms=gap_ms)

    window = play(strokes)

    assert [replace(s, serial=0, received_ms=0) for s in window.delivered] == strokes
    assert window.outcomes == []
    assert window.latest_ms <= 35


def test_a_slip_of_two_or_three_keys_is_typing() -> None:
    window = play(burst("123", gap_ms=12))

    assert window.delivered_codes == [2, 3, 4]
    assert window.outcomes == []


@pytest.mark.parametrize("zeros", ["00", "000"])
def test_a_double_or_triple_zero_key_of_the_keyboard_is_typing(zeros: str) -> None:
    first, *rest = burst(zeros, gap_ms=0)
    flagged = [first, *(replace(stroke, auto_repeat=True) for stroke in rest)]

    window = play([*flagged, *hit(Key(ENTER), 10_060)])

    assert window.delivered_codes == [11] * len(zeros) + [ENTER]


def test_an_enter_that_no_hand_can_have_pressed_presses_nothing() -> None:
    window = play([*hit(Key(F5), 10_000), *hit(Key(ENTER), 10_004)])

    assert window.delivered_codes == [F5]
    assert window.damaged == 1


def test_a_lone_enter_is_delivered() -> None:
    assert play(hit(Key(ENTER), 10_000)).delivered_codes == [ENTER]


def test_keys_no_scanner_types_are_not_held_back() -> None:
    window = Window().feed(hit(Key(F5), 10_000))

    assert window.delivered_codes == [F5]


def test_a_shortcut_is_not_held_back() -> None:
    window = Window().feed([replace(CONTROL_J, timestamp_ms=10_000)])

    assert window.delivered_codes == [36]


def test_typing_just_before_a_scan_is_delivered_and_the_scan_is_read() -> None:
    person = hit(Key(6), 9_990, up_after_ms=40)
    merged = sorted([*person, *burst(SCAN)], key=lambda stroke: stroke.timestamp_ms)

    window = play(merged)

    assert window.scans == [NUMBER]
    assert [(s.scan_code, s.pressed) for s in window.delivered] == [(6, True), (6, False)]


def test_a_persons_key_within_a_scan_makes_it_damaged() -> None:
    person = hit(Key(6), 10_021, up_after_ms=40)
    merged = sorted([*burst(SCAN), *person], key=lambda stroke: stroke.timestamp_ms)

    assert play(merged).scans == []


def test_a_held_key_repeats_for_the_person_who_holds_it() -> None:
    held = [
        Stroke(scan_code=14, pressed=True, timestamp_ms=10_000 + at, auto_repeat=at > 0)
        for at in (0, 500, 520, 540, 560)
    ]

    window = play([*held, *hit(Key(ENTER), 10_570)])

    assert window.delivered_codes == [14] * 5 + [ENTER]


def test_a_scanner_key_that_hangs_does_not_flood_the_till() -> None:
    keys = burst(SCAN)[:11]
    hanging = [replace(keys[10], timestamp_ms=10_600 + 40 * n, auto_repeat=True) for n in range(20)]

    window = play([*keys, *hanging, replace(keys[10], pressed=False, timestamp_ms=12_000)])

    assert window.delivered == []
    assert window.damaged == 1


def test_a_key_works_again_after_a_scan_lost_its_release() -> None:
    keys = [stroke for stroke in burst(SCAN) if stroke.pressed or stroke.scan_code != ENTER]

    window = play([*keys, *hit(Key(ENTER), 12_000, up_after_ms=60)])

    assert [(s.scan_code, s.pressed) for s in window.delivered] == [(ENTER, True), (ENTER, False)]


def test_keys_made_by_a_program_are_typing_however_fast() -> None:
    untimed = [replace(stroke, timestamp_ms=0, received_ms=10_000) for stroke in burst(SCAN)]

    window = play(untimed)

    assert len(window.delivered) == len(untimed)
    assert window.outcomes == []


def test_keys_without_a_time_are_scans_where_the_shop_says_so() -> None:
    untimed = [replace(s, timestamp_ms=0, received_ms=s.timestamp_ms) for s in burst(SCAN)]

    assert play(untimed, scan_untimed=True).scans == [NUMBER]


def test_keys_without_a_position_are_typing() -> None:
    unknown = [replace(stroke, scan_code=0) for stroke in burst(SCAN)]

    assert len(play(unknown).delivered) == len(unknown)


def test_the_systems_clock_may_wrap_within_a_scan() -> None:
    wrapped = [
        replace(s, timestamp_ms=(s.timestamp_ms - 10_030) % 2**32 or 1, received_ms=s.timestamp_ms)
        for s in burst(SCAN)
    ]

    assert play(wrapped).scans == [NUMBER]


def test_an_endless_code_is_damaged_and_does_not_fill_the_memory() -> None:
    window = play(burst(f"<F11>{'a' * 600}<Enter>", gap_ms=1))

    assert window.scans == []
    assert window.damaged == 1
