"""Contactless cards at the level of frames without check bytes: what nfcpy hands to a card, and gets back."""

from dataclasses import dataclass, field
from typing import Protocol

from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip

NAK = b"\x00"
ACK = b"\x0a"
PAGE = 4


class RfCard(Protocol):
    """A card in the field; `technology` is nfcpy's, `sak` counts for type A."""

    @property
    def technology(self) -> str: ...

    @property
    def uid(self) -> bytes: ...

    @property
    def sak(self) -> int: ...

    def select(self) -> None:
        """It got power and was selected."""
        ...

    def answer(self, frame: bytes) -> bytes | None:
        """None for silence."""
        ...


@dataclass(slots=True)
class Ntag213:
    """45 pages, of which page 3 on hold an NDEF message; mute after a refusal until it is selected again."""

    message: bytes
    uid: bytes = bytes.fromhex("04E10CDA993C80")
    signature: bytes = bytes(32)
    is_silent: bool = False
    memory: bytearray = field(init=False)
    technology: str = field(default="106A", init=False)
    sak: int = field(default=0x00, init=False)
    _is_mute: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        stored = b"\x03" + bytes((len(self.message),)) + self.message + b"\xfe"
        content = bytes(12) + bytes.fromhex("E1101200") + stored
        self.memory = bytearray(content.ljust(45 * PAGE, b"\x00"))

    def select(self) -> None:
        self._is_mute = False

    def answer(self, frame: bytes) -> bytes | None:
        if self._is_mute or self.is_silent:
            return None
        match frame[0], len(frame):
            case 0x30, 2 if frame[1] < 45:
                start = frame[1] * PAGE
                return bytes((self.memory * 2)[start : start + 16])
            case 0xA2, 6 if 2 < frame[1] < 45:
                self.memory[frame[1] * PAGE : frame[1] * PAGE + PAGE] = frame[2:]
                return ACK
            case 0x60, 1:
                return bytes.fromhex("0004040201000F03")
            case 0x3A, 3:
                return bytes(self.memory[frame[1] * PAGE : (frame[2] + 1) * PAGE])
            case 0x3C, 2:
                return self.signature
            case _:
                self._is_mute = True
                return NAK


@dataclass(slots=True)
class FelicaCard:
    """Says its IDm when it is polled."""

    uid: bytes = bytes.fromhex("0101010601B00ADE")
    pmm: bytes = bytes.fromhex("0B03014B024F4993")
    technology: str = field(default="212F", init=False)
    sak: int = field(default=0, init=False)

    def select(self) -> None:
        """It has no state."""

    def answer(self, frame: bytes) -> bytes | None:
        return None


@dataclass(slots=True)
class IsoDepCard:
    """A chip behind the blocks of ISO/IEC 14443-4, without chaining; a phone makes up its UID at each tap."""

    chip: VirtualChip
    uid: bytes
    historical: bytes = b""
    hangs: bool = False
    is_phone: bool = False
    technology: str = field(default="106A", init=False)
    sak: int = field(default=0x20, init=False)
    _is_active: bool = field(default=False, init=False)
    _number: int = field(default=1, init=False)
    _last: bytes = field(default=b"", init=False)

    def select(self) -> None:
        self.chip.reset()
        self._is_active, self._number = False, 1
        if self.is_phone:
            self.uid = b"\x08" + (int.from_bytes(self.uid[1:], "big") + 1).to_bytes(3, "big")

    def answer(self, frame: bytes) -> bytes | None:
        if frame[0] == 0xE0:
            self._is_active = True
            interface = bytes.fromhex("78 77 71 02")
            return bytes((len(interface) + 1 + len(self.historical),)) + interface + self.historical
        if not self._is_active:
            return None
        if frame[0] & 0xF6 == 0xB2:
            is_repeat = frame[0] & 0x01 == self._number
            return self._last if is_repeat else bytes((0xA2 | self._number,))
        if self.hangs:
            return b"\xf2\x01"
        self._number = frame[0] & 0x01
        self._last = bytes((0x02 | self._number,)) + self.chip.respond(frame[1:])
        return self._last


def text_message(text: str) -> bytes:
    """An NDEF message of one short text record in English."""
    payload = b"\x02en" + text.encode("ascii")
    return b"\xd1\x01" + bytes((len(payload),)) + b"T" + payload
