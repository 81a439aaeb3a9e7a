"""A process that is going to be killed: what it said until then, every line of it.

Most victims are forked (`forked`); a `fresh` one is a whole new interpreter.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.helpers.announced import Line, heard
from tests.helpers.forked import Life, fork

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0
"""Longer than anything takes here, even on a machine that does ten other things."""


class Victim:
    """A module's `main` at work, heard line by line; killed at the end of the `with` at the latest."""

    def __init__(self, module: str, *arguments: str, fresh: bool = False) -> None:
        self.lines: list[Line] = []
        self._life = _interpreter(module, arguments) if fresh else fork(module, arguments)
        self._unfinished = b""
        self._is_at_end = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        os.close(self._life.output)

    def hear(self, kind: type[Line], limit_s: float = LIMIT_S) -> None:
        """Wait until it says a line of this kind."""
        known = len(self.lines)
        self._listen(limit_s, lambda: any(isinstance(line, kind) for line in self.lines[known:]))
        assert any(isinstance(line, kind) for line in self.lines), f"it never said {kind.__name__}"

    def live(self, seconds: float, *, lines: int = 0) -> None:
        """Let it say so many lines more, however long a busy machine takes, and then work on for so long."""
        wanted = len(self.lines) + lines
        self._listen(LIMIT_S if lines else 0, lambda: len(self.lines) >= wanted)
        self._listen(seconds)

    def freeze(self) -> None:
        """Stop it where it stands; only `kill` ends that."""
        os.kill(self._life.pid, signal.SIGSTOP)

    def kill(self) -> None:
        """`kill -9`, then hear what it had still said."""
        self._life.kill()
        self.end()

    def end(self, limit_s: float = LIMIT_S) -> int:
        """Hear it out and return how it ended: 0, or minus the signal that killed it."""
        self._listen(limit_s)
        return self._life.wait(limit_s)

    def _listen(self, limit_s: float, until: Callable[[], bool] = lambda: False) -> None:
        end_s = time.monotonic() + limit_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._life.output, selectors.EVENT_READ)
            while not self._is_at_end and (left_s := end_s - time.monotonic()) > 0:
                if selector.select(left_s):
                    self._read()
                    if until():
                        return

    def _read(self) -> None:
        """Take what there is."""
        chunk = os.read(self._life.output, 65_536)
        self._is_at_end = not chunk
        whole, newline, rest = (self._unfinished + chunk).rpartition(b"\n")
        self._unfinished = rest
        self.lines += heard(whole + newline)


def was_killed(status: int) -> bool:
    """Whether a process ended by `kill -9` and by nothing else."""
    return status == -signal.SIGKILL


def _interpreter(module: str, arguments: tuple[str, ...]) -> Life:
    reading, writing = os.pipe()
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=ROOT, stdout=writing)
    os.close(writing)
    return Life(process.pid, reading, process.kill, process.wait)
