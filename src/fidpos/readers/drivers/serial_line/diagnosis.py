"""What one scan of the known test code tells of how a scanner is set. Pure.

It looks for the expected text in what came, takes what stands around it for the scanner's marks, and then
lets the driver's own framing prove that with these settings exactly that text comes out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from fidpos.readers.driver import SettingValue
from fidpos.readers.drivers.serial_line.framing import AIM_ID, End, Frame, FrameDecoder, Framing
from fidpos.readers.drivers.serial_line.settings import LineCoding
from fidpos.readers.trial import Insight

PARTIAL_LENGTH_MIN = 4
"""Fewer characters of the code may have come about by chance."""

_SLOW_S = 0.1
_GAP_MS_MIN = 50
_GAP_MS_MAX = 1000
_STALL_MS_MIN = 400
_STALL_MS_MAX = 5000
_PATIENCE = 3
"""How many times the longest pause seen a scanner may pause within a code."""

_LINE_ENDS = b"\r\n"
_CONTROLS = re.compile(rb"[\x00-\x1f]")
_NAMES = {0x02: "STX", 0x03: "ETX", 0x09: "TAB", 0x0A: "LF", 0x0D: "CR"}
_MARK_NAMES = {End.CR: "CR", End.LF: "LF", End.CRLF: "CR LF", End.TAB: "TAB"}
_PARITY_KEYS = {
    "even": "trial.serial.parity.even",
    "odd": "trial.serial.parity.odd",
    "mark": "trial.serial.parity.mark",
}


class Verdict(Enum):
    """How far the scan can be trusted."""

    WHOLE = auto()
    """The expected text and nothing else, as the settings now have it."""
    OTHER_CODE = auto()
    """Readable, and another code."""
    PARTIAL = auto()
    """Readable, and only a part of the expected code."""
    GLUED = auto()
    """Two codes without anything between them."""
    MARKS_UNKNOWN = auto()
    """The expected text stands between signs that no setting can take off safely."""
    UNREADABLE = auto()
    """The line is coded otherwise than it was listened to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What came of one pull of the trigger; `pause_max_s` is the longest silence within."""

    data: bytes
    pause_max_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found out; there are settings only if the code is whole."""

    verdict: Verdict
    settings: Mapping[str, SettingValue]
    insights: tuple[Insight, ...]


def diagnose(burst: Burst, expected: str, coding: LineCoding) -> Diagnosis:
    """Say what a burst is, heard with this coding."""
    wanted = expected.encode("ascii")
    data, coding = _without_parity(burst.data, coding)
    if wanted not in data:
        return _not_expected(data, expected)
    before, _, after = data.partition(wanted)
    lead = _CONTROLS.split(before)[-1]
    if after.startswith((wanted, lead + wanted)) or AIM_ID.match(after):
        return _trouble(Verdict.GLUED, Insight(key="trial.serial.glued", is_trouble=True))
    end = _end(before, after)
    framing = None if end is None else _framing(data, wanted, end)
    if framing is None:
        params = {"before": readable(before), "after": readable(after)}
        insight = Insight(key="trial.serial.marks_unknown", params=params, is_trouble=True)
        return _trouble(Verdict.MARKS_UNKNOWN, insight)
    return _whole(burst, framing, coding, _count(data, framing.end))


def readable(data: bytes) -> str:
    """Bytes as a technician reads them: control characters by their names."""
    parts = [_NAMES.get(byte, chr(byte) if 0x20 <= byte <= 0x7E else f"{byte:02X}h") for byte in data]
    is_text = all(len(part) == 1 for part in parts)
    return ("" if is_text else " ").join(parts) or "–"


def _without_parity(data: bytes, coding: LineCoding) -> tuple[bytes, LineCoding]:
    """Seven bits with parity look like eight bits whose highest one follows a rule."""
    if not any(byte & 0x80 for byte in data) or coding.data_bits != 8:
        return data, coding
    ones = {byte.bit_count() % 2 for byte in data}
    if all(byte & 0x80 for byte in data):
        parity = "mark"
    elif len(ones) == 1:
        parity = "odd" if ones == {1} else "even"
    else:
        return data, coding
    return bytes(byte & 0x7F for byte in data), replace(coding, data_bits=7, parity=parity)


def _end(before: bytes, after: bytes) -> End | None:
    """How the code ends; None for signs that are no end mark."""
    if b"\x02" in before and after.lstrip(_LINE_ENDS).startswith(b"\x03"):
        return End.ETX
    # The longer mark first: CR LF begins as CR does.
    for end in (End.CRLF, End.CR, End.LF, End.TAB):
        if after.startswith(end.mark):
            return end
    return None if after else End.GAP


