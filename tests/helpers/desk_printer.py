"""A ticket printer that a test holds in its hands, and the choice of it."""

from dataclasses import dataclass, field

from fidpos.settings.till_settings import PrinterKind
from fidpos.till.ticket.printer import FoundPrinter, JobState, PrinterChoice, PrinterState, Sent
from fidpos.till.ticket.ticket import Ticket
from fidpos.till.view import Message


class DeskPrinter:
    """Prints nothing by itself: the test says what became of each ticket.

    Attributes:
        sent: tickets that were to be printed.
        files: tickets that were made files.
        shown: tickets of which a preview was asked.
        forgotten: previews that nobody looks at any more.
        outcomes: by job.
        is_full: no more tickets are taken.
    """

    def __init__(self, state: PrinterState = PrinterState.READY) -> None:
        self.state = state
        self.sent: list[Ticket] = []
        self.files: list[Ticket] = []
        self.shown: list[Ticket] = []
        self.forgotten: list[str] = []
        self.outcomes: dict[int, JobState] = {}
        self.is_full = False

    def preview(self, ticket: Ticket) -> str:
        self.shown.append(ticket)
        return f"/preview-{len(self.shown)}.png"

    def forget(self, picture: str) -> None:
        self.forgotten.append(picture)

    def print_ticket(self, ticket: Ticket) -> Sent | None:
        if self.state is PrinterState.NONE:
            return Sent(document=self.make_file(ticket))
        if self.is_full:
            return None
        self.sent.append(ticket)
        return Sent(job=len(self.sent))

    def make_file(self, ticket: Ticket) -> str:
        self.files.append(ticket)
        return f"/ticket-{len(self.files)}.pdf"

    def outcome(self, job: int) -> JobState:
        return self.outcomes.get(job, JobState.WAITING)


USB = FoundPrinter(kind=PrinterKind.USB, address="/dev/usb/lp0", label="USB lp0")
SERIAL = FoundPrinter(kind=PrinterKind.SERIAL, address="/dev/ttyUSB0", label="TM-T20")


@dataclass
class ChosenByHand:
    """A set-up that remembers, and refuses when it is told to."""

    choice: PrinterChoice = field(default_factory=PrinterChoice)
    refuses: Message | None = None

    def found(self) -> tuple[FoundPrinter, ...]:
        return (USB, SERIAL)

    def use(self, choice: PrinterChoice) -> Message | None:
        if self.refuses is None:
            self.choice = choice
        return self.refuses
