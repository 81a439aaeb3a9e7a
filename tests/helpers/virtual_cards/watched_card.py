"""A card that says `looked at` when the service looks whether it is still there, once it has been read."""

import sys

from fidpos.bootstrap.demo.virtual_card import insert
from fidpos.readers.cards.formats.applet.commands import GET_NUMBER
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard


class WatchedCard(AppletCard):
    """An applet; to look at a card is to ask for its ATR."""

    is_read = False

    @property
    def atr(self) -> bytes:
        if self.is_read:
            print("looked at", flush=True)
        return super().atr

    def respond(self, command: bytes) -> bytes:
        self.is_read = self.is_read or command == GET_NUMBER
        return super().respond(command)


if __name__ == "__main__":
    raise SystemExit(insert(WatchedCard(sys.argv[1]), port=int(sys.argv[2])))
