"""A real X server without a screen, and fingers on its keyboard (XTEST)."""

import os
import selectors
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from Xlib import X
from Xlib.display import Display

from tests.helpers.key_bursts import Stroke

START_LIMIT_S = 60.0

_KEYCODE_OFFSET = 8
"""X11 numbers keys from 8 on."""

_CAPS_LOCK = 58


class LineReader:
    """Whole lines from a file descriptor, with a limit to each wait."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = b""

    def line(self, limit_s: float) -> str:
        """The next line.

        Raises:
            TimeoutError: none came in time.
            EOFError: the other side is gone.
        """
        deadline_s = time.monotonic() + limit_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                if not selector.select(max(0.0, deadline_s - time.monotonic())):
                    raise TimeoutError(f"no line within {limit_s} s")
                chunk = os.read(self._descriptor, 65_536)
                if not chunk:
                    raise EOFError("the other side is gone")
                self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode()


@dataclass(frozen=True)
class XServer:
    """A running server.

    Attributes:
        name: what goes into DISPLAY.
    """

    name: str

    def set_layout(self, layout: str) -> None:
        """Change the keyboard layout for every client, as a desktop's settings do."""
        subprocess.run(["setxkbmap", "-display", self.name, layout], check=True, timeout=START_LIMIT_S)


@contextmanager
def x_server(width: int = 800, height: int = 600) -> Iterator[XServer]:
    """An Xvfb of our own on a free display, for as long as the context lasts."""
    reader, writer = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writer),
        "-screen",
        "0",
        f"{width}x{height}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    process = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        yield XServer(name=f":{LineReader(reader).line(START_LIMIT_S)}")
    finally:
        os.close(reader)
        process.terminate()
        process.wait(START_LIMIT_S)


class Fingers:
    """Hits keys by their position, each after an exact time that the server itself waits for."""

    def __init__(self, server: XServer) -> None:
        self._display = Display(server.name)

    def close(self) -> None:
        """Take the hands away."""
        self._display.close()

    def focus(self, window_id: int) -> None:
        """Give a window the keyboard; without a window manager nobody else does."""
        window = self._display.create_resource_object("window", window_id)
        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self._display.sync()

    def play(self, strokes: Iterable[Stroke], *, after_ms: int = 60) -> None:
        """Strokes with the times between them, the first one after a pause; returns when all are hit."""
        before_ms: int | None = None
        for stroke in strokes:
            delay_ms = after_ms if before_ms is None else stroke.timestamp_ms - before_ms
            before_ms = stroke.timestamp_ms
            kind = X.KeyPress if stroke.pressed else X.KeyRelease
            self._display.xtest_fake_input(kind, stroke.scan_code + _KEYCODE_OFFSET, time=delay_ms)
        self._display.sync()

    def toggle_caps_lock(self) -> None:
        """Hit CapsLock once."""
        press = Stroke(scan_code=_CAPS_LOCK, pressed=True, timestamp_ms=0)
        release = Stroke(scan_code=_CAPS_LOCK, pressed=False, timestamp_ms=40)
        self.play([press, release])

    def keysym(self, scan_code: int, *, level: int) -> int:
        """What the current layout writes for a key at a level (0 plain, 1 Shift, 4 AltGr)."""
        [levels] = self._display.get_keyboard_mapping(scan_code + _KEYCODE_OFFSET, 1)
        return int(levels[level] or levels[level & ~1])
