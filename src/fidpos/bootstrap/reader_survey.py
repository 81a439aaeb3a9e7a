"""What can be set up as a reader, and what is plugged in now; whatever goes wrong is that kind's fault."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fidpos.bootstrap.readers import Installed
from fidpos.readers.driver import DeviceStatus, Fault, FaultCode
from fidpos.readers.errors import DriverError
from fidpos.readers.manifest import Manifest
from fidpos.readers.registry import DriverEntry, Selection
from fidpos.readers.trial import FoundDevice

log = logging.getLogger(__name__)

_MATCH, _IGNORE = "match", "ignore"
"""Settings of a kind whose devices are taken by patterns of their names."""
_NAMES_A_DEVICE = ("device", "path")
_SEARCHED = ("/", "usb:")
"""How names begin that a search gives too; another one with a colon is a driver's own way of finding it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedDevice:
    """A device that is plugged in; `user` is the name of the reader that has it, or empty."""

    found: FoundDevice
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyedKind:
    """A driver with what it can tell of its devices.

    Attributes:
        is_detected: it can tell which devices are plugged in.
        is_tried: it has a trial of its own.
        fault: why it cannot be set up now.
    """

    entry: DriverEntry
    manifest: Manifest
    is_detected: bool = False
    is_tried: bool = False
    devices: tuple[UsedDevice, ...] = ()
    fault: Fault | None = None


def survey(
    installed: Installed, entries: Iterable[DriverEntry], statuses: tuple[DeviceStatus, ...]
) -> tuple[SurveyedKind, ...]:
    """Every driver that may run here, built-in ones first; may take a second.

    Args:
        installed: which readers are in use, and what may be imported.
        entries: the drivers, of which those without a manifest or forbidden here are left out.
        statuses: what the running drivers show.
    """
    return tuple(
        _surveyed(entry, entry.manifest, installed, statuses)
        for entry in sorted(entries, key=lambda entry: (entry.approval is not None, entry.name))
        if entry.manifest is not None and not _is_forbidden(entry)
    )


def absent_device(selection: Selection, kind: SurveyedKind) -> str:
    """The device that a reader's settings name and that is not plugged in; empty where all is well.

    Settings that name none take whatever is there, and names of which a search tells nothing are believed.
    """
    if kind.fault is not None or not kind.is_detected:
        return ""
    usual = kind.manifest.checked_settings({})
    for setting in _NAMES_A_DEVICE:
        named = str(selection.settings.get(setting, ""))
        if named and named != usual.get(setting) and not _is_there(named, kind.devices):
            return named
    pattern = str(selection.settings.get(_MATCH, "")) if _MATCH in usual else ""
    is_matched = any(_matches(selection.settings, each.found.label) for each in kind.devices)
    return "" if not pattern or is_matched else pattern


def _is_there(named: str, devices: Iterable[UsedDevice]) -> bool:
    if not named.startswith(_SEARCHED) and ":" in named:
        return True
    found = [each.found for each in devices]
    is_found = any(each.device.startswith(named) or named in (each.label, each.detail) for each in found)
    return is_found or (named.startswith("/") and Path(named).exists())


def _is_forbidden(entry: DriverEntry) -> bool:
    return entry.fault is not None and entry.fault.code is FaultCode.NOT_ALLOWED


def _surveyed(
    entry: DriverEntry, manifest: Manifest, installed: Installed, statuses: tuple[DeviceStatus, ...]
) -> SurveyedKind:
    kind = SurveyedKind(entry=entry, manifest=manifest, fault=entry.fault)
    if entry.fault is not None:
        return kind
    try:
        kind = replace(kind, is_tried=installed.registry.trial(entry.name) is not None)
        find = installed.registry.finder(entry.name)
        kind = replace(kind, is_detected=find is not None)
        devices = find() if find is not None else ()
    except DriverError as error:
        return replace(kind, fault=error.fault)
    except (Exception, SystemExit) as error:
        log.exception("looking for devices failed")
        return replace(kind, fault=Fault(code=FaultCode.CRASHED, native_code=type(error).__name__))
    used = (UsedDevice(found=each, user=_user(each, entry.name, installed, statuses)) for each in devices)
    return replace(kind, devices=tuple(used))


def _user(device: FoundDevice, driver: str, installed: Installed, statuses: tuple[DeviceStatus, ...]) -> str:
    """The reader of this kind that shows the device, or whose settings take it."""
    shown = {row.driver for row in statuses if _shows(row, device)}
    own = [selection for selection in installed.selections if selection.driver == driver]
    return next((each.name for each in own if each.name in shown or _takes(each, device)), "")


def _shows(row: DeviceStatus, device: FoundDevice) -> bool:
    """A driver may tell of a device by its whole name where a search names its model."""
    return row.device in {device.device, device.label} - {""} or row.label == device.device != ""


def _takes(selection: Selection, device: FoundDevice) -> bool:
    if device.fault is not None and not device.settings:
        return False
    is_named = device.settings.items() <= selection.settings.items()
    return is_named or (_MATCH in device.settings and _matches(selection.settings, device.label))


def _matches(settings: Mapping[str, object], name: str) -> bool:
    """Whether a reader that takes devices by their names takes this one; no pattern takes every one."""
    ignored = str(settings.get(_IGNORE, ""))
    try:
        is_wanted = re.search(str(settings.get(_MATCH, "")), name) is not None
        return is_wanted and not (ignored and re.search(ignored, name))
    except re.error:
        return False
