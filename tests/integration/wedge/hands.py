"""The window under test, the hands at its keyboard, and what they play."""

import json
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypedDict, cast

from fidpos.readers.keystrokes.catcher import SILENCE_MS
from tests.helpers.key_bursts import SETTINGS, Key, Stroke, hit
from tests.helpers.xvfb import Fingers, LineReader, XServer

ANSWER_LIMIT_S = 60.0
ATTEMPTS_MAX = 30
SCANNER_GAP_MAX_MS = 26
STALL_S = 0.3
F5 = Key(63)


class Report(TypedDict):
    """What the window saw and did since `begin`."""

    frames: list[str]
    numbers: list[str]
    refused: list[str]
    text: str
    dialog_text: str
    clicks: int
    prefix_shortcuts: int
    key_times_ms: list[int]
    read_at_ms: list[int]
    echo_ms: list[int]


class Found(TypedDict):
    """What the trial found out by one scan."""

    is_whole: bool
    settings: dict[str, bool | int | str]
    insights: list[str]


@dataclass
class Counter:
    """The window under test, and the hands at its keyboard."""

    server: XServer
    fingers: Fingers
    process: "subprocess.Popen[bytes]"
    lines: LineReader

    def begin(self, *, till: str = "us", **settings: bool | int | str) -> None:
        """Start from an empty window with a fresh driver; `till` is the till's layout, not the scanner's."""
        self.server.set_layout(till)
        self._ask(do="begin", settings={**SETTINGS, **settings})
        self.focus("field")

    def calibrate(self, expected: str, *, till: str) -> None:
        """Start from an empty window in which a trial listens to the keys."""
        self.server.set_layout(till)
        self._ask(do="calibrate", expected=expected)
        self.focus("button")

    def discoveries(self) -> list[Found]:
        """What the trial said so far."""
        return cast("list[Found]", self._ask(do="discoveries")["discoveries"])

    def focus(self, what: str) -> None:
        """Put the focus on the field, the button or the dialog's field."""
        self.fingers.focus(self._ask(do="focus", what=what)["window"])

    def stall(self, *, at_press: int, seconds: float) -> None:
        """Let the window hang when it sees the n-th press."""
        self._ask(do="stall", at=at_press, seconds=seconds)

    def play(self, strokes: list[Stroke], *, marker_after_ms: int = 60) -> Report:
        """Hit keys, then F5, which no scanner types; when the window has seen that, it has seen all."""
        self.fingers.play(strokes)
        self.fingers.play(hit(F5, 0, up_after_ms=10), after_ms=marker_after_ms)
        assert self._answer() == {"marker": True}
        return cast("Report", self._ask(do="report"))

    def _ask(self, **command: object) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command).encode() + b"\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.lines.line(ANSWER_LIMIT_S))
        return answer


def scanned(
    counter: Counter,
    strokes: list[Stroke],
    *,
    focus: str = "field",
    till: str = "us",
    scanner: str = "us",
    stall_at: int = 0,
    prefix: str = "F11",
    suffix: str = "Enter",
) -> Report:
    """Play a burst into a fresh window.

    A busy machine may stretch it beyond a scanner's tempo; then it was no scan, and is played anew.
    """
    presses = sum(stroke.pressed for stroke in strokes)
    for _ in range(ATTEMPTS_MAX):
        counter.begin(till=till, layout=scanner, prefix=prefix, suffix=suffix)
        counter.focus(focus)
        counter.stall(at_press=stall_at, seconds=STALL_S)
        report = counter.play(strokes)
        times_ms = report["key_times_ms"][:presses]
        gaps_ms = [later - earlier for earlier, later in pairwise(times_ms)]
        if max(gaps_ms) <= SCANNER_GAP_MAX_MS:
            return report
    raise AssertionError(f"no scan at a scanner's tempo in {ATTEMPTS_MAX} attempts")


def calibrated(counter: Counter, strokes: list[Stroke], *, expected: str, till: str) -> tuple[Found, Report]:
    """Play a burst while a trial listens; as in `scanned`, anew if the machine was too busy for a scan."""
    presses = sum(stroke.pressed for stroke in strokes)
    for _ in range(ATTEMPTS_MAX):
        counter.calibrate(expected, till=till)
        report = counter.play(strokes, marker_after_ms=2 * SILENCE_MS)
        times_ms = report["key_times_ms"][:presses]
        if max(later - earlier for earlier, later in pairwise(times_ms)) <= SCANNER_GAP_MAX_MS:
            [found] = counter.discoveries()
            return found, report
    raise AssertionError(f"no scan at a scanner's tempo in {ATTEMPTS_MAX} attempts")


def typed(keys: list[Key], *, gap_ms: int = 60) -> list[Stroke]:
    strokes = [
        stroke
        for index, key in enumerate(keys)
        for stroke in hit(key, index * gap_ms, up_after_ms=gap_ms // 2)
    ]
    return sorted(strokes, key=lambda stroke: stroke.timestamp_ms)


def assert_nothing_landed(report: Report) -> None:
    assert report["text"] == ""
    assert report["dialog_text"] == ""
    assert report["clicks"] == 0
    assert report["prefix_shortcuts"] == 0
