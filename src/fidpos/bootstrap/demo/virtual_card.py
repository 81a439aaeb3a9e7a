"""A card program: holds a virtual card out to the virtual reader of the system's smart-card service.

    python -m fidpos.bootstrap.demo.virtual_card --profile applet --number 2010010000017 --port 35963

vsmartcard's reader driver (vpcd) listens on a port for each slot. To connect is to insert the card, to
close is to take it away: the program serves until its standard input ends, or until it is killed. It runs
as a process of its own, so that no lock of the till's interpreter can hold up the card. With `--once-empty`
it waits until the service has seen the card before it leave, and may thus be started while that one goes.
"""

import argparse
import contextlib
import selectors
import socket
import sys
from typing import IO

from fidpos.bootstrap.demo.empty_slot import wait_until_empty
from fidpos.readers.cards.formats.contactless_uid.profile import KINDS
from fidpos.readers.drivers.pcsc.api import Api, load_scard
from fidpos.readers.drivers.pcsc.codes import ScardError
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, BankCard, UidCard, VirtualChip
from fidpos.readers.errors import LibraryMissing

FIRST_SLOT_PORT = 35963
"""vpcd's default; the second slot has the next one."""

CONNECT_LIMIT_S = 5.0
EMPTY_LIMIT_S = 5.0

_POWER_OFF, _POWER_ON, _RESET, _ATR = 0, 1, 2, 4
_LENGTH_BYTES = 2


class CardTakenAway(Exception):
    """A chip raises it from `respond` to leave the reader in the middle of a command."""


def main(arguments: list[str] | None = None) -> int:
    """Insert the card that the arguments describe."""
    options = _parse(arguments)
    if options.once_empty and not _has_emptied(options.once_empty):
        return 1
    return insert(_card(options), port=options.port)


def insert(chip: VirtualChip, *, port: int, until: IO[bytes] | None = None) -> int:
    """Connect to the slot and answer for the chip until `until` (standard input) ends or the reader lets go.

    Prints `inserted` once the slot took the connection. Returns the exit status.
    """
    try:
        link = socket.create_connection(("127.0.0.1", port), CONNECT_LIMIT_S)
    except OSError as error:
        print(f"no virtual reader on port {port}: {error.strerror}", file=sys.stderr)
        return 1
    print("inserted", flush=True)
    with link:
        link.settimeout(None)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(CardTakenAway):
            _serve(chip, link, sys.stdin.buffer if until is None else until)
    return 0


def _has_emptied(reader: str) -> bool:
    """Whether the reader is empty, now or before long; says so if it is not."""
    try:
        if wait_until_empty(Api(load_scard()), reader, EMPTY_LIMIT_S):
            return True
        reason = "a card is still in it"
    except (LibraryMissing, ScardError) as error:
        reason = str(error)
    print(f"no card can be put into {reader}: {reason}", file=sys.stderr)
    return False


def _serve(chip: VirtualChip, link: socket.socket, until: IO[bytes]) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(link, selectors.EVENT_READ)
        selector.register(until, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if until in ready and not until.readline():
                return
            if link in ready:
                message = _receive(link)
                if message is None:
                    return
                answer = _answer(chip, message)
                if answer is not None:
                    link.sendall(len(answer).to_bytes(_LENGTH_BYTES, "big") + answer)


def _answer(chip: VirtualChip, message: bytes) -> bytes | None:
    """A message of one byte is for the slot, a longer one is a command for the chip."""
    if len(message) != 1:
        return chip.respond(message)
    match message[0]:
        case code if code == _ATR:
            return chip.atr
        case code if code in {_POWER_OFF, _POWER_ON, _RESET}:
            chip.reset()
            return None
        case _:
            return None


def _receive(link: socket.socket) -> bytes | None:
    """One message, or None when the reader is gone."""
    # Without immediate acknowledgements each exchange waits 44 ms for Nagle's algorithm on the other side.
    # The kernel forgets the option, so it is set before each read; other systems than Linux do not have it.
    if hasattr(socket, "TCP_QUICKACK"):
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    length = link.recv(_LENGTH_BYTES, socket.MSG_WAITALL)
    if len(length) < _LENGTH_BYTES:
        return None
    expected = int.from_bytes(length, "big")
    message = link.recv(expected, socket.MSG_WAITALL)
    return message if len(message) == expected else None


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="virtual_card", description="Hold a virtual card out to vpcd.")
    parser.add_argument("--profile", required=True, choices=("applet", "applet_contactless", "uid", "bank"))
    parser.add_argument("--number", default="", help="card number of an applet")
    parser.add_argument("--uid", default="", help="UID in hex")
    parser.add_argument("--kind", default="mifare_classic_1k", choices=sorted(KINDS))
    parser.add_argument("--port", type=int, default=FIRST_SLOT_PORT)
    parser.add_argument("--once-empty", default="", help="name of the reader, to wait until it is empty")
    return parser.parse_args(arguments)


def _card(options: argparse.Namespace) -> VirtualChip:
    match options.profile:
        case "uid":
            return UidCard(bytes.fromhex(options.uid), options.kind)
        case "bank":
            return BankCard()
        case profile:
            return AppletCard(options.number, contactless=profile == "applet_contactless")


if __name__ == "__main__":
    raise SystemExit(main())
