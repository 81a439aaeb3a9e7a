"""The till on a desktop, and somebody at its keyboard: keys go through the X server, words come back."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from PySide6.QtCore import Qt

from tests.helpers.counter import INES, PIN
from tests.helpers.key_bursts import Key, hit, keys_for
from tests.helpers.real_shop import card_number
from tests.helpers.window_counter import (
    DELETE,
    DOWN,
    ENTER,
    ESC,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F12,
    Keys,
    Shift,
)
from tests.helpers.xvfb import Fingers, LineReader, XServer

PROGRAM = Path(__file__).parent / "till_program.py"
ROOT = Path(__file__).parents[3]
LIMIT_S = 60.0
HOLD_MS, GAP_MS = 15, 30
"""How long a key is down, and between two; a key hit as it goes up counts as held down."""

_CODES = {
    ENTER: 28,
    ESC: 1,
    DELETE: 111,
    DOWN: 108,
    F12: 88,
    **dict(zip((F1, F2, F3, F4, F5, F6, F7, F8, F9, F10), range(59, 69), strict=True)),
}
"""Where keys are, by the kernel's numbers."""


class Desktop:
    """A till's window on an X server; each method returns once the screen says what it should."""

    def __init__(self, server: XServer, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        self._process = process
        self._lines = LineReader(process.stdout.fileno())
        self._fingers = Fingers(server)
        self._told: dict[str, Any] = {"words": "", "due": "", "is_answered": False, "window": 0}

    @property
    def words(self) -> str:
        """All that stands on the screen."""
        return str(self._told["words"])

    def press(self, *keys: Keys) -> Self:
        """One after the other, at the speed of a hand."""
        for key in keys:
            self.sees()
            self._fingers.focus(self._told["window"])
            for one in _hits(key):
                self._fingers.play(hit(one, 0, up_after_ms=HOLD_MS), after_ms=GAP_MS)
            self._told["is_answered"] = isinstance(key, str)
        return self

    def sees(self, *words: str, due: str = "") -> Self:
        """Until all of them are on the screen and the till waits for the next key."""
        end_s = time.monotonic() + LIMIT_S
        while not self._shows(words, due):
            left_s = end_s - time.monotonic()
            try:
                self._told = json.loads(self._lines.line(max(left_s, 0)))
            except TimeoutError:
                raise AssertionError(f"{words} {due} is not on the screen: {self._told}") from None
        return self

    def tap(self, number: int) -> Self:
        """The card of this member is held out and taken back."""
        return self._ask(tap=card_number(number)).sees(f"Prénom{number} Essai")

    def scan(self, text: str) -> Self:
        return self._ask(scan=text)

    def sign_in(self, name: str = INES.name, then: str = "Un passage en trois gestes") -> Self:
        """By the digit before the name; `then` is what the till shows."""
        self.sees(name)
        lines = self.words.split("\n")
        return self.press(lines[lines.index(name) - 1], PIN, ENTER).sees(then)

    def kill(self) -> None:
        """The power fails."""
        self._process.kill()
        self._process.wait(LIMIT_S)

    def close(self) -> None:
        """Leave the keyboard; the program ends by itself when nobody asks any more."""
        self._fingers.close()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(LIMIT_S)
        self._process.stdout.close()

    def _shows(self, words: tuple[str, ...], due: str) -> bool:
        told = self._told
        return told["is_answered"] and due in told["due"] and all(each in told["words"] for each in words)

    def _ask(self, **asked: str) -> Self:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        return self


def _hits(key: Keys) -> list[Key]:
    match key:
        case str():
            return keys_for(key)
        case Shift(shifted):
            return [Key(_CODES[shifted], shift=True)]
        case Qt.Key():
            return [Key(_CODES[key])]


@contextmanager
def desktop(server: XServer, folder: Path) -> Iterator[Desktop]:
    """The till of that folder on that server."""
    environment = {**os.environ, "DISPLAY": server.name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(folder)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    server.set_layout("us")
    opened = Desktop(server, process)
    try:
        opened.sees(INES.name)
        yield opened
    finally:
        opened.close()
