"""Cards for the printer: one PDF each in a folder of the till, for this user alone, until the next start."""

from collections.abc import Callable
from pathlib import Path

from fidpos.bootstrap.printer_folder import PrinterFolder
from fidpos.domain.shop import TillIdentity

CARD_COLOUR = "#2450D8"
"""Of the card that the till's screen shows."""


class CardPrinter:
    """Makes the files, and takes away those that an earlier run left.

    Args:
        folder: made when the first card is.
        whose: the till, with the names that stand on the cards made now.
    """

    def __init__(self, folder: Path, whose: Callable[[], TillIdentity]) -> None:
        self._folder = PrinterFolder(folder)
        self._whose = whose

    def clear(self) -> None:
        """Remove what was made before."""
        self._folder.clear()

    def print_card(self, number: str) -> str:
        """Write one card; gives the path of a file that is whole, and whose name says four digits at most.

        Raises:
            StoreError: it cannot be written; no file is left behind.
        """
        return self._folder.put(number[-4:], self._content(number))

    def _content(self, number: str) -> bytes:
        # Most tills never print a card: the libraries that draw one are loaded with the first.
        from fidpos.printing.card_pdf import CardDesign, member_card

        identity = self._whose()
        design = CardDesign(
            merchant_name=identity.merchant_name, card_name=identity.card_name, colour=CARD_COLOUR
        )
        return member_card(design, number)
