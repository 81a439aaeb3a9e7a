"""A card program for nfcpy's `udp` driver, and the hand that tells it what to hold out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.virtual_cards.programs import Program


class UdpField:
    """A running `nfc_udp_card`."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.port = int(program.next_line())

    @property
    def path(self) -> str:
        """Where nfcpy finds it."""
        return f"udp:localhost:{self.port}"

    def say(self, *words: str) -> None:
        """Tell it, and wait until it is done."""
        self._program.tell(" ".join(words))
        self._program.wait_for("ok")

    def end(self) -> None:
        """From now on nobody answers."""
        self._program.end()


@contextmanager
def udp_field() -> Iterator[UdpField]:
    """A field without a card, for as long as it is wanted."""
    program = Program([sys.executable, "-m", "tests.helpers.nfc_udp_card"])
    try:
        yield UdpField(program)
    finally:
        program.end()
