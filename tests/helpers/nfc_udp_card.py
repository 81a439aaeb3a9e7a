"""A field of nfcpy's `udp` driver with a card in it or none; a program of its own, told what to do on stdin.

It speaks the datagrams of that driver (`106A 26`: bit rate and type, frame in hex) on the loopback device,
and says its port in its first line. Commands: `insert <kind> <number or IDm>`, `insert blank`, `remove`,
`pull <frames>`, `return` for the card that was pulled.
"""

import select
import socket
import sys
from binascii import hexlify, unhexlify
from functools import reduce
from operator import xor

from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, BankCard
from tests.helpers.nfc_cards import FelicaCard, IsoDepCard, Ntag213, RfCard, text_message

SENS_REQ = b"\x26"
CASCADE = (0x93, 0x95, 0x97)
CASCADE_TAG = b"\x88"


class Field:
    """The card at hand and how it answers, from its selection on."""

    def __init__(self) -> None:
        self.card: RfCard | None = None
        self.frames_left: int | None = None
        self._pulled: RfCard | None = None

    def answer(self, technology: str, frame: bytes) -> bytes | None:
        card = self.card
        if card is None or card.technology != technology:
            return None
        if technology.endswith("F"):
            return _polled(card, frame)
        if frame == SENS_REQ:
            return b"\x44\x00"
        if frame[0] in CASCADE and len(frame) in {2, 7}:
            return _anticollision(card, frame)
        if self.frames_left is not None:
            self.frames_left -= 1
            if self.frames_left < 0:
                self._pulled, self.card = card, None
                return None
        return card.answer(frame)

    def obey(self, words: list[str]) -> None:
        self.frames_left = None
        match words:
            case ["insert", "applet", number]:
                self.card = IsoDepCard(AppletCard(number, contactless=True), uid=uid_of(number))
            case ["insert", "phone"]:
                self.card = IsoDepCard(BankCard(), uid=bytes.fromhex("08ABCD00"), is_phone=True)
            case ["insert", "ntag213", number]:
                self.card = Ntag213(text_message(number))
            case ["insert", "blank"]:
                self.card = Ntag213(b"")
            case ["return"]:
                self.card = self._pulled
            case ["insert", "felica", idm]:
                self.card = FelicaCard(bytes.fromhex(idm))
            case ["pull", frames]:
                self.frames_left = int(frames)
            case ["remove"]:
                self.card = None
            case _:
                raise ValueError(words)


def uid_of(number: str) -> bytes:
    """Another one for each number."""
    return b"\x04" + int(number).to_bytes(6, "big")


def _polled(card: RfCard, frame: bytes) -> bytes | None:
    if frame[1:2] != b"\x00":
        return None
    body = b"\x01" + card.uid + bytes.fromhex("0B03014B024F4993") + b"\x88\xb4"
    return bytes((len(body) + 1,)) + body


def _anticollision(card: RfCard, frame: bytes) -> bytes | None:
    """ISO/IEC 14443-3, section 6.5.3: one level, or two of which the first begins with the cascade tag."""
    parts = [card.uid] if len(card.uid) == 4 else [CASCADE_TAG + card.uid[:3], card.uid[3:]]
    level = CASCADE.index(frame[0])
    if level >= len(parts):
        return None
    part = parts[level] + bytes((reduce(xor, parts[level]),))
    if len(frame) == 2:
        return part
    if frame[2:] != part:
        return None
    is_last = level == len(parts) - 1
    if is_last:
        card.select()
    return bytes((card.sak if is_last else 0x04,))


def serve() -> None:
    """Until stdin ends."""
    field = Field()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        print(sock.getsockname()[1], flush=True)
        while True:
            ready, _, _ = select.select([sock, sys.stdin], [], [])
            if sys.stdin in ready:
                line = sys.stdin.readline()
                if not line:
                    return
                field.obey(line.split())
                print("ok", flush=True)
            if sock in ready:
                _reply(sock, field)


def _reply(sock: socket.socket, field: Field) -> None:
    datagram, sender = sock.recvfrom(1024)
    words = datagram.split()
    if len(words) != 2:
        return
    answer = field.answer(words[0].decode("ascii"), unhexlify(words[1]))
    if answer is not None:
        sock.sendto(words[0] + b" " + hexlify(answer), sender)


if __name__ == "__main__":
    serve()
