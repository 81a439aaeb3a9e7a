"""What a PC/SC reader would answer for a card: card formats speak that language and no other.

    FF CA 00 00 Le             UID, IDm or PUPI           every card
    FF CA 01 00 Le             historical bytes           chips
    FF B0 00 page Le           up to four pages           Ultralight, NTAG
    FF D6 00 page 04 data      write one page             Ultralight, NTAG
    FF C2 00 00|01|02 Lc ...   transparent session        memory cards; see `transparent`
    FF 00 00 00 Lc D4 42 ...   the same, ACR122 style     memory cards
    anything but class FF      sent as it is              chips

What is not in the table is answered 6A81. That includes FF 82 and FF 86, the keys of MIFARE Classic: nfcpy
has no way to its cipher that holds for all of its readers. Such a card needs a PC/SC reader.
"""

from typing import Protocol

from fidpos.readers.driver import Response
from fidpos.readers.drivers.nfc_usb import apdu, transparent
from fidpos.readers.drivers.nfc_usb.apdu import Apdu, parse_apdu, success
from fidpos.readers.drivers.nfc_usb.faults import CardGone, NoAnswer
from fidpos.readers.drivers.nfc_usb.sensed import Protocol as CardProtocol
from fidpos.readers.drivers.nfc_usb.sensed import SensedCard

_OWN_CLASS = 0xFF

_GET_DATA_UID = bytes.fromhex("FFCA0000")
_GET_DATA_HISTORICAL = bytes.fromhex("FFCA0100")
_READ_BINARY = bytes.fromhex("FFB000")
_UPDATE_BINARY = bytes.fromhex("FFD600")
_DIRECT = bytes.fromhex("FF000000")
_TRANSPARENT = bytes.fromhex("FFC200")

_TYPE_2_READ = 0x30
_TYPE_2_WRITE = 0xA2
_ACK = b"\x0a"
_PAGE_LENGTH = 4
_READ_LENGTH = 16

_MEMORY_TIMEOUT_S = 0.1

_IN_DATA_EXCHANGE = bytes.fromhex("D44001")
_IN_COMMUNICATE_THRU = bytes.fromhex("D442")
_CHIP_TIMEOUT = 0x01
"""The error code of a PN53x for "the target has not answered"."""


class Frames(Protocol):
    """The way to a card, which is `Channel`."""

    def exchange(self, frame: bytes, *, timeout_s: float) -> bytes:
        """Raises NoAnswer, CardHung, DeviceFault."""
        ...

    def wake(self) -> bool:
        """Whether the same card could be selected again."""
        ...


class Chip(Protocol):
    """A chip that takes APDUs, which is `IsoDep`."""

    def command(self, command: bytes) -> bytes:
        """Raises NoAnswer, CardHung, DeviceFault."""
        ...


class ChipReader:
    """A reader with a chip on it."""

    def __init__(self, card: SensedCard, chip: Chip, historical: bytes) -> None:
        self._card = card
        self._chip = chip
        self._historical = historical

    def transmit(self, command: bytes) -> Response:
        """Answer for the reader, or pass the command on.

        Raises:
            CardGone: the chip no longer answers.
        """
        if command[:1] == bytes((_OWN_CLASS,)):
            return _get_data(command, self._card, self._historical)
        try:
            answer = self._chip.command(command)
        except NoAnswer as error:
            raise CardGone from error
        if len(answer) < 2:
            raise CardGone
        return Response(answer[:-2], int.from_bytes(answer[-2:], "big"))


class MemoryReader:
    """A reader with a memory card on it."""

    def __init__(self, card: SensedCard, frames: Frames) -> None:
        self._card = card
        self._frames = frames

    def transmit(self, command: bytes) -> Response:
        """Answer as a PC/SC reader does.

        Raises:
            CardGone: the card no longer answers.
        """
        if command[:1] != bytes((_OWN_CLASS,)):
            return apdu.NO_SUCH_CLASS
        asked = parse_apdu(command)
        if asked is None:
            return apdu.WRONG_LENGTH
        if asked.header[:3] == _TRANSPARENT:
            return transparent.answer(asked, self._native)
        if asked.header == _DIRECT:
            return self._direct(asked.data)
        if asked.header[:3] in {_READ_BINARY, _UPDATE_BINARY}:
            return self._memory(asked)
        return _get_data(command, self._card, b"")

    def _memory(self, asked: Apdu) -> Response:
        if self._card.protocol is CardProtocol.CLASSIC:
            return apdu.NOT_ALLOWED
        if self._card.protocol is not CardProtocol.TYPE_2:
            return apdu.NOT_SUPPORTED
        page = asked.header[3]
        return self._write(page, asked) if asked.data else self._read(page, asked.length)

    def _read(self, page: int, length: int | None) -> Response:
        if length is None:
            return apdu.WRONG_LENGTH
        if _READ_LENGTH < length < 256:
            return Response(b"", 0x6C00 | _READ_LENGTH)
        answer = self._known(bytes((_TYPE_2_READ, page)))
        if answer is None or len(answer) != _READ_LENGTH:
            return apdu.NOT_FOUND
        return success(answer[:length])

    def _write(self, page: int, asked: Apdu) -> Response:
        if len(asked.data) != _PAGE_LENGTH:
            return apdu.WRONG_LENGTH
        answer = self._known(bytes((_TYPE_2_WRITE, page)) + asked.data)
        return success() if answer == _ACK else apdu.NOTHING_SAID

    def _direct(self, data: bytes) -> Response:
        """The commands InCommunicateThru and InDataExchange of the chip in an ACR122U."""
        for start in (_IN_COMMUNICATE_THRU, _IN_DATA_EXCHANGE):
            if data.startswith(start) and len(data) > len(start):
                answer = self._native(data[len(start) :], _MEMORY_TIMEOUT_S)
                head = bytes((0xD5, start[1] + 1))
                if answer is None:
                    return success(head + bytes((_CHIP_TIMEOUT,)))
                return success(head + b"\x00" + answer)
        return apdu.NOT_SUPPORTED

    def _known(self, frame: bytes) -> bytes | None:
        """The answer to a command that every such card knows: one that is silent has lost contact."""
        try:
            answer = self._frames.exchange(frame, timeout_s=_MEMORY_TIMEOUT_S)
        except NoAnswer as error:
            raise CardGone from error
        return self._checked(answer)

    def _native(self, frame: bytes, timeout_s: float) -> bytes | None:
        """The answer to a command that a card may not know; never sent twice: cards count wrong passwords."""
        try:
            answer = self._frames.exchange(frame, timeout_s=timeout_s)
        except NoAnswer:
            answer = b""
        return self._checked(answer)

    def _checked(self, answer: bytes) -> bytes | None:
        """The answer; None when it is a refusal, after which the card had to be selected again."""
        is_refusal = len(answer) == 1 and answer != _ACK
        if answer and not is_refusal:
            return answer
        if not self._frames.wake():
            raise CardGone
        return None


def _get_data(command: bytes, card: SensedCard, historical: bytes) -> Response:
    """GET DATA (part 3, section 3.2.2.1.3); what the card has not got, is not supported."""
    asked = parse_apdu(command)
    if asked is None or asked.header not in {_GET_DATA_UID, _GET_DATA_HISTORICAL} or asked.data:
        return apdu.NOT_SUPPORTED
    data = card.uid if asked.header == _GET_DATA_UID else historical
    if not data:
        return apdu.NOT_SUPPORTED
    if asked.length is None or asked.length == 256 or asked.length == len(data):
        return success(data)
    if asked.length > len(data):
        return Response(data, 0x6282)
    return Response(b"", 0x6C00 | len(data))
