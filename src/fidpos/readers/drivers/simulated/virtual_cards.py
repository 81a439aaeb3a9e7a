"""Cards that exist in memory only: what a chip answers, what a scanner reads.

They speak the same bytes as real ones, so that decoding is exercised whether they are presented in process or
through the system's smart-card service and its virtual reader.
"""

from dataclasses import dataclass, field
from typing import Protocol

from fidpos.readers.cards.formats.applet.commands import AID, GET_NUMBER, MARKER
from fidpos.readers.cards.formats.contactless_uid.profile import KINDS
from fidpos.readers.cards.storage_card import GET_UID

OK = bytes.fromhex("9000")
NOT_FOUND = bytes.fromhex("6A82")
NOT_SUPPORTED = bytes.fromhex("6D00")

_SELECT_BY_NAME = bytes.fromhex("00A404")


class VirtualChip(Protocol):
    """A chip: its answer to reset, and its answer to each command."""

    @property
    def atr(self) -> bytes:
        """What it says when it gets power."""
        ...

    def reset(self) -> None:
        """Power was cut or the reset line pulled: forget what was selected."""
        ...

    def respond(self, command: bytes) -> bytes:
        """Data and status word."""
        ...


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A barcode on paper or on a phone: what a scanner would send."""

    text: str


@dataclass(slots=True)
class AppletCard:
    """A chip with the fidpos applet and a number; `contactless` when it is held to a coil."""

    number: str
    contactless: bool = False
    _is_selected: bool = field(default=False, init=False)

    @property
    def atr(self) -> bytes:
        """Names fidpos in its historical bytes."""
        return contactless_atr(MARKER) if self.contactless else contact_atr(MARKER)

    def reset(self) -> None:
        """Nothing is selected."""
        self._is_selected = False

    def respond(self, command: bytes) -> bytes:
        """SELECT by name and GET DATA."""
        if command[:3] == _SELECT_BY_NAME:
            self._is_selected = command[5 : 5 + command[4]] == AID
            return OK if self._is_selected else NOT_FOUND
        if self._is_selected and command == GET_NUMBER:
            return self.number.encode("ascii") + OK
        return NOT_SUPPORTED


@dataclass(slots=True)
class UidCard:
    """A plain contactless card of a kind out of `contactless_uid.KINDS`; its reader answers for it."""

    uid: bytes
    kind: str = "mifare_classic_1k"

    @property
    def atr(self) -> bytes:
        """As PC/SC part 3 has a reader announce a memory card: RID, standard 03, card name."""
        name = KINDS[self.kind].to_bytes(2, "big")
        return contactless_atr(bytes.fromhex("804F0CA00000030603") + name + bytes(4))

    def reset(self) -> None:
        """It has no state."""

    def respond(self, command: bytes) -> bytes:
        """GET DATA for the UID."""
        return self.uid + OK if command == GET_UID else NOT_SUPPORTED


@dataclass(slots=True)
class BankCard:
    """A payment card, as far as its ATR goes; keeps what it was asked, to prove how little that is."""

    asked: list[bytes] = field(default_factory=list)

    @property
    def atr(self) -> bytes:
        """Historical bytes of a common payment family."""
        return contact_atr(bytes.fromhex("0031C173C82110640000900000"))

    def reset(self) -> None:
        """It has no state."""

    def respond(self, command: bytes) -> bytes:
        """Carries no applet of ours."""
        self.asked.append(command)
        return NOT_FOUND


def contact_atr(historical: bytes) -> bytes:
    """The shortest ATR for protocol T=1 with these historical bytes (ISO/IEC 7816-3, section 8.2)."""
    return _with_check(bytes((0x80 | len(historical), 0x01)) + historical)


def contactless_atr(historical: bytes) -> bytes:
    """The ATR that a contactless reader makes up (PC/SC part 3, section 3.1.3.2.3)."""
    return _with_check(bytes((0x80 | len(historical), 0x80, 0x01)) + historical)


def _with_check(body: bytes) -> bytes:
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes((check,))
