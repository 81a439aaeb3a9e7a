"""A command to a tag for which PC/SC has no name, through the readers that let one pass.

Two ways, in this order: the transparent session of PC/SC part 3 (supplement 2.02, section 4: `FF C2`), and
the direct transmission of ACS's PN532 readers (ACR122U API, section 4.1: `FF 00 00 00`, PN532
InCommunicateThru).
"""

from fidpos.readers.driver import SW_SUCCESS, Response, Transmit

START_SESSION = bytes.fromhex("FFC20000028100")
END_SESSION = bytes.fromhex("FFC20000028200")
USE_LAYER_3 = bytes.fromhex("FFC20002048F020003")
"""ISO/IEC 14443-3 type A: the tag's own commands, without the protocol of part 4."""

_TIMER = bytes.fromhex("5F46040003D090")
"""A quarter of a second, in microseconds."""

_TAG_SEND, _TAG_ANSWER, _TAG_ERROR = 0x95, 0x97, 0xC0
_NO_ERROR = bytes.fromhex("009000")
"""Number of the data object, and its status word."""

_UNSUPPORTED = frozenset({0x6A81, 0x6D00, 0x6E00})

_THRU = b"\xd4\x42"
_THRU_ANSWER = b"\xd5\x43"
_PN532_ERROR_BITS = 0x3F


def transparent_exchange(command: bytes) -> bytes:
    """The command inside a transparent session."""
    data = _TIMER + bytes((_TAG_SEND, len(command))) + command
    return bytes((0xFF, 0xC2, 0x00, 0x01, len(data))) + data


def direct_transmit(command: bytes) -> bytes:
    """The command through a PN532, which adds the check bytes."""
    data = _THRU + command
    return bytes((0xFF, 0x00, 0x00, 0x00, len(data))) + data


def raw_exchange(command: bytes, transmit: Transmit) -> bytes | None:
    """What the tag answers; empty when it is silent, None when the reader knows neither way."""
    if _has_worked(transmit(START_SESSION)):
        transmit(USE_LAYER_3)
        answer = transmit(transparent_exchange(command))
        transmit(END_SESSION)
        return None if _is_unsupported(answer) else _objects(answer).get(_TAG_ANSWER, b"")
    answer = transmit(direct_transmit(command))
    if not answer.is_success or not answer.data.startswith(_THRU_ANSWER) or len(answer.data) < 3:
        return None
    return b"" if answer.data[2] & _PN532_ERROR_BITS else answer.data[3:]


def _has_worked(answer: Response) -> bool:
    return answer.is_success and _error(answer) == SW_SUCCESS


def _is_unsupported(answer: Response) -> bool:
    return bool(_UNSUPPORTED & {answer.status, _error(answer)})


def _error(answer: Response) -> int:
    """The status of the data objects: after a success of the command itself, one of them may have failed."""
    return int.from_bytes(_objects(answer).get(_TAG_ERROR, _NO_ERROR)[1:], "big")


def _objects(answer: Response) -> dict[int, bytes]:
    """The data objects of the reader's answer by tag, as far as they are whole."""
    objects: dict[int, bytes] = {}
    data = answer.data
    while len(data) >= 2 and len(data) >= 2 + data[1]:
        objects[data[0]] = data[2 : 2 + data[1]]
        data = data[2 + data[1] :]
    return objects
