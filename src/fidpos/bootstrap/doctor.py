"""`fidpos doctor`: whether this PC and this till are fit to serve, in sentences with what to do next.

It says the same at the technician's desk and on a terminal, changes nothing, works beside a running till, and
shows nothing of a member.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fidpos.bootstrap.centre_check import check_centre
from fidpos.bootstrap.libraries import library_version
from fidpos.bootstrap.lights import backup_words
from fidpos.bootstrap.machine_checks import (
    Machine,
    check_card_service,
    check_libraries,
    check_line,
    check_permissions,
    check_python,
    check_qt,
    fault_line,
    said_line,
)
from fidpos.bootstrap.reader_survey import absent_device, survey
from fidpos.bootstrap.readers import Installed
from fidpos.bootstrap.store import load_keys
from fidpos.bootstrap.upkeep import JournalState, list_backups, verify_journal
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError, StoreMissing
from fidpos.localdb.schema import check_current
from fidpos.localdb.versions import engine_versions
from fidpos.paths import TillFolder
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.errors import DriverError
from fidpos.readers.registry import DriverEntry, Selection
from fidpos.settings.sources import load
from fidpos.settings.till_settings import TillSettings
from fidpos.till.centre_link import CentreStanding
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import Lamp, Message
from fidpos.vault.key_store import KeyPlace
from fidpos.vault.keys import TillKeys

DISK_LEAST_BYTES = 500_000_000
"""Below this a till still serves for months; backups and upgrades do not fit any more."""

VERIFIED_LARGEST_BYTES = 200_000_000
"""A larger store is opened, but following its journal takes minutes: `fidpos journal verify` does that."""

CLOCK_BEHIND = timedelta(minutes=5)
"""A store written later than now by more than this was written under another clock."""


def examine(
    folder: TillFolder,
    clock: Clock,
    environ: Mapping[str, str],
    *,
    installed: Installed | None = None,
    machine: Machine | None = None,
    standing: CentreStanding | None = None,
) -> tuple[CheckLine, ...]:
    """Everything there is to say; what cannot be looked at is said too.

    Args:
        folder: of the till; it need not hold one yet.
        clock: to judge the age of backups.
        environ: the process's environment, which may set settings.
        installed: drivers and approvals of the running till; None makes them out of the settings.
        machine: where the system keeps what is looked at.
        standing: of the running till with its centre; None beside it.
    """
    where = machine or Machine.here()
    settings, wrong = _settings(folder, environ)
    own = installed or Installed(
        readers=settings.readers, cards=settings.cards, secrets=NoSecrets(), is_production=True
    )
    drivers = frozenset(selection.driver for selection in own.selections)
    registry = own.registry
    entries = registry.entries()
    return (
        check_python(),
        check_qt(where),
        *check_card_service(registry),
        *check_permissions(where, drivers),
        *check_libraries(entries, drivers),
        *_readers(own),
        _engine(),
        _zone(),
        wrong or check_line("settings", Lamp.OK, "doctor.settings.hold"),
        *_till(folder, clock, standing),
        _disk(folder),
    )


def is_fit(checks: Iterable[CheckLine]) -> bool:
    """Whether nothing needs a technician."""
    return all(check.lamp is not Lamp.WARNING for check in checks)


def quick_journal_state(folder: TillFolder) -> JournalState | None:
    """What following the journal found; None when the store is so large that it would take minutes.

    Raises:
        StoreError: the store cannot be read.
        KeyStoreError: its key cannot be read.
    """
    if folder.store.is_file() and folder.store.stat().st_size > VERIFIED_LARGEST_BYTES:
        return None
    return verify_journal(folder)


def _settings(folder: TillFolder, environ: Mapping[str, str]) -> tuple[TillSettings, CheckLine | None]:
    try:
        return load(folder.settings, environ=environ).values, None
    except FidposError as error:
        return TillSettings(), _error_line("settings", error)


def _readers(installed: Installed) -> Iterator[CheckLine]:
    """What the settings ask for: whether it exists, may run here, and is set as its driver takes it."""
    entries = {entry.name: entry for entry in reversed(installed.registry.entries())}
    for selection in installed.selections:
        yield _reader(selection, entries.get(selection.driver), installed)
    for each in installed.catalogue.entries():
        if each.is_enabled and each.fault is not None:
            yield fault_line(f"card.{each.name}", each.fault)


def _reader(selection: Selection, entry: DriverEntry | None, installed: Installed) -> CheckLine:
    name = f"reader.{selection.name}"
    if entry is None:
        hint = Message(key="hint.doctor.reader.unknown")
        return check_line(name, Lamp.WARNING, "doctor.reader.unknown", hint, driver=selection.driver)
    if entry.fault is not None or entry.manifest is None:
        return fault_line(name, entry.fault or Fault(code=FaultCode.MANIFEST_REFUSED))
    try:
        entry.manifest.checked_settings(selection.settings)
    except DriverError as error:
        return fault_line(name, error.fault)
    absent = "".join(absent_device(selection, kind) for kind in survey(installed, [entry], ()))
    if absent:
        hint = Message(key="hint.doctor.reader.absent")
        return check_line(name, Lamp.WARNING, "doctor.reader.absent", hint, device=absent)
    return check_line(name, Lamp.OK, "doctor.reader.set", driver=selection.driver)


def _engine() -> CheckLine:
    versions = engine_versions()
    what = f"SQLite {versions.sqlite}, SQLCipher {versions.sqlcipher}, {library_version('sqlcipher3')}"
    return check_line("engine", Lamp.OK, "doctor.found", what=what)


def _zone() -> CheckLine:
    """The shop's zone is looked up in the data that came along; the PC's own zone is ignored."""
    try:
        ZoneInfo("Europe/Paris")
    except (OSError, ValueError):
        hint = Message(key="hint.doctor.library")
        return check_line("zones", Lamp.WARNING, "doctor.library.missing", hint, module="tzdata")
    return check_line("zones", Lamp.OK, "doctor.found", what=library_version("tzdata"))


def _till(folder: TillFolder, clock: Clock, standing: CentreStanding | None) -> Iterator[CheckLine]:
    """The till's keys, store, journal, backups and centre, if there is a till in the folder."""
    try:
        kept = load_keys(folder)
    except StoreMissing:
        yield check_line("store", Lamp.OFF, "doctor.store.none", path=str(folder.root))
        return
    except FidposError as error:
        yield _error_line("keys", error)
        return
    # What a file does not stop is worth knowing, and no reason to send for somebody.
    lamp = Lamp.OK if kept.place is KeyPlace.SYSTEM else Lamp.OFF
    yield said_line("keys", lamp, Message(key=kept.place.message_key))
    yield _store(folder, kept.keys)
    yield _clock(folder, clock)
    yield _backups(folder, clock)
    yield from check_centre(folder, clock, standing)


