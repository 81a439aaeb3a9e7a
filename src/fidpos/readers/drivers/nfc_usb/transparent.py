"""The transparent session of PC/SC part 3, amendment 1: native commands to a memory card.

    FF C2 00 00 Lc <objects>    manage the session: 81 start, 82 end, 83 and 84 field off and on
    FF C2 00 01 Lc <objects>    95 <frame> transmit and receive; 5F46 <microseconds> how long to wait
    FF C2 00 02 Lc 8F 02 00 03  stay on ISO/IEC 14443-3, where a memory card is anyway

The answer is a list of objects, too: C0 the error, 92 and 96 how the frame was received, 97 the frame.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from fidpos.readers.driver import Response
from fidpos.readers.drivers.nfc_usb import apdu
from fidpos.readers.drivers.nfc_usb.apdu import Apdu, success

Native = Callable[[bytes, float], bytes | None]
"""Sends a frame with a limit of seconds; None when the card refused it."""


class Tag(IntEnum):
    """Data objects of the amendment, as far as they mean something here."""

    TIMER = 0x5F46
    """Four bytes: microseconds to wait for the card."""
    VERSION = 0x80
    START = 0x81
    END = 0x82
    FIELD_OFF = 0x83
    FIELD_ON = 0x84
    SWITCH_PROTOCOL = 0x8F
    FLAGS = 0x90
    FRAMING = 0x91
    TRANSCEIVE = 0x95
    RESPONSE = 0x97
    ERROR = 0xC0
    PARAMETERS = 0xFF6E


_SESSION = frozenset({Tag.VERSION, Tag.START, Tag.END, Tag.FIELD_OFF, Tag.FIELD_ON})
_MEMORY_PROTOCOLS = frozenset({b"\x00\x03", b"\x02\x03"})
"""ISO/IEC 14443 A and FeliCa, as far as part 3."""

_OK = bytes.fromhex("C003009000")
_RECEIVED = bytes.fromhex("920100 96020000")
"""All bits of the last byte are valid; no error, no collision."""

_TIMEOUT_S = 0.1
_TIMEOUT_LEAST_S, _TIMEOUT_MOST_S = 0.005, 1.0

_SW_NOT_SUPPORTED = 0x6A81
_SW_CARD_SILENT = 0x6401


@dataclass(frozen=True, slots=True)
class _Object:
    tag: int
    value: bytes


def answer(asked: Apdu, native: Native) -> Response:
    """What a reader answers to a command `FF C2 00 ..`."""
    try:
        objects = list(_objects(asked.data))
    except ValueError:
        return apdu.WRONG_DATA
    match asked.header[3]:
        case 0x00:
            return _checked(objects, _is_of_session)
        case 0x01:
            return _exchange(objects, native)
        case 0x02:
            return _checked(objects, _is_switch)
        case _:
            return apdu.NOT_SUPPORTED


def _is_of_session(each: _Object) -> bool:
    return each.tag in _SESSION


def _is_switch(each: _Object) -> bool:
    return each.tag == Tag.SWITCH_PROTOCOL and each.value in _MEMORY_PROTOCOLS


def _checked(objects: list[_Object], is_known: Callable[[_Object], bool]) -> Response:
    for position, each in enumerate(objects, start=1):
        if not is_known(each):
            return _error(position, _SW_NOT_SUPPORTED)
    return success(_OK)


def _exchange(objects: list[_Object], native: Native) -> Response:
    timeout_s = _TIMEOUT_S
    said = b""
    for position, each in enumerate(objects, start=1):
        match each.tag:
            case Tag.TIMER if len(each.value) == 4:
                timeout_s = _timer_s(each.value)
            case Tag.FLAGS | Tag.FRAMING | Tag.PARAMETERS:
                continue
            case Tag.TRANSCEIVE if each.value:
                frame = native(each.value, timeout_s)
                if frame is None:
                    return _error(position, _SW_CARD_SILENT)
                said += _RECEIVED + _encoded(Tag.RESPONSE, frame)
            case _:
                return _error(position, _SW_NOT_SUPPORTED)
    return success(_OK + said)


def _error(position: int, status: int) -> Response:
    return success(bytes((Tag.ERROR, 3, position)) + status.to_bytes(2, "big"))


def _timer_s(value: bytes) -> float:
    """Makers disagree about the order of the bytes; what makes sense is the shorter of the two times."""
    timeout_us = min(int.from_bytes(value, "big"), int.from_bytes(value, "little"))
    return min(max(timeout_us / 1e6, _TIMEOUT_LEAST_S), _TIMEOUT_MOST_S)


def _objects(data: bytes) -> Iterator[_Object]:
    """BER-TLV (ISO/IEC 8825-1) with tags of one or two bytes.

    Raises:
        ValueError: cut short.
    """
    at = 0
    while at < len(data):
        tag, at = _tag(data, at)
        length, at = _length(data, at)
        value = data[at : at + length]
        if len(value) != length:
            raise ValueError("an object cut short")
        yield _Object(tag, value)
        at += length


def _tag(data: bytes, at: int) -> tuple[int, int]:
    if data[at] & 0x1F != 0x1F:
        return data[at], at + 1
    if at + 1 >= len(data):
        raise ValueError("a tag cut short")
    return int.from_bytes(data[at : at + 2], "big"), at + 2


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise ValueError("an object without length")
    if data[at] < 0x80:
        return data[at], at + 1
    count = data[at] & 0x7F
    if not 1 <= count <= 2 or at + count >= len(data):
        raise ValueError("an impossible length")
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count


def _encoded(tag: int, value: bytes) -> bytes:
    length = len(value)
    if length < 0x80:
        return bytes((tag, length)) + value
    if length < 0x100:
        return bytes((tag, 0x81, length)) + value
    return bytes((tag, 0x82)) + length.to_bytes(2, "big") + value
