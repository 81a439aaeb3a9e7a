"""A counter on a real X server: the window is a program of its own, the keys come through the server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, cast

import pytest

from tests.helpers.key_bursts import SETTINGS, Key, Stroke, hit
from tests.helpers.xvfb import START_LIMIT_S, Fingers, LineReader, XServer, x_server

PROGRAM = Path(__file__).parent / "counter_program.py"
ANSWER_LIMIT_S = 10.0
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
    echo_ms: list[int]


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

    def focus(self, what: str) -> None:
        """Put the focus on the field, the button or the dialog's field."""
        self.fingers.focus(self._ask(do="focus", what=what)["window"])

    def stall(self, *, at_press: int, seconds: float) -> None:
        """Let the window hang when it sees the n-th press."""
        self._ask(do="stall", at=at_press, seconds=seconds)

    def play(self, strokes: list[Stroke]) -> Report:
        """Hit keys, then F5, which no scanner types; when the window has seen that, it has seen all."""
        self.fingers.play(strokes)
        self.fingers.play(hit(F5, 0, up_after_ms=10))
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


@pytest.fixture(scope="module")
def counter() -> Iterator[Counter]:
    with x_server() as server:
        environment = {**os.environ, "DISPLAY": server.name, "QT_QPA_PLATFORM": "xcb"}
        fingers = Fingers(server)
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        lines = LineReader(process.stdout.fileno())
        try:
            assert json.loads(lines.line(START_LIMIT_S)) == {"ready": True}
            yield Counter(server, fingers, process, lines)
        finally:
            fingers.close()
            process.stdin.close()
            process.wait(START_LIMIT_S)
            process.stdout.close()
