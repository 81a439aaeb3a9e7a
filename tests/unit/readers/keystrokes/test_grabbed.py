"""A scanner that nobody else hears: what is read, what is damaged, where a code may begin."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from fidpos.readers.errors import SettingsRefused
from fidpos.readers.keystrokes.decoder import Damaged, Scanned
from fidpos.readers.keystrokes.grabbed import REST_SILENCE_MS, GrabbedDecoder
from fidpos.readers.keystrokes.scanner import ScannerProfile
from tests.helpers.key_bursts import SETTINGS, Key, Stroke, burst, hit

NUMBER = "2012340000482"
OTHER = "2012340000499"
SCAN = f"{NUMBER}<Enter>"
MARKED = f"<F11>{SCAN}"
ESCAPE = 1


@dataclass
class Heard:
    """What came out."""

    scans: list[str]
    damaged: int


def grabbed(**changes: bool | int | str | tuple[str, ...]) -> GrabbedDecoder:
    """Listening since one second before the first burst."""
    profile = ScannerProfile.of_grabbed({**SETTINGS, "prefix": "", **changes})
    return GrabbedDecoder(profile, now_ms=9_000)


def hear(decoder: GrabbedDecoder, strokes: Iterable[Stroke]) -> Heard:
    outcomes = [*(decoder.offer(stroke) for stroke in strokes), decoder.expire()]
    return Heard(
        scans=[outcome.text for outcome in outcomes if isinstance(outcome, Scanned)],
        damaged=sum(isinstance(outcome, Damaged) for outcome in outcomes),
    )


@pytest.mark.parametrize("layout", ["us", "fr", "be"])
@pytest.mark.parametrize("gap_ms", [1, 10, 25])
def test_a_code_is_read_without_any_prefix(layout: str, gap_ms: int) -> None:
    heard = hear(grabbed(layout=layout), burst(SCAN, gap_ms=gap_ms, layout=layout))

    assert heard == Heard(scans=[NUMBER], damaged=0)


def test_a_code_carries_the_time_from_its_first_key_to_its_last() -> None:
    [outcome] = [found for found in map(grabbed().offer, burst(SCAN, gap_ms=5)) if found]

    assert outcome == Scanned(NUMBER, span_ms=65)


def test_several_codes_in_one_shot_are_read_one_by_one() -> None:
    strokes = burst(f"{NUMBER}<Enter>{OTHER}<Enter>")

    assert hear(grabbed(), strokes) == Heard(scans=[NUMBER, OTHER], damaged=0)


def test_what_follows_the_suffix_is_the_tail_of_the_code() -> None:
    strokes = burst(f"{NUMBER}<Enter><Tab><Enter>")

    assert hear(grabbed(), strokes) == Heard(scans=[NUMBER], damaged=0)


def test_two_codes_that_lost_what_parts_them_are_damaged_and_the_next_is_read() -> None:
    glued = burst(f"{NUMBER}{OTHER}<Enter>")
    decoder = grabbed()

    assert hear(decoder, glued) == Heard(scans=[], damaged=1)
    assert hear(decoder, burst(SCAN, start_ms=12_000)).scans == [NUMBER]


@pytest.mark.parametrize("keys", [NUMBER, NUMBER[1:] + "<Enter>", NUMBER + "1<Enter>"])
def test_part_of_a_code_or_more_than_one_is_damaged(keys: str) -> None:
    assert hear(grabbed(), burst(keys)) == Heard(scans=[], damaged=1)


def test_lone_suffixes_and_keys_that_write_nothing_are_nothing() -> None:
    assert hear(grabbed(), burst("<Enter><Tab><F11>")) == Heard(scans=[], damaged=0)


def test_a_prefix_is_required_where_the_scanner_has_one() -> None:
    assert hear(grabbed(prefix="F11"), burst(SCAN)) == Heard(scans=[], damaged=1)
    assert hear(grabbed(prefix="F11"), burst(MARKED)) == Heard(scans=[NUMBER], damaged=0)
    assert hear(grabbed(prefix="F11"), burst("<F11><Enter>")) == Heard(scans=[], damaged=1)


def test_a_second_prefix_damages_both_codes() -> None:
    assert hear(grabbed(prefix="F11"), burst(f"<F11>2012<F11>{SCAN}")) == Heard(scans=[], damaged=1)


def test_text_after_a_code_that_has_a_prefix_is_its_tail() -> None:
    strokes = burst(f"{MARKED}99{MARKED}")

    assert hear(grabbed(prefix="F11"), strokes).scans == [NUMBER, NUMBER]


def late(strokes: list[Stroke], by_ms: int) -> list[Stroke]:
    return [replace(stroke, timestamp_ms=stroke.timestamp_ms + by_ms) for stroke in strokes]


@pytest.mark.parametrize("pause_ms", [60, 300, REST_SILENCE_MS - 100])
def test_what_comes_after_a_pause_is_the_rest_of_the_broken_code_not_a_number(pause_ms: int) -> None:
    strokes = burst(f"90123{NUMBER}<Enter>")
    broken = [*strokes[:10], *late(strokes[10:], pause_ms)]

    assert hear(grabbed(), broken) == Heard(scans=[], damaged=1)


def test_a_code_after_a_silence_is_read_though_the_one_before_broke_off() -> None:
    broken = burst("20123")
    strokes = [*broken, *burst(SCAN, start_ms=broken[-1].timestamp_ms + REST_SILENCE_MS + 1)]

    assert hear(grabbed(), strokes) == Heard(scans=[NUMBER], damaged=1)


def test_with_a_prefix_the_code_after_a_broken_one_is_read_at_once() -> None:
    broken = burst("<F11>20123")
    strokes = [*broken, *burst(MARKED, start_ms=broken[-1].timestamp_ms + 60)]

    assert hear(grabbed(prefix="F11"), strokes) == Heard(scans=[NUMBER], damaged=1)


def test_the_rest_of_a_code_that_began_before_we_listened_is_no_number() -> None:
    decoder = GrabbedDecoder(ScannerProfile.of_grabbed({**SETTINGS, "prefix": ""}), now_ms=9_990)

    assert hear(decoder, burst(SCAN)) == Heard(scans=[], damaged=0)
    assert hear(decoder, burst(SCAN, start_ms=11_000)) == Heard(scans=[NUMBER], damaged=0)


def test_strokes_that_the_system_lost_damage_the_code_until_its_suffix() -> None:
    decoder = grabbed()
    strokes = burst(SCAN)
    hear_head = [decoder.offer(stroke) for stroke in strokes[:8]]

    assert not any(hear_head)
    assert decoder.lose(strokes[8].timestamp_ms) == Damaged()
    assert hear(decoder, strokes[12:]) == Heard(scans=[], damaged=0)
    assert hear(decoder, burst(OTHER + "<Enter>", start_ms=10_300)).scans == [OTHER]


def test_a_key_that_hangs_damages_the_code_once() -> None:
    strokes = burst(SCAN)
    hanging = [replace(strokes[10], timestamp_ms=10_025 + at, auto_repeat=True) for at in range(1, 20)]

    assert hear(grabbed(), [*strokes[:11], *hanging]) == Heard(scans=[], damaged=1)


def test_a_key_pressed_while_another_is_down_damages_the_code() -> None:
    strokes = burst(SCAN)
    del strokes[5]

    assert hear(grabbed(), strokes) == Heard(scans=[], damaged=1)
    del strokes[-3]
    assert hear(grabbed(), strokes) == Heard(scans=[], damaged=1)


@pytest.mark.parametrize("key", [Key(ESCAPE), Key(88), Key(103)])
def test_a_key_that_no_scanner_types_damages_the_code(key: Key) -> None:
    strokes = burst(SCAN)
    strokes[6:6] = hit(key, strokes[6].timestamp_ms)

    assert hear(grabbed(), strokes) == Heard(scans=[], damaged=1)


def test_an_endless_code_is_damaged_and_does_not_fill_the_memory() -> None:
    assert hear(grabbed(), burst("a" * 2_000, gap_ms=1)) == Heard(scans=[], damaged=1)


def test_silence_is_waited_for_only_within_a_code() -> None:
    decoder = grabbed()
    strokes = burst(SCAN)

    assert decoder.wait_ms is None
    decoder.offer(strokes[0])
    assert decoder.wait_ms is not None
    for stroke in strokes[1:]:
        decoder.offer(stroke)
    assert decoder.wait_ms is None


def test_the_systems_clock_may_wrap_within_a_scan() -> None:
    profile = ScannerProfile.of_grabbed({**SETTINGS, "prefix": ""})
    wrapped = [replace(s, timestamp_ms=(s.timestamp_ms - 10_030) % 2**32) for s in burst(SCAN)]

    assert hear(GrabbedDecoder(profile, now_ms=2**32 - 5_000), wrapped).scans == [NUMBER]


def test_a_slow_scanner_is_read_if_it_has_a_prefix() -> None:
    slow = burst(MARKED, gap_ms=80)

    assert hear(grabbed(prefix="F11", gap_max_ms=100), slow).scans == [NUMBER]
    with pytest.raises(SettingsRefused, match="prefix"):
        grabbed(gap_max_ms=30)


@pytest.mark.parametrize("changes", [{"prefix": "7"}, {"suffix": ""}, {"prefix": "Enter"}, {"suffix": "a"}])
def test_sentinels_that_could_be_part_of_a_code_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused):
        grabbed(**changes)
