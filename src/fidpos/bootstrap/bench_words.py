"""From what readers know to what the technician's desk shows: rows, choices and sentences.

The hints of `reader.hint` are for cashiers; a technician gets those of `technician.hint`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fidpos.bootstrap.lights import lamp_of
from fidpos.bootstrap.reader_survey import SurveyedKind, UsedDevice
from fidpos.domain.plug_in import Approval
from fidpos.paths import udev_rule
from fidpos.readers.cards.catalogue import FormatEntry
from fidpos.readers.driver import DeviceStatus, DriverSettings, Fault, FaultCode
from fidpos.readers.figures import DeviceFigures
from fidpos.readers.keystrokes.calibration import TEST_CODE
from fidpos.readers.manifest import Transport
from fidpos.readers.registry import DriverEntry, Selection
from fidpos.readers.tap import TraceKind, TraceLine
from fidpos.readers.trial import Discovery
from fidpos.texts.texts import Texts
from fidpos.till.technician.ports import Discovered, Found, HeldOut, Kind, Reader
from fidpos.till.technician.view import DeviceLine, Finding, PlugInLine, RawKind, RawLine
from fidpos.till.view import Lamp, Message

FEEDBACK = "feedback"
FINGERPRINT_SHOWN = 16

_HELD_OUT = {
    Transport.PCSC: HeldOut.CARD,
    Transport.USB: HeldOut.CARD,
    Transport.NONE: HeldOut.CARD,
    Transport.KEYBOARD: HeldOut.CODE,
    Transport.SERIAL: HeldOut.CODE,
}
_RAW_KINDS = {
    TraceKind.ATR: RawKind.ATR,
    TraceKind.COMMAND: RawKind.COMMAND,
    TraceKind.ANSWER: RawKind.ANSWER,
    TraceKind.FRAME: RawKind.FRAME,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultWords:
    """What a fault is called, and what a technician does next."""

    fault: Message
    hint: Message


def fault_words(fault: Fault) -> FaultWords:
    """In words; the hint names what the system called it, such as the kernel's module."""
    params: dict[str, object] = {"native": fault.native_code}
    if fault.code is FaultCode.ACCESS_DENIED:
        params["rule"] = str(udev_rule())
    hint = Message(key=f"technician.hint.{fault.code.value}", params=params)
    return FaultWords(fault=Message(key=fault.message_key), hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One instant on both clocks."""

    now: datetime
    monotonic_s: float

    def at(self, monotonic_s: float) -> datetime:
        """When that was, by the wall clock of now."""
        return self.now - timedelta(seconds=self.monotonic_s - monotonic_s)


def device_line(
    status: DeviceStatus,
    figures: DeviceFigures,
    *,
    kind: str,
    gives_feedback: bool,
    moment: Moment,
    texts: Texts,
) -> DeviceLine:
    """One device as it is now; `kind` is its driver's."""
    message, hint = Message(key=f"light.reader.{status.state.value}"), None
    if status.fault is not None:
        words = fault_words(status.fault)
        message, hint = words.fault, words.hint
    last_s = figures.last_read_s
    return DeviceLine(
        reader=status.driver,
        driver=kind,
        device=status.device,
        label=_label(texts, kind, status.label or status.driver),
        lamp=lamp_of(status.state),
        message=message,
        hint=hint,
        good_reads=figures.good_reads,
        faults=figures.faults + figures.refused_reads,
        seen_at=moment.at(last_s) if last_s is not None else None,
        gives_feedback=gives_feedback,
    )


def kind_of(surveyed: SurveyedKind, texts: Texts) -> Kind:
    """A driver that may be set up, and what of it is plugged in."""
    name, manifest = surveyed.entry.name, surveyed.manifest
    said = fault_words(surveyed.fault) if surveyed.fault is not None else None
    return Kind(
        driver=name,
        title=_message(texts, f"reader.kind.{name}", "reader.kind_other", name=name),
        detail=_message(texts, f"reader.detail.{name}", "reader.detail_other", origin=surveyed.entry.origin),
        level=manifest.level.value,
        held_out=_HELD_OUT[manifest.transport],
        is_detected=surveyed.is_detected,
        is_tried=surveyed.is_tried,
        has_feedback=FEEDBACK in manifest.settings,
        calibration_code=TEST_CODE if manifest.transport is Transport.KEYBOARD else "",
        defaults=manifest.checked_settings({}),
        found=tuple(_found(device, _label(texts, name, device.found.label)) for device in surveyed.devices),
        fault=said.fault if said is not None else None,
        hint=said.hint if said is not None else None,
    )


def reader_of(selection: Selection, entry: DriverEntry | None, library: str) -> Reader:
    """What the settings say of a reader, and what is known of its driver; `library` with its version."""
    manifest = entry.manifest if entry is not None else None
    defaults = manifest.checked_settings({}) if manifest is not None else {}
    in_force = {**defaults, **_plain(selection.settings)}
    facts = [
        (Message(key="desk.fact.driver"), selection.driver),
        (Message(key="desk.fact.origin"), entry.origin if entry is not None else ""),
        (Message(key="desk.fact.level"), manifest.level.value if manifest is not None else ""),
        (Message(key="desk.fact.library"), library),
        *((Message(key="desk.fact.setting", params={"name": n}), str(v)) for n, v in in_force.items()),
    ]
    return Reader(
        name=selection.name,
        driver=selection.driver,
        settings=_plain(selection.settings),
        feedback=str(in_force.get(FEEDBACK, "")),
        facts=tuple((message, text) for message, text in facts if text),
    )


def plug_in_lines(
    drivers: Iterable[DriverEntry], formats: Iterable[FormatEntry], approvals: frozenset[Approval]
) -> tuple[PlugInLine, ...]:
    """Drivers and card formats of other distributions, with whether they may be imported."""
    every: list[DriverEntry | FormatEntry] = [*drivers, *formats]
    entries = [entry for entry in every if entry.approval is not None]
    return tuple(_plug_in_line(number, entry, approvals) for number, entry in enumerate(entries, 1))


def raw_lines(lines: Iterable[TraceLine]) -> tuple[RawLine, ...]:
    """Bytes for people."""
    return tuple(raw_line(_RAW_KINDS[line.kind], line.data) for line in lines)


def raw_line(kind: RawKind, data: bytes) -> RawLine:
    """Bytes in hex, and in letters where they are printable."""
    return RawLine(kind=kind, hex=data.hex(" ").upper(), text=_printable(data))


def discovered_of(told: Discovery, kind: RawKind) -> Discovered:
    """What a trial told."""
    return Discovered(
        is_whole=told.is_whole,
        settings=dict(told.settings),
        findings=tuple(
            Finding(
                lamp=Lamp.WARNING if insight.is_trouble else Lamp.OK,
                message=Message(key=insight.key, params=dict(insight.params)),
            )
            for insight in told.insights
        ),
        raw=tuple(raw_line(kind, data) for data in told.raw),
    )


def _label(texts: Texts, kind: str, label: str) -> str:
    """A device says what it is; what is no device of its own, such as a keyboard, has a word in the texts."""
    key = f"reader.device.{kind}"
    return texts.say(key) if texts.has(key) else label


def _found(device: UsedDevice, label: str) -> Found:
    fault = device.found.fault
    said = fault_words(fault) if fault is not None else None
    return Found(
        device=device.found.device,
        label=label,
        detail=device.found.detail,
        settings=dict(device.found.settings),
        in_use_by=device.user,
        fault=said.fault if said is not None else None,
        hint=said.hint if said is not None else None,
    )


def _plug_in_line(
    number: int, entry: DriverEntry | FormatEntry, approvals: frozenset[Approval]
) -> PlugInLine:
    assert entry.approval is not None
    is_approved = entry.approval in approvals
    fault = entry.fault if entry.fault and entry.fault.code is not FaultCode.NOT_APPROVED else None
    if fault is not None:
        words = fault_words(fault)
        lamp, message, hint = Lamp.WARNING, words.fault, words.hint
    elif is_approved:
        lamp, message, hint = Lamp.OK, Message(key="desk.plug_in.approved"), None
    else:
        lamp, message = Lamp.OFF, Message(key="desk.plug_in.waiting")
        hint = Message(key="desk.plug_in.compare")
    return PlugInLine(
        number=number,
        name=entry.name,
        distribution=entry.approval.distribution,
        version=entry.approval.version,
        fingerprint=entry.approval.fingerprint[:FINGERPRINT_SHOWN],
        lamp=lamp,
        message=message,
        hint=hint,
        may_approve=not is_approved,
    )


def _plain(settings: Mapping[str, object]) -> DriverSettings:
    """Settings as TOML gives them, lists as tuples; the manifest has checked or will check them."""
    plain: dict[str, bool | int | str | tuple[str, ...]] = {}
    for name, value in settings.items():
        if isinstance(value, bool | int | str):
            plain[name] = value
        elif isinstance(value, list | tuple):
            plain[name] = tuple(str(text) for text in value)
    return plain


def _message(texts: Texts, key: str, otherwise: str, **params: object) -> Message:
    return Message(key=key) if texts.has(key) else Message(key=otherwise, params=params)


def _printable(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E else "·" for byte in data)
