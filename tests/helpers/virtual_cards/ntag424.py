"""An NTAG 424 DNA whose URL is made anew each time its file is opened."""

from dataclasses import dataclass, field

from fidpos.readers.cards.formats.ntag424.profile import SELECT_APPLICATION, SELECT_FILE
from fidpos.readers.cards.ndef import uri_message
from fidpos.readers.cards.storage_card import GET_UID
from fidpos.readers.drivers.simulated.virtual_cards import (
    NOT_FOUND,
    NOT_SUPPORTED,
    OK,
    VirtualChip,
    contactless_atr,
)
from fidpos.wire.card_crypto import cmac, encrypt
from tests.helpers.virtual_cards.chip_program import chip_parser, run_chip

URL = "https://card.example.org/c?"


def sun_url(uid: bytes, counter: int, file_key: bytes, *, meta_key: bytes = b"", tail: str = "") -> str:
    """What the chip's own mirror makes; encrypted where there is a meta key."""
    tapped = uid + counter.to_bytes(3, "little")
    code = cmac(cmac(file_key, bytes.fromhex("3CC300010080") + tapped), b"")[1::2].hex().upper()
    if not meta_key:
        return f"{URL}uid={uid.hex().upper()}&ctr={counter:06X}{tail}&c={code}"
    picc = encrypt(meta_key, b"\xc7" + tapped + bytes(range(5)))
    return f"{URL}e={picc.hex().upper()}{tail}&c={code}"


@dataclass(slots=True)
class Ntag424:
    """Counts each tap when its file is read first; `random_uid` hides the UID from the reader."""

    uid: bytes
    file_key: bytes
    counter: int = 0
    meta_key: bytes = b""
    random_uid: bool = False
    replayed: str = ""
    """A URL copied off another card, which this one says for ever."""
    _file: bytes | None = field(default=None, init=False)
    _step: int = field(default=0, init=False)

    @property
    def atr(self) -> bytes:
        return contactless_atr(b"\x80")

    def reset(self) -> None:
        self._step, self._file = 0, None

    def respond(self, command: bytes) -> bytes:
        if command == GET_UID:
            return (b"\x08\x12\x34\x56" if self.random_uid else self.uid) + OK
        if command[:2] == bytes.fromhex("00A4"):
            return self._selected(command)
        if command[:2] == bytes.fromhex("00B0") and self._step == 2:
            offset = int.from_bytes(command[2:4], "big")
            return self._content()[offset : offset + command[4]] + OK
        return NOT_SUPPORTED

    def _selected(self, command: bytes) -> bytes:
        if command == SELECT_APPLICATION:
            self._step, self._file = 1, None
            return OK
        if command == SELECT_FILE and self._step:
            self._step = 2
            return OK
        return NOT_FOUND

    def _content(self) -> bytes:
        if self._file is None:
            self.counter += 1
            url = self.replayed or sun_url(self.uid, self.counter, self.file_key, meta_key=self.meta_key)
            message = uri_message(url)
            self._file = len(message).to_bytes(2, "big") + message
        return self._file


if __name__ == "__main__":
    parser = chip_parser()
    parser.add_argument("--uid", type=bytes.fromhex, required=True)
    parser.add_argument("--file-key", type=bytes.fromhex, required=True)
    parser.add_argument("--meta-key", type=bytes.fromhex, default=b"")
    parser.add_argument("--counter", type=int, default=0)
    parser.add_argument("--random-uid", action="store_true")

    def tag(options: object) -> VirtualChip:
        values = vars(options)
        return Ntag424(
            uid=values["uid"],
            file_key=values["file_key"],
            meta_key=values["meta_key"],
            counter=values["counter"],
            random_uid=values["random_uid"],
        )

    raise SystemExit(run_chip(parser, tag))
