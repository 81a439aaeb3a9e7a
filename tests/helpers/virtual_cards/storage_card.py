"""Contactless memory cards in a reader that answers for them as PC/SC part 3 says."""

from enum import StrEnum

from fidpos.readers.cards.formats.ntag21x.originality import READ_SIG
from fidpos.readers.cards.formats.ntag21x.raw_exchange import (
    END_SESSION,
    START_SESSION,
    USE_LAYER_3,
    direct_transmit,
    transparent_exchange,
)
from fidpos.readers.cards.ndef import message_block
from fidpos.readers.cards.storage_card import GET_UID, authenticate, load_key
from fidpos.readers.drivers.simulated.virtual_cards import contactless_atr

OK, FAILED, NOT_SUPPORTED = (bytes.fromhex(status) for status in ("9000", "6300", "6D00"))
NO_OBJECT_FAILED = bytes.fromhex("C003009000")

CLASSIC_1K, ULTRALIGHT, FELICA = 0x0001, 0x0003, 0x003B
_BLOCK, _PAGE = 16, 4


def storage_atr(code: int) -> bytes:
    """What a reader makes up for a card of this name."""
    return contactless_atr(bytes.fromhex("804F0CA00000030603") + code.to_bytes(2, "big") + bytes(4))


class PlainCard:
    """A card that says nothing but its UID, and keeps what it was asked."""

    def __init__(self, atr: bytes, uid: str) -> None:
        self.atr = atr
        self.uid = bytes.fromhex(uid)
        self.asked: list[bytes] = []

    def reset(self) -> None:
        pass

    def respond(self, command: bytes) -> bytes:
        self.asked.append(command)
        return self.uid + OK if command == GET_UID else self.answer(command)

    def answer(self, command: bytes) -> bytes:
        return NOT_SUPPORTED


class ClassicCard(PlainCard):
    """A MIFARE Classic 1K of which one sector opens with a key A."""

    def __init__(
        self, uid: str, *, sector: int, key: bytes, content: bytes = b"", takes_keys: bool = True
    ) -> None:
        super().__init__(storage_atr(CLASSIC_1K), uid)
        self.first_block = sector * 4
        self.memory = bytearray(3 * _BLOCK)
        self.memory[: len(content)] = content
        self._key = key
        self._takes_keys = takes_keys
        self._loaded = b""
        self._is_open = False

    def reset(self) -> None:
        self._loaded = b""
        self._is_open = False

    def answer(self, command: bytes) -> bytes:
        match command[:2]:
            case b"\xff\x82":
                self._loaded = command[5:]
                is_known = self._takes_keys and command == load_key(self._loaded)
                return OK if is_known else NOT_SUPPORTED
            case b"\xff\x86":
                self._is_open = self._loaded == self._key and command == authenticate(self.first_block)
                return OK if self._is_open else FAILED
            case b"\xff\xb0":
                return self._read(command)
            case _:
                return NOT_SUPPORTED

    def _read(self, command: bytes) -> bytes:
        start = (command[3] - self.first_block) * _BLOCK
        if not self._is_open or command[4] != _BLOCK or not 0 <= start < len(self.memory):
            return FAILED
        return bytes(self.memory[start : start + _BLOCK]) + OK


class Raw(StrEnum):
    """How the reader lets a tag's own commands pass."""

    TRANSPARENT = "transparent"
    PN532 = "pn532"
    NOT_AT_ALL = "not_at_all"


class TagCard(PlainCard):
    """A Type 2 tag (NTAG213 unless told otherwise) with a message, or with whatever `area` holds."""

    def __init__(
        self,
        uid: str,
        *,
        message: bytes | None = None,
        area: bytes = b"",
        container: str = "E1101200",
        signature: str = "",
        raw: Raw = Raw.NOT_AT_ALL,
    ) -> None:
        super().__init__(storage_atr(ULTRALIGHT), uid)
        content = area if message is None else message_block(message)
        self.memory = bytearray(3 * _PAGE) + bytes.fromhex(container)
        self.memory += content + bytes(-len(content) % _PAGE)
        self.memory += bytes(max(0, 180 - len(self.memory)))
        self.raw = raw
        self._signature = bytes.fromhex(signature)

    def answer(self, command: bytes) -> bytes:
        if command[:2] == b"\xff\xb0":
            start = command[3] * _PAGE
            return bytes((self.memory + self.memory)[start : start + command[4]]) + OK
        match self.raw:
            case Raw.TRANSPARENT:
                return self._transparent(command)
            case Raw.PN532:
                return self._direct(command)
            case Raw.NOT_AT_ALL:
                return NOT_SUPPORTED

    def _transparent(self, command: bytes) -> bytes:
        if command in {START_SESSION, USE_LAYER_3, END_SESSION}:
            return NO_OBJECT_FAILED + OK
        if command != transparent_exchange(READ_SIG):
            return NOT_SUPPORTED
        if not self._signature:
            return bytes.fromhex("C003016401") + OK
        return NO_OBJECT_FAILED + bytes((0x97, len(self._signature))) + self._signature + OK

    def _direct(self, command: bytes) -> bytes:
        if command != direct_transmit(READ_SIG):
            return FAILED
        status = b"\x00" if self._signature else b"\x01"
        return b"\xd5\x43" + status + self._signature + OK
