"""One program at a time runs the database of a folder; the system lets go of the lock when it ends."""

import os
import sys
from pathlib import Path


class FolderLock:
    """A lock on a file, held until `close`."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def taken(self) -> bool:
        """Try to have it; False when another program has it."""
        try:
            _try_to_lock(self._descriptor)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_to_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
