"""A small private file: for its owner alone, whole or not at all; `write_new` never puts it over another one.

POSIX asks for more than a rename. The content is written to a file of its own, created for this user only
(`O_EXCL`, 0600), flushed, then given its name by a hard link, which fails if the name is taken: of two
programs that start at the same moment one wins and the other learns it. Last the folder is flushed. A crash
before the link leaves a `*.new` file with keys that open nothing.
"""

import os
import secrets
import stat
from pathlib import Path

from fidpos.vault.errors import KeyFileDamaged, KeyFileExposed, KeyFileOfAnother, KeysExist

SIZE_MAX = 16_384
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_POSIX = os.name == "posix"


def read(path: Path) -> bytes | None:
    """The file's content, None if there is no such file.

    Raises:
        KeyFileExposed: others may read or write the file, or it belongs to another user (`KeyFileOfAnother`).
        KeyFileDamaged: it cannot be read, or is no plain file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise KeyFileDamaged(f"cannot read {path}", path=str(path)) from fault
    try:
        _check_private(path, os.fstat(descriptor))
        return os.read(descriptor, SIZE_MAX)
    finally:
        os.close(descriptor)


def write_new(path: Path, content: bytes) -> None:
    """Write the file durably.

    Raises:
        KeysExist: there is one already; it is left alone.
        KeyFileDamaged: the folder cannot be written, or cannot keep a file private.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}.new")
    try:
        try:
            _write_private(draft, content)
            _name(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        _flush_folder(path.parent)
    except FileExistsError:
        raise KeysExist(f"{path} exists", path=str(path)) from None
    except OSError as fault:
        raise KeyFileDamaged(f"cannot write {path}", path=str(path)) from fault


def write_over(path: Path, content: bytes) -> None:
    """Write the file durably, in place of the one that may be there; killed half way, that one stays.

    Raises:
        KeyFileDamaged: the folder cannot be written, or cannot keep a file private.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}.new")
    try:
        try:
            _write_private(draft, content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _flush_folder(path.parent)
    except OSError as fault:
        raise KeyFileDamaged(f"cannot write {path}", path=str(path)) from fault


def _check_private(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise KeyFileDamaged(f"{path} is not a plain file", path=str(path))
    # On Windows the user's profile folder carries the access list; the mode bits say nothing there.
    if not _POSIX:
        return
    if status.st_uid != os.geteuid():
        raise KeyFileOfAnother(f"{path} belongs to user {status.st_uid}", path=str(path))
    if status.st_mode & _OTHERS:
        raise KeyFileExposed(f"{path} is not private: chmod 600", path=str(path))


def _write_private(draft: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
        if _POSIX:
            os.fchmod(file.fileno(), 0o600)
            _check_private(draft, os.fstat(file.fileno()))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name(draft: Path, path: Path) -> None:
    if _POSIX:
        path.hardlink_to(draft)
    else:
        draft.rename(path)


def _flush_folder(folder: Path) -> None:
    if not _POSIX:
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
