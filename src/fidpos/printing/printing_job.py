"""One ticket on one printer, from the question how it is to the cut: what it does wrong is found here."""

import time
from collections.abc import Callable, Sequence

from fidpos.printing import escpos
from fidpos.printing.connection import Connection, OpensConnection
from fidpos.printing.errors import PrinterGone
from fidpos.till.ticket.printer import PrinterState

ANSWER_S = 0.6
"""A printer that answers at all does so by then."""
STALL_S = 8.0
"""So long it may take nothing: some heat up, and some clean their knife."""
DONE_S = 15.0
"""So long the last lines may take, once all of them are sent."""
_SLICE_S = 0.1
"""Nobody waits longer without looking whether the till is closing."""


class Closing(Exception):
    """The till closes: the ticket is given up."""


class PrintingJob:
    """Asks and prints over one connection.

    Args:
        opens: the way to the printer.
        is_closing: whether to give up.
        monotonic_s: tells time; tests bring their own.
    """

    def __init__(
        self,
        opens: OpensConnection,
        *,
        is_closing: Callable[[], bool],
        monotonic_s: Callable[[], float] = time.monotonic,
        stall_s: float = STALL_S,
    ) -> None:
        self._opens = opens
        self._is_closing = is_closing
        self._monotonic_s = monotonic_s
        self._stall_s = stall_s

    def ask(self) -> PrinterState:
        """How the printer is; one that is there and says nothing is taken to be ready."""
        return self._with_printer(lambda printer: self._trouble(printer) or PrinterState.READY)

    def print_ticket(self, pieces: Sequence[bytes]) -> PrinterState:
        """Print; READY when it is on paper, else why it is not, or not whole."""
        return self._with_printer(lambda printer: self._printed(printer, pieces))

    def _with_printer(self, act: Callable[[Connection], PrinterState]) -> PrinterState:
        try:
            printer = self._opens()
        except PrinterGone:
            return PrinterState.UNREACHABLE
        try:
            return act(printer)
        except PrinterGone:
            return PrinterState.UNREACHABLE
        finally:
            printer.close()

    def _printed(self, printer: Connection, pieces: Sequence[bytes]) -> PrinterState:
        answers = self._answers(printer)
        trouble = _judged(answers)
        if trouble is not None:
            return trouble
        for piece in pieces:
            if not self._handed_over(printer, piece):
                return PrinterState.STALLED
        return self._finished(printer) if answers else PrinterState.READY

    def _finished(self, printer: Connection) -> PrinterState:
        """Wait until all of it is on paper; a printer that ran out says so out of turn."""
        if not self._handed_over(printer, escpos.ASK_WHEN_DONE):
            return PrinterState.STALLED
        until_s = self._monotonic_s() + DONE_S
        while self._monotonic_s() < until_s:
            answers = self._heard(printer, ANSWER_S)
            done = [answer for answer in answers if escpos.is_in_turn(answer)]
            if done:
                return PrinterState.NO_PAPER if escpos.ran_out(done[0]) else PrinterState.READY
            trouble = self._trouble(printer)
            if trouble is not None:
                return trouble
        return PrinterState.STALLED

    def _trouble(self, printer: Connection) -> PrinterState | None:
        return _judged(self._answers(printer))

    def _answers(self, printer: Connection) -> bytes:
        """To both questions, in their order; empty where the printer says nothing."""
        found = bytearray()
        for question in (escpos.ASK_OFFLINE, escpos.ASK_PAPER):
            if not self._handed_over(printer, question):
                return b""
            heard = self._heard(printer, ANSWER_S)
            answers = [answer for answer in heard if escpos.is_real_time(answer)]
            if not answers:
                return b""
            found.append(answers[-1])
        return bytes(found)

    def _heard(self, printer: Connection, within_s: float) -> bytes:
        heard, until_s = b"", self._monotonic_s() + within_s
        while not heard and self._monotonic_s() < until_s:
            self._look()
            heard += printer.receive(_SLICE_S)
        return heard

    def _handed_over(self, printer: Connection, data: bytes) -> bool:
        """Whether all of it was taken, with no pause longer than a stall."""
        rest, moved_s = memoryview(data), self._monotonic_s()
        while rest:
            self._look()
            taken = printer.send(bytes(rest), _SLICE_S)
            rest = rest[taken:]
            if taken:
                moved_s = self._monotonic_s()
            elif self._monotonic_s() - moved_s > self._stall_s:
                return False
        return True

    def _look(self) -> None:
        if self._is_closing():
            raise Closing


def _judged(answers: bytes) -> PrinterState | None:
    return escpos.trouble(answers[0], answers[1]) if answers else None