def _store(folder: TillFolder, keys: TillKeys) -> CheckLine:
    try:
        check_current(folder.store, keys.store_key)
        state = quick_journal_state(folder)
    except FidposError as error:
        return _error_line("store", error)
    if state is None:
        return check_line("store", Lamp.OK, "doctor.store.opens")
    if not state.holds:
        return check_line("store", Lamp.WARNING, "doctor.store.broken", Message(key="hint.doctor.store"))
    return check_line("store", Lamp.OK, "doctor.store.holds", events=state.events)


def _clock(folder: TillFolder, clock: Clock) -> CheckLine:
    """A clock that went back makes visits of yesterday out of those of today."""
    now = clock.now()
    written = datetime.fromtimestamp(folder.store.stat().st_mtime, UTC) if folder.store.exists() else now
    if written - now > CLOCK_BEHIND:
        hint = Message(key="hint.doctor.clock")
        return check_line("clock", Lamp.WARNING, "doctor.clock.behind", hint, at=written)
    return check_line("clock", Lamp.OK, "doctor.clock.right", at=now)


def _backups(folder: TillFolder, clock: Clock) -> CheckLine:
    try:
        found = list_backups(folder, None)
    except FidposError as error:
        return _error_line("backups", error)
    light = backup_words(found[-1].made_at if found else None, clock.now())
    hint = Message(key="hint.doctor.backups") if light.lamp is not Lamp.OK else None
    return said_line("backups", light.lamp, light.message, hint)


def _disk(folder: TillFolder) -> CheckLine:
    root = next(path for path in (folder.root, *folder.root.parents) if path.exists())
    free_mb = shutil.disk_usage(root).free // 1_000_000
    if free_mb * 1_000_000 < DISK_LEAST_BYTES:
        hint = Message(key="hint.doctor.disk")
        return check_line("disk", Lamp.WARNING, "doctor.disk.full", hint, free_mb=free_mb)
    return check_line("disk", Lamp.OK, "doctor.disk.free", free_mb=free_mb)


def _error_line(name: str, error: FidposError) -> CheckLine:
    message = Message(key=error.message_key, params=dict(error.params))
    return said_line(name, Lamp.WARNING, message, Message(key="hint.error"))
