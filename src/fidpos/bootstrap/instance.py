"""One program at a time has a data folder: two tills on one store would fork its journal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fidpos.domain.errors import FidposError, StoreReadOnly
from fidpos.paths import TillFolder


class FolderInUse(FidposError):
    """Another program has the data folder; nothing was touched."""

    code = "folder_in_use"


@contextmanager
def holding(folder: TillFolder) -> Iterator[None]:
    """Have the folder while the context lasts; the system lets go of it should the program die.

    Raises:
        FolderInUse: another program has it.
        StoreReadOnly: the folder cannot be written.
    """
    try:
        descriptor = os.open(folder.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise StoreReadOnly(f"cannot write in {folder.root}", path=str(folder.root)) from fault
    try:
        try:
            _lock(descriptor)
        except OSError:
            raise FolderInUse(f"{folder.root} is in use", path=str(folder.root)) from None
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
