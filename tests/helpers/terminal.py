"""`fidpos readers` as a program of its own, in a terminal that a test reads line by line."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LIMIT_S = 60.0


class Terminal:
    """`fidpos readers ...` in a window; what it prints is read line by line."""

    def __init__(self, *arguments: str, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fidpos", "readers", *arguments, "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "FIDPOS_LANGUAGE": "en"},
        )

    def line(self) -> str:
        return self._line(self.process.stdout)

    def wait_for_murmur(self, text: str) -> None:
        while text not in self._line(self.process.stderr):
            pass

    def read(self) -> dict[str, object]:
        told: dict[str, object] = json.loads(self.line())
        return told

    def end(self) -> int:
        return self.process.wait(LIMIT_S)

    def _line(self, stream: IO[bytes] | None) -> str:
        assert stream is not None
        assert select.select([stream], [], [], LIMIT_S)[0], "it said nothing"
        line = stream.readline()
        assert line, "it ended"
        return line.decode().strip()


@contextmanager
def terminals(data: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals for the till in that folder, whose merchant code is 1234; all are closed afterwards."""
    opened: list[Terminal] = []

    def open_one(*arguments: str) -> Terminal:
        opened.append(Terminal(*arguments, "--merchant-code", "1234", data=data))
        return opened[-1]

    yield open_one
    for each in opened:
        each.process.kill()
        each.process.wait()
        for stream in (each.process.stdout, each.process.stderr):
            assert stream is not None
            stream.close()
