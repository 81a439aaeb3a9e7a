"""Blank cards that can be written, and taken away in the middle of it."""

from collections.abc import Callable

from fidpos.readers.cards.formats.applet import commands
from fidpos.readers.cards.formats.memory_sle4442.profile import CHIP
from fidpos.readers.cards.formats.memory_sle4442.writer import change_pin
from fidpos.readers.driver import Response
from fidpos.readers.drivers.simulated.virtual_cards import (
    NOT_FOUND,
    NOT_SUPPORTED,
    OK,
    VirtualChip,
    contact_atr,
)
from fidpos.wire.card_crypto import cmac
from tests.helpers.virtual_cards.memory_chip import MemoryChipCard
from tests.helpers.virtual_cards.storage_card import TagCard

_DENIED = bytes.fromhex("6985")
_NO_DATA = bytes.fromhex("6A88")
_PAGE = 4


class BlankApplet:
    """A chip with the applet and nothing in it yet."""

    def __init__(self) -> None:
        self.number = b""
        self.key = b""
        self.state = commands.STATE_OPEN
        self._is_selected = False

    @property
    def atr(self) -> bytes:
        return contact_atr(commands.MARKER)

    def reset(self) -> None:
        self._is_selected = False

    def respond(self, command: bytes) -> bytes:
        if command == commands.SELECT:
            self._is_selected = True
            return OK
        if not self._is_selected:
            return NOT_FOUND
        match command[:2]:
            case b"\x00\xca":
                held = {1: self.number, 2: self.key[:1], 3: self.state}[command[3]]
                return held + OK if held else _NO_DATA
            case b"\x00\x88":
                return cmac(self.key[1:], command[5:21]) + OK if self.key else _DENIED
            case b"\x00\xda":
                return self._put(command[3], command[5:])
            case _:
                return NOT_SUPPORTED

    def _put(self, what: int, data: bytes) -> bytes:
        if self.state == commands.STATE_LOCKED:
            return _DENIED
        match what:
            case 1:
                self.number = data
            case 2:
                self.key = data
            case _:
                self.state = data
        return OK


class BlankMemoryCard(MemoryChipCard):
    """An SLE4442 whose PIN can be changed."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(CHIP, content)

    @property
    def pin(self) -> bytes:
        return self._pin

    def respond(self, command: bytes) -> bytes:
        if command[:2] == b"\xff\xd2" and command == change_pin(command[5:]):
            if not self._is_open:
                return _DENIED
            self._pin = command[5:]
            return OK
        return super().respond(command)


class BlankTag(TagCard):
    """An NTAG213 whose pages can be written; as the factory fills them unless told otherwise."""

    def __init__(self, uid: str = "04E10CDA993C80", *, area: str = "0103A00C340300FE") -> None:
        super().__init__(uid, area=bytes.fromhex(area))

    def answer(self, command: bytes) -> bytes:
        if command[:2] == b"\xff\xd6" and command[4] == _PAGE:
            start = command[3] * _PAGE
            self.memory[start : start + _PAGE] = command[5:]
            return OK
        return super().answer(command)


BLANKS: dict[str, Callable[[], VirtualChip]] = {
    "applet": BlankApplet,
    "memory_sle4442": BlankMemoryCard,
    "ntag21x": BlankTag,
}
"""By the name of the format that is written to them."""

FORMATS: dict[str, dict[str, object]] = {name: {} for name in BLANKS}
"""Those formats in use, as the settings have them."""


class TakenAway(Exception):
    """What a transport raises when the card left."""


class Hand:
    """Holds a card to a reader, for so many commands and no more."""

    def __init__(self, card: VirtualChip) -> None:
        self._card = card
        self._left: int | None = None

    def hold(self, commands_max: int | None = None) -> None:
        self._card.reset()
        self._left = commands_max

    def transmit(self, command: bytes) -> Response:
        if self._left is not None:
            if not self._left:
                raise TakenAway
            self._left -= 1
        answer = self._card.respond(command)
        return Response(answer[:-2], int.from_bytes(answer[-2:], "big"))
