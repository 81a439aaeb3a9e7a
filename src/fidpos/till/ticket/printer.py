"""The ticket printer as the till sees it. Called on the till's worker; all of it returns at once.

A ticket that could not be printed is not printed later by itself: the customer has gone, and the next one
would find it. Whoever wants it asks once more.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from fidpos.settings.till_settings import PaperRoll, PrinterKind
from fidpos.till.ticket.ticket import Ticket
from fidpos.till.view import Message


class PrinterState(StrEnum):
    """Where the printer stands; each has a sentence."""

    NONE = "none"
    """There is none: tickets are files for another program."""
    UNKNOWN = "unknown"
    """Nothing was printed yet."""
    READY = "ready"
    PRINTING = "printing"
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    FAULTY = "faulty"
    """It says that it cannot, such as a stuck cutter."""
    STALLED = "stalled"
    """It takes nothing any more: out of paper in the middle, or hung."""
    UNREACHABLE = "unreachable"
    """Unplugged, switched off, or another address."""

    @property
    def is_trouble(self) -> bool:
        """Whether somebody has to do something about it."""
        return self not in {
            PrinterState.NONE,
            PrinterState.UNKNOWN,
            PrinterState.READY,
            PrinterState.PRINTING,
        }


class JobState(StrEnum):
    """What became of a ticket."""

    WAITING = "waiting"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A ticket on its way: `job` to ask after it, or `document`, the file that was made of it."""

    job: int = 0
    document: str = ""


class TicketPrinter(Protocol):
    """Draws tickets and has them printed."""

    @property
    def state(self) -> PrinterState:
        """As last heard of; nobody is asked."""
        ...

    def preview(self, ticket: Ticket) -> str:
        """Path of a picture with the very dots that will be printed; empty where none can be made."""
        ...

    def forget(self, picture: str) -> None:
        """The preview is not looked at any more. Raises nothing."""
        ...

    def print_ticket(self, ticket: Ticket) -> Sent | None:
        """Have it printed, or made a file where there is no printer; None while too many wait already.

        Raises:
            StoreError: the file cannot be written.
        """
        ...

    def make_file(self, ticket: Ticket) -> str:
        """Make a PDF of it, printer or not; gives its path.

        Raises:
            StoreError: it cannot be written.
        """
        ...

    def outcome(self, job: int) -> JobState:
        """What became of a ticket; one that is not remembered failed."""
        ...


class NoPrinter:
    """A till that makes no tickets at all."""

    @property
    def state(self) -> PrinterState:
        """There is none."""
        return PrinterState.NONE

    def preview(self, ticket: Ticket) -> str:
        """No picture."""
        del ticket
        return ""

    def forget(self, picture: str) -> None:
        """There is nothing to forget."""

    def print_ticket(self, ticket: Ticket) -> Sent | None:
        """Nothing comes out."""
        del ticket
        return Sent()

    def make_file(self, ticket: Ticket) -> str:
        """No file."""
        del ticket
        return ""

    def outcome(self, job: int) -> JobState:
        """Nothing was printed."""
        del job
        return JobState.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterChoice:
    """How the printer is reached, and how wide its paper is."""

    kind: PrinterKind = PrinterKind.NONE
    address: str = ""
    paper: PaperRoll = PaperRoll.WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPrinter:
    """Something plugged in that a ticket may be printed on; nobody knows whether it is a printer."""

    kind: PrinterKind
    address: str
    label: str


class PrinterSetUp(Protocol):
    """Looks for printers, and changes to another one, within half a second, on the till's worker."""

    @property
    def choice(self) -> PrinterChoice:
        """The printer in use."""
        ...

    def found(self) -> tuple[FoundPrinter, ...]:
        """What is plugged in now."""
        ...

    def use(self, choice: PrinterChoice) -> Message | None:
        """Keep the choice and print there from now on; why not, and the printer is the former one then."""
        ...
