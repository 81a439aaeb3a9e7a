"""The diagnostics bundle: one zip with what support needs, and nothing that says who anybody is.

It holds versions, what `fidpos doctor` says, readers with their statistics and their last troubles, the
settings, the redacted logs and crash reports, and the figures of the journal. What a person wrote freely is
left out: only what the program itself can vouch for gets in, by the rule of the logs (`logs.redaction`).
"""

import json
import platform
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import Enum
from pathlib import Path

from fidpos import __version__
from fidpos.bootstrap.doctor import quick_journal_state
from fidpos.bootstrap.libraries import library_version
from fidpos.bootstrap.reader_diary import DiaryEntry
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError, StoreReadOnly
from fidpos.localdb.versions import engine_versions
from fidpos.logs.redaction import Code, shown
from fidpos.paths import TillFolder
from fidpos.readers.driver import DeviceStatus
from fidpos.readers.figures import DeviceFigures
from fidpos.readers.manifest import Manifest, SettingSpec
from fidpos.readers.registry import Registry
from fidpos.settings.sources import load
from fidpos.till.technician.view import CheckLine

LIBRARIES = ("PySide6", "sqlalchemy", "sqlcipher3", "smartcard", "nfc", "serial", "cryptography", "tzdata")
_DEVICE = re.compile(r"/dev/[\w./-]+|COM\d{1,3}|usb:[0-9a-f]{4}:[0-9a-f]{4}(?:@[\w.:-]+)?")
"""Names of ports; a serial number behind them is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderFindings:
    """What the running till knows of its readers; empty when none runs."""

    statuses: tuple[DeviceStatus, ...] = ()
    figures: Mapping[tuple[str, str], DeviceFigures] = field(default_factory=dict)
    diary: tuple[DiaryEntry, ...] = ()


def write_bundle(
    folder: TillFolder,
    findings: ReaderFindings,
    checks: Iterable[CheckLine],
    *,
    clock: Clock,
    environ: Mapping[str, str],
) -> Path:
    """Write the bundle into the till's folder `diagnostics`, for this user alone; gives its path.

    Raises:
        StoreReadOnly: it cannot be written there.
    """
    path = folder.diagnostics / f"fidpos-{clock.now():%Y%m%d-%H%M%S}.zip"
    contents = {
        "versions.json": _versions(),
        "doctor.json": [_check(check) for check in checks],
        "readers.json": _readers(findings),
        "settings.json": _settings(folder, environ),
        "journal.json": _journal(folder),
    }
    try:
        folder.diagnostics.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as bundle:
            for name, content in contents.items():
                bundle.writestr(name, json.dumps(content, indent=1, default=_plain))
            for file in _files(folder):
                bundle.write(file, file.relative_to(folder.root))
    except OSError as fault:
        raise StoreReadOnly(f"cannot write {path}", path=str(path)) from fault
    return path


def _files(folder: TillFolder) -> Iterator[Path]:
    """Logs and crash reports, which were redacted when they were written."""
    for kept in (folder.logs, folder.crashes):
        yield from (path for path in sorted(kept.glob("*")) if path.is_file() and not path.is_symlink())


def _versions() -> dict[str, object]:
    engine = engine_versions()
    return {
        "fidpos": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "engine": asdict(engine),
        "libraries": [version for module in LIBRARIES if (version := library_version(module))],
    }


def _check(check: CheckLine) -> dict[str, object]:
    """Keys and redacted values: a path may hold a person's name."""
    return {
        "name": check.name,
        "lamp": check.lamp,
        "message": check.message.key,
        "params": {name: shown(value) for name, value in check.message.params.items()},
    }


def _readers(findings: ReaderFindings) -> dict[str, object]:
    return {
        "devices": [
            {
                "driver": _device(row.driver),
                "device": _device(row.device),
                "label": _device(row.label),
                "state": row.state,
                "fault": row.fault.code if row.fault is not None else None,
                "native_code": _device(row.fault.native_code) if row.fault is not None else "",
                "figures": asdict(findings.figures.get((row.driver, row.device), DeviceFigures())),
            }
            for row in findings.statuses
        ],
        "events": [
            {**asdict(entry), "driver": _device(entry.driver), "device": _device(entry.device)}
            for entry in findings.diary
        ],
    }


def _settings(folder: TillFolder, environ: Mapping[str, str]) -> dict[str, object]:
    try:
        loaded = load(folder.settings, environ=environ)
    except FidposError as error:
        return {"refused": error.code}
    told: dict[str, object] = {}
    for each in fields(loaded.values):
        value = getattr(loaded.values, each.name)
        told[each.name] = value if isinstance(value, bool | int | Enum) else None
    manifests = {entry.name: entry.manifest for entry in Registry(production=False).entries()}
    told["readers"] = {
        str(_device(name)): _reader(table, manifests.get(str(table.get("driver", name))))
        for name, table in loaded.values.readers.items()
    }
    told["cards"] = sorted(str(_device(name)) for name in loaded.values.cards)
    return {"values": told, "sources": loaded.sources}


def _reader(table: Mapping[str, object], manifest: Manifest | None) -> dict[str, object]:
    specs = manifest.settings if manifest is not None else {}
    return {
        name: _setting(value, specs[name]) if name in specs else shown(value) for name, value in table.items()
    }


def _setting(value: object, spec: SettingSpec) -> object:
    """As it is where the manifest foresees it; else a port without its serial number, or only its kind."""
    if isinstance(value, str) and value not in spec.choices and value != spec.default:
        port = _DEVICE.match(value)
        return shown(Code(port[0])) if port is not None else shown(object())
    return value if isinstance(value, str) else shown(value)


def _journal(folder: TillFolder) -> dict[str, object]:
    try:
        state = quick_journal_state(folder)
    except FidposError as error:
        return {"unreadable": error.code}
    if state is None:
        return {"bytes": folder.store.stat().st_size}
    figures = asdict(state)
    del figures["head"]
    return {"holds": state.holds, **figures}


def _device(name: str) -> object:
    """A reader's own name, without numbers in it."""
    return shown(Code(name))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
