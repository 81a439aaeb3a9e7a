"""Encrypted copies of the store: made while the till works, named only when whole, thinned out with age.

A copy is `VACUUM INTO`, one reading transaction: 0.7 s for a million members under load, where the stepped
backup API never finished. It has the store's own key, or the merchant's off-site key. `restore.py` brings
one back.

Several tills may share a folder, such as a NAS: a copy's name says whose it is, by a fingerprint of the
store's key, and a till lists, counts, drills and deletes its own copies only.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from fidpos.domain.errors import BackupError, StoreError
from fidpos.domain.retention import Retention
from fidpos.localdb.engine import connect
from fidpos.localdb.faults import Fault, from_os, translate
from fidpos.localdb.verify import VerifyReport, pages_hold, verify

SUFFIX = ".fidpos-backup"
_NAME = "%Y%m%dT%H%M%SZ"
_LEFTOVER_S = 3_600.0
_OWNER_BYTES = 4
_BESIDE = ("", "-journal", "-wal", "-shm")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Backup:
    """A whole copy in the backup folder."""

    made_at: datetime
    path: Path


def make_backup(
    path: Path, key: bytes, folder: Path, *, now: datetime, backup_key: bytes | None = None
) -> Backup:
    """Copy the store into the folder; safe while the till works.

    Raises:
        BackupError: no copy was made, and none is left half done.
    """
    target = folder / f"{now.astimezone(UTC).strftime(_NAME)}{_ending(key)}"
    _clear_leftovers(folder, key)
    copy_store(path, key, target, new_key=backup_key)
    return Backup(made_at=now.astimezone(UTC).replace(microsecond=0), path=target)


def verify_backup(backup: Path, key: bytes) -> VerifyReport:
    """The restore drill: open the copy, check every page and the whole chain, on the copy itself.

    Raises:
        BackupError: it could not be restored.
    """
    try:
        connection = connect(backup, key)
        try:
            whole = pages_hold(connection)
            report = verify(connection)
        finally:
            connection.close()
    except Fault as fault:
        raise BackupError(f"{backup.name}: {fault}") from fault
    except StoreError as error:
        raise BackupError(f"{backup.name} does not open: {error}") from error
    if not whole or not report.holds:
        raise BackupError(f"{backup.name} is damaged")
    return report


def backups_in(folder: Path, key: bytes) -> tuple[Backup, ...]:
    """The whole copies of the store with this key, oldest first; what is named otherwise is none of ours."""
    ending = _ending(key)
    return tuple(sorted(backup for path in folder.glob(f"*{ending}") if (backup := _named(path, ending))))


def prune(folder: Path, key: bytes, retention: Retention) -> tuple[Path, ...]:
    """Delete the copies of this store that retention does not keep; returns what was deleted."""
    found = backups_in(folder, key)
    kept = to_keep(found, retention)
    superfluous = tuple(backup.path for backup in found if backup not in kept)
    for path in superfluous:
        path.unlink(missing_ok=True)
    return superfluous


def to_keep(backups: Iterable[Backup], retention: Retention) -> set[Backup]:
    """The newest copy of each of the last days, weeks and months that have one, and always the newest."""
    found = set(backups)
    instants = retention.kept(backup.made_at for backup in found)
    return {backup for backup in found if backup.made_at in instants}


def copy_store(path: Path, key: bytes, target: Path, *, new_key: bytes | None = None) -> Path:
    """A whole copy at `target`, written beside it and named at the end.

    Raises:
        BackupError: the target exists, or the copy could not be made; nothing is left of it.
    """
    if target.exists():
        raise BackupError(f"{target.name} exists already")
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_copy(part)
        _copy(path, key, part)
        if new_key is not None and new_key != key:
            _change_key(part, key, new_key)
        part.chmod(0o600)
        sync_file(part)
        part.rename(target)
        sync_folder(target.parent)
    except OSError as fault:
        _drop(part)
        raise BackupError(str(from_os(fault, target))) from fault
    except StoreError as error:
        _drop(part)
        raise BackupError(str(error)) from error
    return target


def remove_copy(path: Path) -> None:
    """Remove a copy, and the logs that SQLite left beside it when the power failed.

    A log that stays would be played back into the next file of that name, and spoil it.

    Raises:
        OSError: it cannot be removed.
    """
    for end in _BESIDE:
        Path(f"{path}{end}").unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Wait until the file's content is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk, where the system can be asked for that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _copy(path: Path, key: bytes, part: Path) -> None:
    connection = connect(path, key, writing=True)  # It only reads; SQLite wants it so.
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
    except Fault as fault:
        raise translate(fault, part) from fault
    finally:
        connection.close()


def _change_key(part: Path, key: bytes, new_key: bytes) -> None:
    connection = connect(part, key, writing=True)
    try:
        connection.execute(f"PRAGMA rekey = \"x'{new_key.hex()}'\"").fetchall()
    except Fault as fault:
        raise translate(fault, part) from fault
    finally:
        connection.close()


def _clear_leftovers(folder: Path, key: bytes) -> None:
    """Remove what copies left behind when the power failed; a younger one may still be at work."""
    now_s = time.time()
    for part in folder.glob(f"*{_ending(key)}.part*"):
        with suppress(OSError):
            if now_s - part.stat().st_mtime > _LEFTOVER_S:
                part.unlink(missing_ok=True)


def _drop(part: Path) -> None:
    with suppress(OSError):
        remove_copy(part)


def _ending(key: bytes) -> str:
    """Whose copy it is; of 32 random bytes, the fingerprint tells nothing that helps to find them."""
    return f"-{sha256(b'fidpos backup of ' + key).hexdigest()[: 2 * _OWNER_BYTES]}{SUFFIX}"


def _named(path: Path, ending: str) -> Backup | None:
    try:
        made_at = datetime.strptime(path.name.removesuffix(ending), _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(made_at=made_at, path=path)
