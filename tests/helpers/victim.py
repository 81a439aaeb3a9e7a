"""A process that is going to be killed: what it said until then, every line of it."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.helpers.announced import Line, heard

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0
"""Longer than anything takes here, even on a machine that does ten other things."""


class Victim:
    """`python -m module arguments` with its output heard line by line; kills it if the test does not."""

    def __init__(self, module: str, *arguments: str, environ: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", module, *arguments]
        self.lines: list[Line] = []
        self._process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(environ or {})}, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        self._descriptor = self._process.stdout.fileno()
        self._unfinished = b""
        self._is_at_end = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def hear(self, kind: type[Line], limit_s: float = LIMIT_S) -> None:
        """Wait until it says a line of this kind."""
        self._listen(limit_s, kind)
        assert any(isinstance(line, kind) for line in self.lines), f"it never said {kind.__name__}"

    def live(self, seconds: float) -> None:
        """Let it work for so long."""
        self._listen(seconds, None)

    def kill(self) -> None:
        """`kill -9`, then hear what it had still said."""
        self._process.kill()
        self.end()

    def end(self, limit_s: float = LIMIT_S) -> int:
        """Hear it out and return how it ended: 0, or minus the signal that killed it."""
        self._listen(limit_s, None)
        return self._process.wait(limit_s)

    def _listen(self, limit_s: float, until: type[Line] | None) -> None:
        end_s = time.monotonic() + limit_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            while not self._is_at_end and (left_s := end_s - time.monotonic()) > 0:
                if selector.select(left_s) and self._read(until):
                    return

    def _read(self, until: type[Line] | None) -> bool:
        """Take what there is; whether it holds what was waited for."""
        chunk = os.read(self._descriptor, 65_536)
        self._is_at_end = not chunk
        whole, newline, rest = (self._unfinished + chunk).rpartition(b"\n")
        self._unfinished = rest
        new = heard(whole + newline)
        self.lines += new
        return until is not None and any(isinstance(line, until) for line in new)


def was_killed(status: int) -> bool:
    """Whether a process ended by `kill -9` and by nothing else."""
    return status == -signal.SIGKILL
