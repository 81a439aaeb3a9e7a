"""Looking after a centre, from the command line or by itself: back up, drill, restore, verify.

The folder for backups and the public key stand in `backup.json` of the data folder.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.whole_file import opened_to_read
from fidpos.domain.errors import InvalidValue
from fidpos.paths import ServerFolder, migrations_dir
from fidpos.server.db.embedded import EmbeddedPostgres
from fidpos.server.db.engine import BACKUP_URL_VARIABLE, OWNER_URL_VARIABLE, URL_VARIABLE, conninfo_from_url
from fidpos.server.db.errors import DatabaseUnprepared
from fidpos.server.db.proof.finding import Report
from fidpos.server.db.proof.prove import Proven, prove
from fidpos.server.db.start import EMBEDDED_FOLDER
from fidpos.server.db.whole import about, erasures_in
from fidpos.server.keys import Keyring
from fidpos.server.operations.backup import Backup, BackupPlace, backups_in, make_backup, prune
from fidpos.server.operations.drill import Drilled, drill
from fidpos.server.operations.drill_key import DrillKey
from fidpos.server.operations.erasure_log import ErasureLog
from fidpos.server.operations.errors import BackupKeyExists, BackupKeyRefused, BackupsNotSetUp, NothingToDrill
from fidpos.server.operations.restore import Restored, RestorePlan, restore_embedded, restore_into
from fidpos.server.operations.upkeep import Upkeep
from fidpos.vault import centre_keys, key_file
from fidpos.vault.boxes import PRIVATE_KEY_BYTES, box_public_key, new_box_key
from fidpos.vault.errors import KeysExist

_log = logging.getLogger(__name__)

TICK_S = 60.0
STOP_LIMIT_S = 0.5
"""A backup that still goes on has no name yet; nobody waits for it."""


Works = tuple[Callable[[], object], ...]
Gauge = Callable[[str, str, Callable[[], float]], None]
LookingAfter = Callable[[Works, Gauge], AbstractContextManager[None]]
"""What is done beside serving, for as long as the block runs."""


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    folder: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The backups of a centre."""

    place: BackupPlace
    backups: tuple[Backup, ...]


def set_up(folder: ServerFolder, to: Path, key: Path) -> BackupPlace:
    """From now on backups go to a folder, sealed for a new key, whose private half is written to a file.

    Raises:
        BackupKeyExists: there is such a file already.
        KeyStoreError: it cannot be written.
    """
    folder.create()
    private = new_box_key()
    try:
        key_file.write_new(key, private.hex().encode("ascii"))
    except KeysExist:
        raise BackupKeyExists(f"{key} exists", path=str(key)) from None
    place = BackupPlace(folder=to.expanduser().absolute(), public_key=box_public_key(private))
    kept = _Kept(folder=str(place.folder), public_key=place.public_key.hex())
    draft = _place_file(folder).with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(kept))
    draft.replace(_place_file(folder))
    return place


def backup_place(folder: ServerFolder) -> BackupPlace | None:
    """Where backups go; None before `set_up`.

    Raises:
        InvalidValue: the file does not say so any more.
    """
    try:
        kept = msgspec.json.decode(_place_file(folder).read_bytes(), type=_Kept)
        return BackupPlace(folder=Path(kept.folder), public_key=bytes.fromhex(kept.public_key))
    except FileNotFoundError:
        return None
    except ValueError:
        raise InvalidValue(f"{_place_file(folder)} names no place for backups") from None


def back_up(folder: ServerFolder, environment: Mapping[str, str]) -> Backup:
    """Make one now, and thin out the old ones.

    Raises:
        FidposError: none was made.
    """
    place = _needed(folder)
    with read_all(folder, environment) as conninfo:
        ErasureLog.beside(place.folder).add(erasures_in(conninfo))
        made = make_backup(conninfo, place, SystemClock(), _drill_key(folder).keep)
        prune(place.folder, about(conninfo).identifier, place.retention)
        return made


def list_backups(folder: ServerFolder, environment: Mapping[str, str]) -> Listed:
    """Those that are there, oldest first.

    Raises:
        FidposError: the database does not answer.
    """
    place = _needed(folder)
    with read_all(folder, environment) as conninfo:
        return Listed(place=place, backups=backups_in(place.folder, about(conninfo).identifier))