def _framing(data: bytes, wanted: bytes, end: End) -> Framing | None:
    """The framing that yields the expected text; None if it cannot be had without doubt."""
    piece = next(piece for piece in _pieces(data, end) if wanted in piece)
    lead = piece.partition(wanted)[0].lstrip(_LINE_ENDS)
    if end is End.ETX:
        lead = lead.rpartition(b"\x02")[2]
    aim = next((found for found in AIM_ID.finditer(lead) if found.end() == len(lead)), None)
    prefix = lead[: aim.start()] if aim else lead
    is_part_of_number = prefix[-1:].isdigit()
    if is_part_of_number or not prefix.isascii() or any(byte in prefix for byte in _LINE_ENDS):
        return None
    framing = Framing(end=end, prefix=prefix, aim=aim is not None)
    return framing if wanted in _codes(data, framing) else None


def _codes(data: bytes, framing: Framing) -> list[bytes]:
    """What the driver would hand to its decoder, without AIM ids."""
    decoder = FrameDecoder(framing)
    outcomes = decoder.feed(data, 0.0) + decoder.expire(framing.gap_s + framing.stall_s)
    contents = [outcome.content for outcome in outcomes if isinstance(outcome, Frame)]
    return [content[3:] if AIM_ID.match(content) else content for content in contents]


def _pieces(data: bytes, end: End) -> list[bytes]:
    pieces = data.split(end.mark) if end.mark else [data]
    return [piece for piece in pieces if piece.strip(_LINE_ENDS)]


def _count(data: bytes, end: End) -> int:
    return len(_pieces(data, end))


def _whole(burst: Burst, framing: Framing, coding: LineCoding, count: int) -> Diagnosis:
    settings: dict[str, SettingValue] = {
        "baud": coding.baud,
        "data_bits": coding.data_bits,
        "parity": coding.parity,
        "stop_bits": coding.stop_bits,
        "framing": framing.end.value,
        "prefix": framing.prefix.decode("ascii"),
        "aim": framing.aim,
    }
    insights = [Insight(key="trial.serial.speed", params={"baud": str(coding.baud)})]
    if coding.data_bits == 7:
        insights.append(Insight(key=_PARITY_KEYS[coding.parity]))
    insights.append(_end_insight(framing.end))
    if framing.prefix:
        insights.append(Insight(key="trial.serial.prefix", params={"prefix": readable(framing.prefix)}))
    insights.append(Insight(key="trial.serial.aim" if framing.aim else "trial.serial.no_aim"))
    if count > 1:
        insights.append(Insight(key="trial.serial.several", params={"count": count}))
    if framing.end is End.GAP:
        settings["gap_ms"] = _patience_ms(burst, least=_GAP_MS_MIN, most=_GAP_MS_MAX)
    elif burst.pause_max_s > _SLOW_S:
        settings["stall_ms"] = _patience_ms(burst, least=_STALL_MS_MIN, most=_STALL_MS_MAX)
        pause = {"ms": round(burst.pause_max_s * 1000)}
        insights.append(Insight(key="trial.serial.slow", params=pause, is_trouble=True))
    return Diagnosis(verdict=Verdict.WHOLE, settings=settings, insights=tuple(insights))


def _patience_ms(burst: Burst, *, least: int, most: int) -> int:
    return max(least, min(most, round(burst.pause_max_s * 1000) * _PATIENCE))


def _end_insight(end: End) -> Insight:
    if end is End.ETX:
        return Insight(key="trial.serial.stx_etx")
    if end is End.GAP:
        return Insight(key="trial.serial.pause")
    return Insight(key="trial.serial.end", params={"mark": _MARK_NAMES[end]})


def _not_expected(data: bytes, expected: str) -> Diagnosis:
    """A readable text is another code or a part of ours; anything else is a line coded otherwise."""
    texts = re.findall(rb"[^\x02\x03\t\r\n]+", data)
    is_readable = texts and all(0x20 <= byte <= 0x7E for text in texts for byte in text)
    if not is_readable or max(map(len, texts)) < PARTIAL_LENGTH_MIN:
        return _trouble(Verdict.UNREADABLE)
    longest = max(texts, key=len).decode("ascii")
    if AIM_ID.sub(b"", longest.encode("ascii")).decode("ascii") in expected:
        return _trouble(Verdict.PARTIAL, Insight(key="trial.serial.partial", is_trouble=True))
    return _trouble(Verdict.OTHER_CODE, Insight(key="trial.serial.other_code", is_trouble=True))


def _trouble(verdict: Verdict, *insights: Insight) -> Diagnosis:
    return Diagnosis(verdict=verdict, settings={}, insights=insights)
