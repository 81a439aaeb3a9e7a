"""Readers, reads and plug-ins as `fidpos readers` prints them: sentences for people, JSON for machines."""

import math
from collections.abc import Callable, Iterator, Mapping

from fidpos.bootstrap.bench_words import fault_words
from fidpos.bootstrap.reader_watch import DriverReport, ReadersHere, ReadersReport
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.cards.catalogue import FormatEntry
from fidpos.readers.driver import DeviceStatus, Fault
from fidpos.readers.registry import DriverEntry
from fidpos.texts.texts import Texts

_BARCODE = "barcode/"


def read_json(seen: CardRead | RefusedRead, texts: Texts) -> dict[str, object]:
    """One Identification, or why there is none."""
    origin: dict[str, object] = {
        "driver": seen.driver,
        "device": seen.device,
        "sequence": seen.sequence,
        "monotonic_s": seen.monotonic_s,
    }
    if isinstance(seen, RefusedRead):
        sentence = texts.say(f"read.{seen.reason.value}")
        return {**origin, "refused": seen.reason.value, "sentence": sentence}
    return {
        **origin,
        "medium": seen.medium.value,
        "form": seen.form,
        "symbology": seen.form.removeprefix(_BARCODE) if seen.form.startswith(_BARCODE) else "",
        "token_kind": seen.token.kind.value,
        "token": seen.token.value,
        "trust": int(seen.trust),
        "trust_name": seen.trust.name.lower(),
    }


def read_line(seen: CardRead | RefusedRead, texts: Texts) -> str:
    """The same for a person."""
    where = f"{seen.driver}  {seen.device}"
    if isinstance(seen, RefusedRead):
        return f"{where}  {texts.say(f'read.{seen.reason.value}')}"
    return f"{where}  {seen.form}  {seen.token.text}  {texts.say(f'trust.{seen.trust.name.lower()}')}"


def status_line(status: DeviceStatus, texts: Texts) -> str:
    """How a device is, with what to do when something is wrong."""
    state = _reason(status.fault, texts) or texts.say(f"light.reader.{status.state.value}")
    return "  ".join(part for part in (status.driver, status.label or status.device, state) if part)


class Spoken:
    """Says how the readers are, each change once; called on the readers' thread.

    Args:
        say: takes a line.
    """

    def __init__(self, texts: Texts, say: Callable[[str], None]) -> None:
        self._texts = texts
        self._say = say
        self._known: dict[tuple[str, str], str] = {}

    def on_statuses(self, statuses: tuple[DeviceStatus, ...]) -> None:
        """Say what is new."""
        for status in statuses:
            line = status_line(status, self._texts)
            if self._known.get((status.driver, status.device)) != line:
                self._known[status.driver, status.device] = line
                self._say(line)


def report_json(report: ReadersReport, here: ReadersHere, texts: Texts) -> dict[str, object]:
    """Everything that reads cards here; every installed driver is named, with or without a device."""
    return {
        "drivers": [_driver_json(driver, texts) for driver in report.drivers],
        "readers": [
            {"name": each.name, "driver": each.driver, "settings": _plain(each.settings)}
            for each in here.installed.selections
        ],
        "card_formats": [
            {
                "name": each.name,
                "origin": each.origin,
                "level": each.manifest.level.value if each.manifest is not None else "",
                "enabled": each.is_enabled,
                **_fault_json(each.fault, texts),
            }
            for each in report.formats
        ],
        "plug_ins": [_plug_in_json(entry, texts) for entry in _plug_ins(report)],
    }


def report_lines(report: ReadersReport, here: ReadersHere, texts: Texts) -> Iterator[str]:
    """The same for a person."""
    yield texts.say("cli.readers.in_use")
    for reader in here.installed.selections:
        settings = "  ".join(f"{name}={value}" for name, value in reader.settings.items())
        yield f"  {reader.name:<18} {reader.driver:<18} {settings}".rstrip()
    yield ""
    yield texts.say("cli.readers.drivers")
    for driver in report.drivers:
        yield from _driver_lines(driver, texts)
    yield ""
    yield texts.say("cli.readers.formats")
    for each in report.formats:
        state = texts.say("cli.readers.enabled") if each.is_enabled else ""
        yield f"  {each.name:<18} {_reason(each.fault, texts) or state}".rstrip()
    plug_ins = _plug_ins(report)
    if plug_ins:
        yield ""
        yield texts.say("cli.readers.plug_ins")
        for entry in plug_ins:
            yield f"  {entry.name:<18} {entry.origin}  {_reason(entry.fault, texts)}".rstrip()


def _driver_json(driver: DriverReport, texts: Texts) -> dict[str, object]:
    manifest = driver.entry.manifest
    devices = driver.surveyed.devices if driver.surveyed is not None else ()
    fault = driver.surveyed.fault if driver.surveyed is not None else driver.entry.fault
    return {
        "name": driver.entry.name,
        "origin": driver.entry.origin,
        "transport": manifest.transport.value if manifest is not None else "",
        "level": manifest.level.value if manifest is not None else "",
        "library": {
            "module": manifest.library if manifest is not None else "",
            "state": driver.library,
            "version": driver.version,
        },
        "devices": [
            {
                "device": used.found.device,
                "label": used.found.label,
                "detail": used.found.detail,
                "reader": used.user,
                **_fault_json(used.found.fault, texts),
            }
            for used in devices
        ],
        **_fault_json(fault, texts),
    }


def _driver_lines(driver: DriverReport, texts: Texts) -> Iterator[str]:
    fault = driver.surveyed.fault if driver.surveyed is not None else driver.entry.fault
    library = driver.version or (
        texts.say("cli.readers.library_missing") if driver.library == "missing" else ""
    )
    yield f"  {driver.entry.name:<18} {library:<18} {_reason(fault, texts)}".rstrip()
    for used in driver.surveyed.devices if driver.surveyed is not None else ():
        reason = _reason(used.found.fault, texts)
        parts = (used.found.device, used.found.label, used.found.detail, used.user, reason)
        yield "      " + "  ".join(part for part in parts if part)


def _plain(value: object) -> object:
    """As JSON has it: TOML knows dates and infinities too, and JSON does not."""
    match value:
        case None | bool() | int() | str():
            return value
        case float() if math.isfinite(value):
            return value
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return str(value)


def _plug_ins(report: ReadersReport) -> list[DriverEntry | FormatEntry]:
    entries: list[DriverEntry | FormatEntry] = [driver.entry for driver in report.drivers]
    return [entry for entry in (*entries, *report.formats) if entry.approval is not None]


def _plug_in_json(entry: DriverEntry | FormatEntry, texts: Texts) -> dict[str, object]:
    assert entry.approval is not None
    return {
        "name": entry.name,
        "distribution": entry.approval.distribution,
        "version": entry.approval.version,
        "fingerprint": entry.approval.fingerprint,
        **_fault_json(entry.fault, texts),
    }


def _fault_json(fault: Fault | None, texts: Texts) -> dict[str, object]:
    if fault is None:
        return {"fault": None}
    words = fault_words(fault)
    return {
        "fault": fault.code.value,
        "sentence": texts.message(words.fault),
        "hint": texts.message(words.hint),
    }


def _reason(fault: Fault | None, texts: Texts) -> str:
    if fault is None:
        return ""
    words = fault_words(fault)
    return f"{texts.message(words.fault)}. {texts.message(words.hint)}"
