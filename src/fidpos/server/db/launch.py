"""Becomes a PostgreSQL program: gives up root, asks to be stopped when its parent dies, and executes it.

A script of its own, run as `python -I -S launch.py PARENT UID GID PROGRAM ...`: in a program with threads no
Python code may run between fork and exec. Linux tells a process when the thread that started it is gone, so
whoever starts a database does so from a thread that outlives it (`keeper`).
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_SET_PARENT_DEATH_SIGNAL = 1
"""`PR_SET_PDEATHSIG` of <linux/prctl.h>; lost when the process changes its user, so it comes after that."""


def main(arguments: Sequence[str]) -> None:
    """Execute the program; there is no coming back.

    Args:
        arguments: the parent's process id, user and group to become (-1 to stay who we are), the command.

    Raises:
        OSError: the system refused one of the steps.
    """
    parent, uid, gid = (int(text) for text in arguments[:3])
    command = arguments[3:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    os.umask(0o077)
    if sys.platform == "linux":
        _stop_with(parent)
    os.execv(command[0], list(command))  # noqa: S606 -- no shell is what we want


def _stop_with(parent: int) -> None:
    """SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is on disk."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGINT) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        raise SystemExit("the parent is gone already")


if __name__ == "__main__":
    main(sys.argv[1:])
