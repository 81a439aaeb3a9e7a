"""The hands that hold virtual cards out: to the simulated reader in process, or to the real pcscd."""

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Protocol

from fidpos.bootstrap.demo.pcscd import FIRST_READER, SOCKET_VARIABLE, VirtualPcscd
from fidpos.bootstrap.demo.tray import Presentation, StoryCard
from fidpos.readers.driver import ReaderDriver
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import (
    AppletCard,
    BankCard,
    PrintedCode,
    UidCard,
    VirtualChip,
)
from fidpos.settings.till_settings import Cards, Readers

SIMULATED = "simulated"
WEDGE = "keyboard_wedge"
PCSC = "pcsc"

CARDS: Cards = {"applet": {}, "contactless_uid": {"kinds": ["mifare_classic_1k"]}}
"""Card formats of the demonstration's shop."""

FindReader = Callable[[str], ReaderDriver | None]


class Hands(Protocol):
    """Present cards, and do to the reader what happens to readers."""

    def present(self, card: StoryCard) -> None:
        """Hold it out; a chip stays until `take_away`."""
        ...

    def scan(self, text: str) -> None:
        """Hold something printed under the scanner."""
        ...

    def take_away(self) -> None:
        """Take the card back, if one is held out."""
        ...

    def unplug(self) -> None:
        """Pull the reader's cable (with pcscd: its service dies)."""
        ...

    def plug(self) -> None:
        """Put it back."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


def virtual(card: StoryCard) -> VirtualChip | PrintedCode:
    """The card as the simulated reader takes it."""
    value = card.token.value if card.token is not None else ""
    match card.presentation:
        case Presentation.APPLET:
            return AppletCard(value)
        case Presentation.UID:
            return UidCard(bytes.fromhex(value))
        case Presentation.BARCODE:
            return PrintedCode(value)
        case Presentation.BANK:
            return BankCard()


class TrayHands:
    """Everything goes to the simulated reader; the driver is asked for each time, as it may be built anew."""

    readers: ClassVar[Readers] = {SIMULATED: {}, WEDGE: {}}

    def __init__(self, find: FindReader) -> None:
        self._find = find

    def present(self, card: StoryCard) -> None:
        """Hold it out."""
        self._driver().insert(virtual(card))

    def scan(self, text: str) -> None:
        """Hold it under the scanner."""
        self._driver().insert(PrintedCode(text))

    def take_away(self) -> None:
        """Take it back."""
        self._driver().remove()

    def unplug(self) -> None:
        """Pull the cable."""
        self._driver().unplug()

    def plug(self) -> None:
        """Put it back."""
        self._driver().plug()

    def close(self) -> None:
        """Nothing is held."""

    def _driver(self) -> SimulatedDriver:
        driver = self._find(SIMULATED)
        assert isinstance(driver, SimulatedDriver), "the demonstration's till has a simulated reader"
        return driver


class PcscHands:
    """Chips go to the real pcscd, each as a program of its own; codes to the simulated reader."""

    readers: ClassVar[Readers] = {PCSC: {}, SIMULATED: {}, WEDGE: {}}

    def __init__(self, find: FindReader) -> None:
        """Start pcscd with its virtual reader; this process, and only it, is pointed at it.

        Raises:
            PcscdUnavailable: it cannot run here.
        """
        self._codes = TrayHands(find)
        self._folder = tempfile.TemporaryDirectory(prefix="fidpos-pcscd-")
        self._pcscd = VirtualPcscd(Path(self._folder.name))
        self._card: subprocess.Popen[bytes] | None = None
        self._pcscd.start()
        os.environ[SOCKET_VARIABLE] = str(self._pcscd.socket_path)

    def present(self, card: StoryCard) -> None:
        """Hold it out; a chip goes in as soon as the service has seen the one before leave."""
        if card.presentation is Presentation.BARCODE:
            self._codes.present(card)
            return
        self.take_away()
        program = ("-m", "fidpos.bootstrap.demo.virtual_card", *_described(card))
        command = self._pcscd.card_command(*program, "--once-empty", FIRST_READER)
        # The whole command is ours; the card's number is its only variable part.
        self._card = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)  # noqa: S603

    def scan(self, text: str) -> None:
        """Hold it under the scanner."""
        self._codes.scan(text)

    def take_away(self) -> None:
        """Take it back."""
        card, self._card = self._card, None
        if card is not None:
            card.kill()
            card.communicate()

    def unplug(self) -> None:
        """The service dies."""
        self.take_away()
        self._pcscd.kill()

    def plug(self) -> None:
        """The service is started again."""
        self._pcscd.start()

    def close(self) -> None:
        """End the service."""
        self.take_away()
        self._pcscd.stop()
        self._folder.cleanup()


def _described(card: StoryCard) -> tuple[str, ...]:
    value = card.token.value if card.token is not None else ""
    match card.presentation:
        case Presentation.UID:
            return ("--profile", "uid", "--uid", value)
        case Presentation.BANK:
            return ("--profile", "bank")
        case _:
            return ("--profile", "applet", "--number", value)
