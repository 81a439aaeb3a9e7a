"""A DESFire card with one application, one AES key and one file, as far as reading it goes."""

import secrets
from dataclasses import dataclass, field

from fidpos.readers.cards.formats.desfire.session import Session, rotated
from fidpos.readers.cards.storage_card import GET_UID
from fidpos.readers.drivers.simulated.virtual_cards import OK, VirtualChip, contactless_atr
from fidpos.wire.card_crypto import decrypt, encrypt
from tests.helpers.virtual_cards.chip_program import chip_parser, run_chip

APPLICATION = bytes.fromhex("05D9F1")
"""F1D905, the format's default, least significant byte first."""

DONE, MORE = bytes.fromhex("9100"), bytes.fromhex("91AF")
NO_SUCH_APPLICATION, AUTHENTICATION_ERROR = bytes.fromhex("91A0"), bytes.fromhex("91AE")
ILLEGAL_COMMAND, NOT_OURS = bytes.fromhex("911C"), bytes.fromhex("6E00")


@dataclass(slots=True)
class DesfireCard:
    """Answers like EV1; `free_read` lets anybody read the file, `lies` falsifies what is read."""

    uid: bytes
    number: str
    key: bytes
    key_version: int = 1
    free_read: bool = False
    lies: bool = False
    _is_selected: bool = field(default=False, init=False)
    _random_b: bytes = field(default=b"", init=False)
    _session: Session | None = field(default=None, init=False)

    @property
    def atr(self) -> bytes:
        return contactless_atr(b"\x80")

    def reset(self) -> None:
        self._is_selected, self._random_b, self._session = False, b"", None

    def respond(self, command: bytes) -> bytes:
        if command == GET_UID:
            return self.uid + OK
        if command[0] != 0x90:
            return NOT_OURS
        data = command[5:-1]
        if command[1] == 0x5A:
            self.reset()
            self._is_selected = data == APPLICATION
            return DONE if self._is_selected else NO_SUCH_APPLICATION
        if not self._is_selected:
            return ILLEGAL_COMMAND
        match command[1]:
            case 0x64:
                return bytes((self.key_version,)) + DONE
            case 0xAA:
                self._random_b = secrets.token_bytes(16)
                return encrypt(self.key, self._random_b) + MORE
            case 0xAF if self._random_b:
                return self._proved(data)
            case 0xBD:
                return self._read(command[1:2] + data)
            case _:
                return ILLEGAL_COMMAND

    def _proved(self, token: bytes) -> bytes:
        first_answer, random_b = encrypt(self.key, self._random_b), self._random_b
        self._random_b = b""
        both = decrypt(self.key, token, iv=first_answer)
        if both[16:] != rotated(random_b):
            return AUTHENTICATION_ERROR
        a = both[:16]
        self._session = Session(a[:4] + random_b[:4] + a[12:] + random_b[12:])
        return encrypt(self.key, rotated(a), iv=token[-16:]) + DONE

    def _read(self, command: bytes) -> bytes:
        length = int.from_bytes(command[5:8], "little")
        data = self.number.encode().ljust(length, b"\x00")[:length]
        if self._session is None:
            return data + DONE if self.free_read else AUTHENTICATION_ERROR
        self._session.said(command)
        told = b"0" + data[1:] if self.lies else data
        return told + self._session.code(data) + DONE


if __name__ == "__main__":
    parser = chip_parser()
    parser.add_argument("--uid", type=bytes.fromhex, required=True)
    parser.add_argument("--number", required=True)
    parser.add_argument("--key", type=bytes.fromhex, required=True)
    parser.add_argument("--lies", action="store_true")

    def card(options: object) -> VirtualChip:
        values = vars(options)
        return DesfireCard(uid=values["uid"], number=values["number"], key=values["key"], lies=values["lies"])

    raise SystemExit(run_chip(parser, card))
