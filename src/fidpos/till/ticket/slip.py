"""Tickets that come out beside a task's own work: a closing, consents, gift cards. Nothing waits for them.

The printer's word is said in the banner, whatever step the task has come to meanwhile; a failed print undoes
nothing, and the same key prints once more.
"""

from fidpos.till.announce import Said
from fidpos.till.station import Station
from fidpos.till.ticket.printer import JobState, PrinterState, TicketPrinter
from fidpos.till.ticket.ticket import Ticket
from fidpos.till.view import Message, Tone


class Slips:
    """What a task has had printed; one for each task."""

    def __init__(self, station: Station, printer: TicketPrinter) -> None:
        self._station = station
        self._printer = printer
        self._job = 0

    def print_all(self, *tickets: Ticket) -> None:
        """Have them printed, or made files of where there is no printer; says what came of it.

        Raises:
            StoreError: a file cannot be written.
        """
        document = ""
        self._job = 0
        for ticket in tickets:
            sent = self._printer.print_ticket(ticket)
            if sent is None:
                self._say(Tone.WARNING, "task.print.too_many", "hint.slip.too_many")
                return
            self._job, document = sent.job or self._job, sent.document or document
        if self._job:
            self._say(Tone.INFO, "task.print.working")
        elif document:
            self._station.dialogue.document = document
            self._say(Tone.SUCCESS, "task.print.made", "hint.task.print.made", path=document)
        else:
            self._say(Tone.WARNING, "task.print.nothing", "hint.slip.nothing")

    def tick(self) -> bool:
        """Whether the printer has said something new, about once a second."""
        if not self._job:
            return False
        match self._printer.outcome(self._job):
            case JobState.WAITING:
                return False
            case JobState.PRINTED:
                self._say(Tone.SUCCESS, "task.print.printed")
            case JobState.FAILED:
                state = self._printer.state
                trouble = state if state.is_trouble else PrinterState.FAULTY
                self._say(Tone.WARNING, f"printer.{trouble.value}", "hint.slip.trouble")
        self._job = 0
        return True

    def _say(self, tone: Tone, key: str, hint: str = "", **params: object) -> None:
        detail = Message(key=hint, params=params) if hint else None
        self._station.dialogue.say(Said(tone=tone, message=Message(key=key), detail=detail))
