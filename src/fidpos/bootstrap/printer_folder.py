"""Files for the printer: each whole, for this user alone, in a folder that the next start empties."""

import errno
import logging
import os
import secrets
from pathlib import Path

from fidpos.domain.errors import StoreError, StoreFull, StoreReadOnly

log = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_OURS = {errno.EACCES, errno.EPERM, errno.EROFS}
_PRIVATE = 0o600


class PrinterFolder:
    """Where they are put; made when the first one is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def clear(self) -> None:
        """Remove what was made before: whoever wanted it on paper has it."""
        try:
            for file in self._folder.glob("card-*"):
                file.unlink()
        except OSError as fault:
            log.warning("cards of an earlier run could not be removed: %s", type(fault).__name__)

    def put(self, name: str, content: bytes, *, suffix: str = ".pdf") -> str:
        """Write one file; gives its path, which nobody can foresee.

        Args:
            name: the beginning of its name; says four characters of any number at most.
            content: the whole of it.
            suffix: what it is.

        Raises:
            StoreError: it cannot be written; no file is left behind.
        """
        path = self._folder / f"card-{name}-{secrets.token_hex(4)}{suffix}"
        draft = path.with_suffix(".new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                _write(draft, content)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as fault:
            raise _refusal(fault, path) from fault
        return str(path)


def _write(draft: Path, content: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _refusal(fault: OSError, path: Path) -> StoreError:
    detail = f"cannot write {path}"
    if fault.errno in _FULL:
        return StoreFull(detail)
    if fault.errno in _NOT_OURS:
        return StoreReadOnly(detail, path=str(path.parent))
    return StoreError(detail)
