"""A card that is pulled away in the middle of being read: it leaves when it is asked for its number."""

import sys

from fidpos.bootstrap.demo.virtual_card import CardTakenAway, insert
from fidpos.readers.cards.formats.applet.commands import GET_NUMBER
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard


class PulledCard(AppletCard):
    """An applet that does not stay."""

    def respond(self, command: bytes) -> bytes:
        if command == GET_NUMBER:
            print("pulled", flush=True)
            raise CardTakenAway
        return super().respond(command)


if __name__ == "__main__":
    raise SystemExit(insert(PulledCard(sys.argv[1]), port=int(sys.argv[2])))
