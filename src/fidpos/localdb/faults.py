"""SQLite's errors in the words of `domain.errors`, translated at the one edge where they appear.

Result codes: https://www.sqlite.org/rescode.html. Where SQLite only says "I/O error" or "unable to open", the
file system is asked what is wrong.
"""

import errno
import os
import tempfile
from pathlib import Path

from sqlcipher3 import dbapi2

from fidpos.domain.errors import (
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreKeyRefused,
    StoreMissing,
    StoreReadOnly,
)

Fault: type[Exception] = dbapi2.Error
"""Root of the driver's exceptions."""

_PRIMARY = 0xFF
_PLAIN: dict[int, type[StoreError]] = {
    dbapi2.SQLITE_FULL: StoreFull,
    dbapi2.SQLITE_READONLY: StoreReadOnly,
    dbapi2.SQLITE_CORRUPT: StoreCorrupt,
    dbapi2.SQLITE_NOTADB: StoreCorrupt,
    dbapi2.SQLITE_CONSTRAINT: StoreCorrupt,
}
_UNCLEAR = {dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN}
_SMALLEST_WRITE = 64 * 1024


def translate(fault: Exception, path: Path) -> StoreError:
    """What went wrong with the store at `path`; nothing personal stands in SQLite's own words."""
    code = getattr(fault, "sqlite_errorcode", 0) & _PRIMARY
    detail = f"{path.name}: {fault}"
    if code in _UNCLEAR:
        return _ask_the_file_system(path, detail)
    return _PLAIN.get(code, StoreError)(detail)


def refusal(fault: Exception, path: Path) -> StoreError:
    """The same for the very first read, when an unreadable first page most likely means another key."""
    if getattr(fault, "sqlite_errorcode", 0) & _PRIMARY == dbapi2.SQLITE_NOTADB:
        return StoreKeyRefused(f"{path.name}: {fault}")
    return translate(fault, path)


def is_refused_row(error: StoreError) -> bool:
    """Whether a constraint of the tables refused a row: the store is sound, what was to be written is not."""
    code: int = getattr(error.__cause__, "sqlite_errorcode", 0)
    return bool(code & _PRIMARY == dbapi2.SQLITE_CONSTRAINT)


def from_os(fault: OSError, path: Path) -> StoreError:
    """What an operation on the file itself ran into."""
    detail = f"{path.name}: {fault.strerror}"
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreFull(detail)
    if fault.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return StoreReadOnly(detail)
    if fault.errno == errno.ENOENT:
        return StoreMissing(detail)
    return StoreError(detail)


def _ask_the_file_system(path: Path, detail: str) -> StoreError:
    """Only a write tells: ext4 that stopped after an error (`emergency_ro`) still claims to be writable."""
    if not path.exists():
        return StoreMissing(detail)
    if not os.access(path, os.W_OK):
        return StoreReadOnly(detail)
    try:
        with tempfile.TemporaryFile(dir=path.parent) as probe:
            probe.write(bytes(_SMALLEST_WRITE))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as fault:
        return from_os(fault, path)
    return StoreError(detail)
