"""A card that says its number only once told to: `answer` on standard input, whose end takes it away."""

import sys

from fidpos.bootstrap.demo.virtual_card import CardTakenAway, insert
from fidpos.readers.cards.formats.applet.commands import GET_NUMBER
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard


class HeldCard(AppletCard):
    """An applet that keeps its reader waiting."""

    def respond(self, command: bytes) -> bytes:
        if command == GET_NUMBER:
            print("asked", flush=True)
            if not sys.stdin.buffer.readline():
                raise CardTakenAway
        return super().respond(command)


if __name__ == "__main__":
    raise SystemExit(insert(HeldCard(sys.argv[1]), port=int(sys.argv[2])))
