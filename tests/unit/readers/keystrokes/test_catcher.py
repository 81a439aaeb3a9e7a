"""An unknown scanner is caught, and a person's keys are not, whatever the scanner presses first."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.readers.keystrokes.catcher import SILENCE_MS, Catch, Run, ScanCatcher
from fidpos.readers.keystrokes.reading import presses_of
from tests.helpers.key_bursts import ENTER, SHIFT, Key, Stroke, burst, hit, keys_for
from tests.helpers.random_bursts import typing

CODE = "Fidpos-42"
HOLD_MS = 36


@dataclass
class Room:
    """The window while nothing is known of the scanner: delivers, and ends the waits in time."""

    catcher: ScanCatcher = field(default_factory=ScanCatcher)
    delivered: list[int] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    latest_ms: int = 0
    _held: dict[int, Stroke] = field(default_factory=dict)
    _due_ms: int | None = None
    _now_ms: int = 0

    def feed(self, strokes: Iterable[Stroke]) -> "Room":
        for serial, stroke in enumerate(strokes, start=1):
            self._pass_time(stroke.timestamp_ms)
            self._held[serial] = stroke
            self._take(self.catcher.offer(replace(stroke, serial=serial)))
        self._pass_time(self._now_ms + 10 * SILENCE_MS)
        assert not self._held, "a stroke was forgotten"
        return self

    def _pass_time(self, now_ms: int) -> None:
        while self._due_ms is not None and self._due_ms <= now_ms:
            self._now_ms, self._due_ms = self._due_ms, None
            self._take(self.catcher.expire())
        self._now_ms = max(self._now_ms, now_ms)

    def _take(self, catch: Catch) -> None:
        for serial in catch.ruling.swallow:
            del self._held[serial]
        for serial in catch.ruling.deliver:
            stroke = self._held.pop(serial)
            self.latest_ms = max(self.latest_ms, self._now_ms - stroke.timestamp_ms)
            if stroke.pressed:
                self.delivered.append(stroke.scan_code)
        if catch.ruling.wait_ms is not None:
            self._due_ms = self._now_ms + catch.ruling.wait_ms
        if catch.run is not None:
            self.runs.append(catch.run)


@pytest.mark.parametrize("opener", ["<F11>", "<F10>", "<Tab>", "~", ""])
def test_a_scan_is_caught_whole_whatever_it_begins_with(opener: str) -> None:
    strokes = burst(f"{opener}{CODE}<Enter>")
    room = Room().feed(strokes)

    [run] = room.runs
    assert run.is_caught
    assert len(presses_of(run.strokes)) == len(presses_of(strokes))
    assert set(room.delivered) <= {SHIFT}  # A lone Shift came before anything told of a scanner.


def test_keys_that_a_slow_scanner_presses_late_still_vanish() -> None:
    strokes = burst(f"<F11>{CODE}<Enter>")
    late = [replace(s, timestamp_ms=s.timestamp_ms + 200 * (index > 12)) for index, s in enumerate(strokes)]
    room = Room().feed(late)

    assert [run.is_caught for run in room.runs] == [True]
    assert room.delivered == []


def test_a_scanner_as_slow_as_a_hand_is_delivered_and_its_run_is_handed_out() -> None:
    room = Room().feed(burst(f"<F11>{CODE}<Enter>", gap_ms=40))

    [run] = room.runs
    assert not run.is_caught
    assert ENTER in room.delivered


def test_two_scans_are_two_runs() -> None:
    room = Room().feed([*burst(f"{CODE}<Enter>"), *burst(f"{CODE}<Enter>", start_ms=11_000)])

    assert [run.is_caught for run in room.runs] == [True, True]


def test_escape_by_hand_reaches_the_window() -> None:
    assert Room().feed(hit(Key(1), 10_000, up_after_ms=60)).delivered == [1]


def test_typing_after_a_scan_reaches_the_window_after_a_silence() -> None:
    scan = burst("1234<Enter>")
    by_hand = hit(Key(ENTER), scan[-1].timestamp_ms + SILENCE_MS + 1, up_after_ms=50)

    assert Room().feed([*scan, *by_hand]).delivered == [ENTER]


def test_a_slip_of_three_keys_is_delivered() -> None:
    assert Room().feed(burst("123", gap_ms=10)).delivered == [key.code for key in keys_for("123")]


def test_a_shortcut_goes_through_at_once() -> None:
    strokes = [replace(stroke, command=True) for stroke in hit(Key(36), 10_000)]
    room = Room().feed(strokes)

    assert room.delivered == [36]
    assert room.latest_ms == 0


def test_an_endless_run_does_not_fill_the_memory() -> None:
    room = Room().feed(burst("a" * 5_000, gap_ms=1))

    assert len(room.runs[0].strokes) <= 2_048


@given(rng=st.randoms(use_true_random=False))
def test_whatever_a_person_types_is_delivered_in_order_and_soon(rng: random.Random) -> None:
    strokes = typing(rng)
    room = Room().feed(strokes)

    assert room.delivered == [stroke.scan_code for stroke in strokes if stroke.pressed]
    assert room.latest_ms <= HOLD_MS
    assert not any(run.is_caught for run in room.runs)


@given(st.data())
def test_a_scanner_at_any_of_its_speeds_is_caught(data: st.DataObject) -> None:
    gap_ms = data.draw(st.integers(1, 25))
    room = Room().feed(burst(f"<F11>{CODE}<Enter>", gap_ms=gap_ms))

    assert [run.is_caught for run in room.runs] == [True]
    assert room.delivered == []
