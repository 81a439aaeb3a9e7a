"""A chip with the fidpos applet that can be personalised, and proves its key."""

from dataclasses import dataclass, field

from fidpos.readers.cards.formats.applet import commands
from fidpos.readers.drivers.simulated.virtual_cards import (
    NOT_FOUND,
    NOT_SUPPORTED,
    OK,
    VirtualChip,
    contact_atr,
    contactless_atr,
)
from fidpos.wire.card_crypto import cmac
from tests.helpers.virtual_cards.chip_program import chip_parser, run_chip

NO_SUCH_DATA = bytes.fromhex("6A88")
WRONG_LENGTH = bytes.fromhex("6700")
LOCKED = bytes.fromhex("6985")


@dataclass(slots=True)
class AuthApplet:
    """An applet; blank without a number, as old as the first ones without a key."""

    number: str = ""
    key: bytes = b""
    key_id: int = 1
    is_locked: bool = False
    contactless: bool = False
    asked: list[bytes] = field(default_factory=list)
    _is_selected: bool = field(default=False, init=False)

    @property
    def atr(self) -> bytes:
        return (contactless_atr if self.contactless else contact_atr)(commands.MARKER)

    def reset(self) -> None:
        self._is_selected = False

    def respond(self, command: bytes) -> bytes:
        self.asked.append(command)
        if command[:2] == bytes.fromhex("00A4"):
            self._is_selected = command == commands.SELECT
            return OK if self._is_selected else NOT_FOUND
        if not self._is_selected:
            return NOT_SUPPORTED
        match command[1]:
            case 0xCA:
                return self._said(command)
            case 0x88:
                return self._proved(command)
            case 0xDA:
                return self._written(command)
            case _:
                return NOT_SUPPORTED

    def _said(self, command: bytes) -> bytes:
        match command:
            case commands.GET_NUMBER if self.number:
                return self.number.encode() + OK
            case commands.GET_KEY_ID if self.key:
                return bytes((self.key_id,)) + OK
            case commands.GET_STATE:
                return (commands.STATE_LOCKED if self.is_locked else commands.STATE_OPEN) + OK
            case _:
                return NO_SUCH_DATA

    def _proved(self, command: bytes) -> bytes:
        if command[3] != self.key_id or not self.key:
            return NO_SUCH_DATA
        if len(command) != 5 + commands.CHALLENGE_BYTES + 1:
            return WRONG_LENGTH
        return cmac(self.key, command[5 : 5 + commands.CHALLENGE_BYTES]) + OK

    def _written(self, command: bytes) -> bytes:
        if self.is_locked:
            return LOCKED
        data = command[5:]
        if len(data) != command[4]:
            return WRONG_LENGTH
        match command[2:4]:
            case b"\x01\x01":
                self.number = data.decode("ascii")
            case b"\x01\x02":
                self.key_id, self.key = data[0], data[1:]
            case b"\x01\x03":
                self.is_locked = True
            case _:
                return NO_SUCH_DATA
        return OK


if __name__ == "__main__":
    parser = chip_parser()
    parser.add_argument("--number", required=True)
    parser.add_argument("--key", type=bytes.fromhex, default=b"")
    parser.add_argument("--key-id", type=int, default=1)

    def applet(options: object) -> VirtualChip:
        values = vars(options)
        return AuthApplet(number=values["number"], key=values["key"], key_id=values["key_id"])

    raise SystemExit(run_chip(parser, applet))
