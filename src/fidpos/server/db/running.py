"""The PostgreSQL that runs in a folder, known by the file it keeps there; how one left behind is made to go.

The file's lines: process, data folder, start, port, socket folder, address, shared memory, state
(`src/include/utils/pidfile.h` in PostgreSQL's source).
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from fidpos.server.db.binaries import Installation
from fidpos.server.db.cluster import ClusterFolder
from fidpos.server.db.errors import ClusterBusy

_POLL_S = 0.02
_GOES_BY_ITSELF_S = 30.0
"""Its parent's end told it to stop; a full shutdown writes everything out first."""
_GOES_WHEN_TOLD_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A PostgreSQL at work.

    Attributes:
        ready: it lets clients in.
    """

    pid: int
    port: int
    socket_folder: str
    address: str
    ready: bool

    @property
    def conninfo(self) -> str:
        """How it is reached."""
        return make_conninfo(host=self.socket_folder or self.address, port=str(self.port))


def running_in(folder: ClusterFolder) -> Running | None:
    """What the file says; the process may be gone, or be another one by now."""
    try:
        lines = folder.pid_file.read_text("utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    lines += [""] * (8 - len(lines))
    if not (lines[0].isdecimal() and lines[3].isdecimal()):
        return None
    return Running(
        pid=int(lines[0]),
        port=int(lines[3]),
        socket_folder=lines[4],
        address=lines[5],
        ready=lines[7].strip() == "ready",
    )


def evict(folder: ClusterFolder, installation: Installation) -> None:
    """See that no PostgreSQL of a program that is gone works in the folder any more.

    Raises:
        ClusterBusy: one does, and does not stop.
    """
    if sys.platform != "linux":
        _stop_by_program(folder, installation)
        return
    left_behind = running_in(folder)
    if not _all_gone(folder.data, _GOES_BY_ITSELF_S):
        for number in (signal.SIGINT, signal.SIGQUIT):
            for pid in _at_work(folder.data):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
            if _all_gone(folder.data, _GOES_WHEN_TOLD_S):
                break
        else:
            raise ClusterBusy(f"PostgreSQL still runs in {folder.data}", path=str(folder.data))
    if left_behind is not None and _is_alive(left_behind.pid):
        # Another process has the number since; PostgreSQL would take it for one of its own.
        folder.pid_file.unlink(missing_ok=True)


def _all_gone(data: Path, limit_s: float) -> bool:
    until = time.monotonic() + limit_s
    while _at_work(data):
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_S)
    return True


def _at_work(data: Path) -> list[int]:
    """The processes whose working folder it is: PostgreSQL's, and those of its sessions that outlived it."""
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal() and _is_in(entry, data)
    ]


def _is_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").samefile(folder)
    except OSError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stop_by_program(folder: ClusterFolder, installation: Installation) -> None:
    # A program of ours; it fails when nothing runs, which is what we want.
    subprocess.run(  # noqa: S603
        [installation.program("pg_ctl"), "stop", "-D", str(folder.data), "-m", "fast", "-w"],
        capture_output=True,
        check=False,
        timeout=_GOES_BY_ITSELF_S + _GOES_WHEN_TOLD_S,
    )
