"""A process that is going to be killed: what it said until then, every line of it.

Most victims are forked from a server that has imported everything already, which takes a tenth of the time; a
`fresh` one is a whole new interpreter. Either is a process of its own, and `kill -9` is `kill -9`.
"""

import multiprocessing
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from tests.helpers.announced import Line, heard

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0
"""Longer than anything takes here, even on a machine that does ten other things."""

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(
    [
        "tests.helpers.headless_till",
        "tests.helpers.linked_shopper",
        "tests.helpers.paired_in_folder",
        "tests.helpers.pin_thief",
    ]
)


@dataclass(frozen=True, slots=True)
class _Life:
    """A running process: where its standard output is read, and how it is killed and waited for."""

    pid: int
    output: int
    kill: Callable[[], None]
    wait: Callable[[float], int]


class Victim:
    """A module's `main` at work, heard line by line; killed at the end of the `with` at the latest."""

    def __init__(self, module: str, *arguments: str, fresh: bool = False) -> None:
        self.lines: list[Line] = []
        self._life = _interpreter(module, arguments) if fresh else _fork(module, arguments)
        self._unfinished = b""
        self._is_at_end = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        os.close(self._life.output)

    def hear(self, kind: type[Line], limit_s: float = LIMIT_S) -> None:
        """Wait until it says a line of this kind."""
        self._listen(limit_s, kind)
        assert any(isinstance(line, kind) for line in self.lines), f"it never said {kind.__name__}"

    def live(self, seconds: float) -> None:
        """Let it work for so long."""
        self._listen(seconds, None)

    def freeze(self) -> None:
        """Stop it where it stands; only `kill` ends that."""
        os.kill(self._life.pid, signal.SIGSTOP)

    def kill(self) -> None:
        """`kill -9`, then hear what it had still said."""
        self._life.kill()
        self.end()

    def end(self, limit_s: float = LIMIT_S) -> int:
        """Hear it out and return how it ended: 0, or minus the signal that killed it."""
        self._listen(limit_s, None)
        return self._life.wait(limit_s)

    def _listen(self, limit_s: float, until: type[Line] | None) -> None:
        end_s = time.monotonic() + limit_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._life.output, selectors.EVENT_READ)
            while not self._is_at_end and (left_s := end_s - time.monotonic()) > 0:
                if selector.select(left_s) and self._read(until):
                    return

    def _read(self, until: type[Line] | None) -> bool:
        """Take what there is; whether it holds what was waited for."""
        chunk = os.read(self._life.output, 65_536)
        self._is_at_end = not chunk
        whole, newline, rest = (self._unfinished + chunk).rpartition(b"\n")
        self._unfinished = rest
        new = heard(whole + newline)
        self.lines += new
        return until is not None and any(isinstance(line, until) for line in new)


def was_killed(status: int) -> bool:
    """Whether a process ended by `kill -9` and by nothing else."""
    return status == -signal.SIGKILL


def _fork(module: str, arguments: tuple[str, ...]) -> _Life:
    reading, writing = _server.Pipe(duplex=False)
    process = _server.Process(target=_live, args=(module, arguments, writing))
    process.start()
    writing.close()

    def wait(limit_s: float) -> int:
        process.join(limit_s)
        assert process.exitcode is not None, "it did not end"
        return process.exitcode

    output = os.dup(reading.fileno())
    reading.close()
    assert process.pid is not None
    return _Life(process.pid, output, process.kill, wait)


def _live(module: str, arguments: tuple[str, ...], output: Connection) -> None:
    os.dup2(output.fileno(), 1)
    output.close()
    sys.argv = [module, *arguments]
    import_module(module).main()


def _interpreter(module: str, arguments: tuple[str, ...]) -> _Life:
    reading, writing = os.pipe()
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=ROOT, stdout=writing)
    os.close(writing)
    return _Life(process.pid, reading, process.kill, process.wait)
