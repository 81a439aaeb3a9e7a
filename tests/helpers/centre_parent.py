"""A program that runs, or joins, the embedded database of a folder; and the test's hold on it.

`python -m tests.helpers.centre_parent FOLDER` prints one line of JSON once the database is up, and goes on
until its standard input ends.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import msgspec

from fidpos.server.db.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0


class Up(msgspec.Struct, frozen=True):
    """What the program says: the database's process, whether it runs it, and how to connect."""

    pid: int
    ours: bool
    app: str
    owner: str


class Parent:
    """The program at work; it and its database are gone at the end of the `with` at the latest.

    Args:
        folder: of the database.
        prefix: a command that runs the program, such as `setpriv` with its options.
    """

    def __init__(self, folder: Path, *, prefix: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "tests.helpers.centre_parent", str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._up: Up | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        up = self._up
        if up is not None and up.ours:
            wait_until(lambda: is_gone(up.pid))

    def hear(self) -> Up:
        """Wait until the database is up."""
        assert self._process.stdout is not None
        self._up = msgspec.json.decode(self._process.stdout.readline(), type=Up)
        return self._up

    def kill(self) -> None:
        """`kill -9`, and see it gone."""
        self._process.kill()
        self._process.wait(LIMIT_S)

    def finish(self) -> int:
        """Tell it to stop in good order; returns its exit status."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(LIMIT_S)


def is_gone(pid: int) -> bool:
    """No such process, or one that only waits to be noticed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(condition: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    """Look again and again, until it holds or the limit is over."""
    until = time.monotonic() + limit_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < until, "it never came to that"
        pause.wait(0.02)


def main(folder: Path) -> None:
    """Hold the database."""
    database = EmbeddedPostgres.open(folder)
    up = {"pid": database.running.pid, "ours": database.is_ours, "app": database.app, "owner": database.owner}
    print(json.dumps(up), flush=True)
    sys.stdin.read()
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
