"""A copy of the centre's database, sealed for the off-site key, in a folder that is best on another machine.

It is made while everybody works on, and has its name only when it is whole and on disk. A folder may hold the
backups of several centres: each lists, counts and deletes its own, which bear the number of its cluster.
"""

import os
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fidpos import __version__
from fidpos.domain.clock import Clock
from fidpos.domain.retention import USUAL, Retention
from fidpos.server.db.dump import dumped, programs_for
from fidpos.server.db.whole import About, about
from fidpos.server.operations.backup_file import Label, fingerprint, sealed
from fidpos.server.operations.errors import BackupFolderUnusable, CentreBackupError
from fidpos.vault.sealed_stream import new_stream_key

SUFFIX = ".fidpos-centre"
_NAME = "%Y%m%dT%H%M%SZ"
_PART = ".part"
_LEFT_BEHIND = timedelta(hours=12)
"""A part that nobody has written to for so long is of a program that was killed."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Backup:
    """A whole copy in the folder."""

    made_at: datetime
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlace:
    """Where copies go, and for whom they are sealed.

    Attributes:
        public_key: of the off-site key, whose private half is kept in a safe.
    """

    folder: Path
    public_key: bytes
    retention: Retention = USUAL


def make_backup(
    conninfo: str,
    place: BackupPlace,
    clock: Clock,
    keep_key: Callable[[str, bytes], None] = lambda _name, _key: None,
) -> Backup:
    """Make a copy.

    Args:
        conninfo: of the role that reads everything.
        place: where it goes.
        clock: names it.
        keep_key: given the name of the copy and the key that opens this one alone, for a drill.

    Raises:
        CentreBackupError: no copy was made, and nothing is left of it.
        DatabaseError: the same.
    """
    known = about(conninfo)
    made_at = clock.now().astimezone(UTC).replace(microsecond=0)
    target = place.folder / f"{made_at.strftime(_NAME)}-{known.identifier}{SUFFIX}"
    label = _label(known, made_at, place.public_key)
    stream_key = new_stream_key()
    dump = dumped(conninfo, programs_for(known.major))
    _write(target, sealed(label, place.public_key, stream_key, dump), clock)
    keep_key(target.name, stream_key)
    return Backup(made_at=made_at, path=target)


def backups_in(folder: Path, identifier: str) -> tuple[Backup, ...]:
    """The whole copies of one centre, oldest first; none where the folder is not there."""
    ending = f"-{identifier}{SUFFIX}"
    found = (_named(path, ending) for path in folder.glob(f"*{ending}"))
    return tuple(sorted(backup for backup in found if backup is not None))


def prune(folder: Path, identifier: str, retention: Retention) -> tuple[Path, ...]:
    """Delete the copies of this centre that retention does not keep; returns what was deleted."""
    found = backups_in(folder, identifier)
    kept = retention.kept(backup.made_at for backup in found)
    superfluous = tuple(backup.path for backup in found if backup.made_at not in kept)
    for path in superfluous:
        path.unlink(missing_ok=True)
    return superfluous


def _label(known: About, made_at: datetime, public_key: bytes) -> Label:
    return Label(
        made_at=made_at,
        software=__version__,
        schema=known.schema,
        major=known.major,
        generation=known.generation,
        key=fingerprint(public_key),
    )


def _write(target: Path, parts: Generator[bytes, None, None], clock: Clock) -> None:
    """The file is there whole, or not at all."""
    part = target.with_name(target.name + _PART)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear(target.parent, clock.now())
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise _unusable(target, fault) from fault
    try:
        # Closing ends the dump's program, too.
        with os.fdopen(descriptor, "wb") as file, closing(parts):
            for each in parts:
                file.write(each)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            raise CentreBackupError(f"{target.name} exists already")
        part.rename(target)
        _flush(target.parent)
    except OSError as fault:
        raise _unusable(target, fault) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _clear(folder: Path, now: datetime) -> None:
    for part in folder.glob(f"*{SUFFIX}{_PART}"):
        with suppress(OSError):
            if now.timestamp() - part.stat().st_mtime > _LEFT_BEHIND.total_seconds():
                part.unlink()


def _flush(folder: Path) -> None:
    """Wait until the folder's names are on disk, where the system can be asked for that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unusable(target: Path, fault: OSError) -> BackupFolderUnusable:
    return BackupFolderUnusable(f"{target.parent}: {fault.strerror}", path=str(target.parent))


def _named(path: Path, ending: str) -> Backup | None:
    try:
        made_at = datetime.strptime(path.name.removesuffix(ending), _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(made_at=made_at, path=path)
