"""Keeps one child process running for as long as we live, and no longer.

The thread that starts the child stays with it: to Linux, the end of that thread is the end of the parent (see
`launch`). A child that goes by itself is started again, once it has been seen to work.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fidpos.server.db import launch
from fidpos.server.db.system_user import SystemUser

_log = logging.getLogger(__name__)

_PAUSE_S = 1.0
_PAUSE_MAX_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """What to run.

    Attributes:
        log: where it writes.
        user: who it runs as, None for ourselves.
    """

    command: Sequence[str]
    log: Path
    user: SystemUser | None

    def popen(self) -> "subprocess.Popen[bytes]":
        """Start it, in a session of its own: Ctrl-C in a terminal is for us alone."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603 -- our own command
                launched(self.command, self.user),
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                cwd=anywhere(),
                env=environment(),
                start_new_session=True,
            )
        finally:
            os.close(descriptor)


def launched(command: Sequence[str], user: SystemUser | None) -> list[str]:
    """The command as that user, ending with us; on Windows as it is."""
    if os.name == "nt":
        return list(command)
    uid, gid = (-1, -1) if user is None else (user.uid, user.gid)
    return [sys.executable, "-I", "-S", launch.__file__, f"{os.getpid()}", f"{uid}", f"{gid}", *command]


def anywhere() -> Path:
    """A folder that every user can be in."""
    return Path(Path(sys.prefix).anchor)


def environment() -> dict[str, str]:
    """Nothing of ours: PostgreSQL listens to many variables, and its log is to be in English and in UTC."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


class Keeper:
    """Starts the child from a thread of its own and stays with it."""

    def __init__(self, child: Child) -> None:
        self.ended = threading.Event()
        """The child is gone and does not come back by itself."""
        self._child = child
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._works = False
        self._first_start = threading.Event()
        self._thread = threading.Thread(target=self._stay, name="postgres-keeper", daemon=True)

    def start(self) -> None:
        """Start the child; whether it works is for the caller to see."""
        self._thread.start()
        self._first_start.wait()

    @property
    def pid(self) -> int | None:
        """Of the child that runs now, or ran last; None when none could be started."""
        return None if self._process is None else self._process.pid

    def works(self) -> None:
        """From now on it is started again when it goes by itself."""
        self._works = True

    def stop(self, *signals: tuple[signal.Signals, float]) -> None:
        """Send each signal in turn and give it that many seconds, until the child is gone."""
        self._stopping.set()
        for number, limit_s in signals:
            process = self._process
            if process is not None and process.poll() is None:
                process.send_signal(number)
            if self.ended.wait(limit_s):
                break
        self._thread.join(timeout=1)

    def _stay(self) -> None:
        pause_s = _PAUSE_S
        try:
            while True:
                self._process = self._child.popen()
                self._first_start.set()
                code = self._process.wait()
                if not self._works or self._stopping.wait(pause_s):
                    break
                _log.error("the database ended by itself", extra={"exit_code": code})
                pause_s = min(pause_s * 2, _PAUSE_MAX_S)
        except OSError:
            _log.exception("the database could not be started")
        finally:
            self._first_start.set()
            self.ended.set()
