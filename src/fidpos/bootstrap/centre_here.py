"""The centre of a shop on its own: `fidpos server` as a child of the till, for as long as the till runs.

The child ends when its standard input is closed, which the system does for a till that dies; it finishes its
writes then. One that goes by itself is started again, after a pause that grows. Its database is run by one
program at a time, and its port is one program's, so that a second till on the same folder starts no second
centre: its child ends at once, with a sentence in the log.
"""

import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import IO

from fidpos.logs.redaction import Code
from fidpos.paths import ServerFolder

log = logging.getLogger(__name__)

USUAL_PORT = 8750
_HOST = "127.0.0.1"
_PAUSE_S, _PAUSE_MAX_S = 1.0, 60.0
_PROBE_S = 1.0
_FAILURES_MAX = 4
"""Some fourteen seconds, with the pauses between."""


class CentreHereState(StrEnum):
    """Each has words for the light of the status bar."""

    STARTING = "starting"
    SERVING = "serving"
    FAILED = "failed"
    """It ended by itself, and is started again in a while."""


class CentreHere:
    """Starts the child from a thread of its own and stays with it.

    Args:
        folder: of the centre's data.
        port: of the loopback, where it answers.
        program: the command that the options are put behind; the one we were started as.
        first_pause_s: before it is started again.

    Attributes:
        port: see there.
    """

    def __init__(
        self,
        folder: ServerFolder,
        port: int,
        *,
        program: Sequence[str] = (),
        first_pause_s: float = _PAUSE_S,
    ) -> None:
        self.port = port
        self._folder = folder
        self._program = program or _ourselves()
        self._first_pause_s = first_pause_s
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._state = CentreHereState.STARTING
        self._failures = 0
        self._said_by: Callable[[], None] = _nobody
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._stay, name="centre-here", daemon=True)

    @property
    def address(self) -> str:
        """Where the till of this PC finds it."""
        return f"http://{_HOST}:{self.port}"

    @property
    def state(self) -> CentreHereState:
        """As far as is known; from any thread."""
        return self._state

    @property
    def pid(self) -> int | None:
        """Of the child that runs now, or ran last."""
        process = self._process
        return process.pid if process is not None else None

    def start(self) -> None:
        """Once; harmless when called again."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            self._thread.start()

    def told(self, on_change: Callable[[], None]) -> None:
        """Whoever is to hear of a new state from now on, on our thread; the last one who asked."""
        self._said_by = on_change

    def await_serving(self, *, gave_up: Callable[[], bool], limit_s: float) -> bool:
        """Until it answers; False once it failed too often, somebody gave up, or so many seconds went by.

        One failure tells little: the child of a till that was killed may still be ending, on the same port.
        """
        deadline = threading.Event()
        timer = threading.Timer(limit_s, deadline.set)
        timer.daemon = True
        timer.start()
        try:
            with self._changed:
                while not self._is_settled and not gave_up() and not deadline.is_set():
                    self._changed.wait(_PROBE_S)
                return self._state is CentreHereState.SERVING
        finally:
            timer.cancel()

    @property
    def _is_settled(self) -> bool:
        return self._state is CentreHereState.SERVING or self._failures >= _FAILURES_MAX

    def stop(self, limit_s: float) -> bool:
        """Let it finish its writes and end; whether it has. What takes longer ends by itself."""
        self._stopping.set()
        self._leave_alone()
        if self._thread.is_alive():
            self._thread.join(limit_s)
        return not self._thread.is_alive()

    def _stay(self) -> None:
        pause_s = self._first_pause_s
        while not self._stopping.is_set():
            has_served = self._run_once()
            if self._stopping.is_set():
                return
            self._failures += 1
            self._become(CentreHereState.FAILED)
            pause_s = self._first_pause_s if has_served else min(pause_s * 2, _PAUSE_MAX_S)
            if not self._stopping.wait(pause_s):
                self._become(CentreHereState.STARTING)

    def _run_once(self) -> bool:
        """One child, from its start to its end; whether it answered in between."""
        try:
            process = self._process = self._started()
        except OSError:
            log.exception("the centre could not be started")
            return False
        if self._stopping.is_set():
            self._leave_alone()
        assert process.stdout is not None
        has_served = self._listen(process.stdout)
        code = process.wait()
        process.stdout.close()
        self._leave_alone()
        if not self._stopping.is_set():
            log.error("the centre ended by itself", extra={"exit_code": code})
        return has_served

    def _started(self) -> "subprocess.Popen[bytes]":
        options = ("--data", str(self._folder.root), "--port", str(self.port), "--attended")
        return subprocess.Popen(  # noqa: S603 -- our own program
            [*self._program, "server", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def _listen(self, said: IO[bytes]) -> bool:
        """Hear what it says until it ends: the address once it serves, else why it does not."""
        has_served = False
        for line in said:
            text = line.decode("utf-8", "replace").strip()
            if self.address in text:
                has_served = True
                self._become(CentreHereState.SERVING)
            elif text:
                log.warning("the centre says: %s", Code(text))
        return has_served

    def _leave_alone(self) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()

    def _become(self, state: CentreHereState) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()
        self._said_by()


def free_port(usual: int) -> int:
    """The usual one, unless another program has it."""
    for port in (usual, 0):
        try:
            with socket.create_server((_HOST, port)) as place:
                found: int = place.getsockname()[1]
                return found
        except OSError:
            continue
    return usual


def _ourselves() -> Sequence[str]:
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "fidpos")


def _nobody() -> None:
    """Nobody asked to be told."""
