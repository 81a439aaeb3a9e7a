"""Where a running till makes cards: its readers write the blanks, its printer folder takes the rest.

`till.new_card.CardWorkshop` on the formats that are enabled and the one recogniser that the readers ask.
"""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from fidpos.bootstrap.card_printer import CardPrinter
from fidpos.bootstrap.readers import Installed
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.shop import TillIdentity
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.cards.writing import CardKeyKeeper, CardWriter, WriteJob
from fidpos.readers.own_number import LONG_SERIAL_LENGTH, make_long
from fidpos.readers.tap import ReaderTap
from fidpos.till.new_card import PRINTED

SERIALS = 10**LONG_SERIAL_LENGTH


def open_workshop(
    folder: Path,
    whose: Callable[[], TillIdentity],
    *,
    tap: ReaderTap,
    installed: Callable[[], Installed],
    keys: CardKeyKeeper,
) -> "LiveWorkshop":
    """The workshop of a till whose card may get another name; what an earlier run left in `folder` goes.

    For the other arguments see `LiveWorkshop`.
    """
    printer = CardPrinter(folder, whose)
    printer.clear()
    return LiveWorkshop(tap, installed, keys, printer, merchant_code=whose().merchant_code)


class LiveWorkshop:
    """The workshop of one running till; lives on the till's worker.

    Args:
        tap: where the readers' recogniser is; another one may take its place while the till runs.
        installed: which card formats are in use now.
        keys: where the keys of the cards written here are kept.
        printer: makes the cards on paper.
        merchant_code: the first digits of every number drawn here.
        draw_below: a whole number from 0 on and below its argument, that nobody can foresee.
    """

    def __init__(
        self,
        tap: ReaderTap,
        installed: Callable[[], Installed],
        keys: CardKeyKeeper,
        printer: CardPrinter,
        *,
        merchant_code: str,
        draw_below: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self._tap = tap
        self._installed = installed
        self._keys = keys
        self._printer = printer
        self._merchant_code = merchant_code
        self._draw_below = draw_below
        self._known: tuple[Installed, Mapping[str, CardWriter]] | None = None
        self._job: WriteJob | None = None
        self._armed: Recogniser | None = None

    def kinds(self) -> tuple[str, ...]:
        """See `CardWorkshop.kinds`; paper is always there."""
        return (*self._writers(), PRINTED)

    def draw_number(self) -> str:
        """See `CardWorkshop.draw_number`."""
        return make_long(self._merchant_code, self._draw_below(SERIALS))

    def begin(self, kind: str, number: str) -> None:
        """See `CardWorkshop.begin`."""
        self.stop()
        recogniser = self._tap.inner_cards
        assert isinstance(recogniser, Recogniser), "a till's readers ask the recogniser that can write"
        self._job = WriteJob(self._writers()[kind], number, self._keys)
        self._armed = recogniser
        recogniser.write_next(self._job)

    def problem(self) -> WriteProblem | None:
        """See `CardWorkshop.problem`."""
        return self._job.problem if self._job is not None else None

    def stop(self) -> None:
        """See `CardWorkshop.stop`; a card that is being written at this moment is written to its end."""
        armed, self._armed, self._job = self._armed, None, None
        if armed is not None:
            armed.write_next(None)

    def print_card(self, number: str) -> str:
        """See `CardWorkshop.print_card`."""
        return self._printer.print_card(number)

    def _writers(self) -> Mapping[str, CardWriter]:
        """Built once for what is installed: every view asks."""
        installed = self._installed()
        if self._known is None or self._known[0] is not installed:
            self._known = installed, installed.catalogue.writers(self._keys)
        return self._known[1]