def drill_newest(folder: ServerFolder, environment: Mapping[str, str]) -> Drilled:
    """Restore the newest one for trial, beside everything else.

    Raises:
        FidposError: it could not be restored.
    """
    backups = list_backups(folder, environment).backups
    if not backups:
        raise NothingToDrill("there is no backup")
    return drill(backups[-1], _drill_key(folder).of(backups[-1].path), migrations_dir())


def restore(
    folder: ServerFolder, environment: Mapping[str, str], file: Path, key: Path, *, replace: bool
) -> Restored:
    """Bring a backup back.

    Raises:
        FidposError: nothing was changed.
    """
    folder.create()
    opened_to_read(file).close()
    plan = RestorePlan(
        file=file.absolute(), private_key=_private(key), migrations=migrations_dir(), replace=replace
    )
    if not environment.get(URL_VARIABLE):
        return restore_embedded(folder.root / EMBEDDED_FOLDER, plan, SystemClock())
    owner = environment.get(OWNER_URL_VARIABLE, "")
    if not owner:
        raise DatabaseUnprepared(f"{OWNER_URL_VARIABLE} is not set", role=OWNER_URL_VARIABLE)
    return restore_into(conninfo_from_url(owner), plan)


def verify(folder: ServerFolder, environment: Mapping[str, str], report: Report) -> Proven:
    """Prove the books.

    Raises:
        FidposError: the database does not answer.
    """
    with read_all(folder, environment) as conninfo:
        keys = centre_keys.load(folder.keys)
        return prove(conninfo, report, identity=Keyring(keys).public.identity if keys is not None else None)


@contextmanager
def read_all(folder: ServerFolder, environment: Mapping[str, str]) -> Iterator[str]:
    """How the role connects that reads everything.

    Raises:
        DatabaseError: there is no database, or no address for that role.
    """
    if environment.get(URL_VARIABLE):
        named = environment.get(BACKUP_URL_VARIABLE, "")
        if not named:
            raise DatabaseUnprepared(f"{BACKUP_URL_VARIABLE} is not set", role=BACKUP_URL_VARIABLE)
        yield conninfo_from_url(named)
        return
    embedded = EmbeddedPostgres.open(folder.root / EMBEDDED_FOLDER)
    try:
        yield embedded.backup
    finally:
        embedded.close()


@contextmanager
def looked_after(
    folder: ServerFolder, environment: Mapping[str, str], works: Works, gauge: Gauge
) -> Iterator[None]:
    """Backups and other work that is due now and then, on a thread of its own.

    Args:
        folder: of the centre.
        environment: may name a database.
        works: done besides, each time.
        gauge: takes the figures.
    """
    place = backup_place(folder)
    if place is None:
        _log.warning("no place for backups is set up")
    with _upkeep(folder, environment, place) as upkeep:
        if upkeep is not None:
            for figure in upkeep.figures():
                gauge(*figure)
            works = (upkeep.tick, *works)
        stop = threading.Event()
        thread = threading.Thread(target=_now_and_then, args=(works, stop), name="upkeep", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(STOP_LIMIT_S)


@contextmanager
def _upkeep(
    folder: ServerFolder, environment: Mapping[str, str], place: BackupPlace | None
) -> Iterator[Upkeep | None]:
    if place is None:
        yield None
        return
    with read_all(folder, environment) as conninfo:
        yield Upkeep(
            conninfo=conninfo,
            place=place,
            data=folder.root,
            migrations=migrations_dir(),
            clock=SystemClock(),
        )


def _now_and_then(works: Works, stop: threading.Event) -> None:
    while not stop.wait(TICK_S):
        for work in works:
            try:
                work()
            except Exception:  # noqa: BLE001 - the top of the thread: the next time comes
                _log.exception("upkeep failed")


def _needed(folder: ServerFolder) -> BackupPlace:
    place = backup_place(folder)
    if place is None:
        raise BackupsNotSetUp
    return place


def _place_file(folder: ServerFolder) -> Path:
    return folder.root / "backup.json"


def _drill_key(folder: ServerFolder) -> DrillKey:
    return DrillKey(folder.root / "drill.key")


def _private(key: Path) -> bytes:
    opened_to_read(key).close()
    content = key_file.read(key)
    try:
        private = bytes.fromhex((content or b"").decode("ascii"))
    except ValueError:
        private = b""
    if len(private) != PRIVATE_KEY_BYTES:
        raise BackupKeyRefused(f"{key} holds no key", path=str(key))
    return private
