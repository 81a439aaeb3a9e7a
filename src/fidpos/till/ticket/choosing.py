"""Choosing the ticket printer, whoever does it: a manager at the checkout, a technician at the desk."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fidpos.settings.till_settings import PaperRoll, PrinterKind
from fidpos.till.ticket.printer import (
    FoundPrinter,
    PrinterChoice,
    PrinterSetUp,
    PrinterState,
    Sent,
    TicketPrinter,
)
from fidpos.till.ticket.ticket import TestTicket, TicketHead
from fidpos.till.view import Lamp, Message

Words = Message | str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterLine:
    """Something that may be printed on.

    Attributes:
        address: how it is reached; empty for no printer, and on the network until one is named.
        state: of the one in use, None for the others.
    """

    kind: PrinterKind
    title: Words
    address: str = ""
    state: PrinterState | None = None

    @property
    def is_unnamed(self) -> bool:
        """A printer on the network of which nobody has said where."""
        return self.kind is PrinterKind.NETWORK and not self.address

    @property
    def lamp(self) -> Lamp:
        """Of the one in use; the others are off."""
        if self.state is None:
            return Lamp.OFF
        return Lamp.WARNING if self.state.is_trouble else Lamp.OK


class PrinterChoosing:
    """What there is, and what is changed of it.

    Args:
        set_up: looks for printers and changes to another one.
        printer: the one in use.
        head: of a test ticket.
        audit: leaves a trace of a change; may raise `StoreError`, and nothing is changed then.
    """

    def __init__(
        self,
        set_up: PrinterSetUp,
        printer: TicketPrinter,
        *,
        head: Callable[[], TicketHead],
        audit: Callable[[str], object],
    ) -> None:
        self._set_up = set_up
        self._printer = printer
        self._head = head
        self._audit = audit
        self._found = set_up.found()

    @property
    def choice(self) -> PrinterChoice:
        """The printer in use."""
        return self._set_up.choice

    @property
    def state(self) -> PrinterState:
        """Of the printer in use."""
        return self._printer.state

    def look(self) -> None:
        """What is plugged in by now."""
        self._found = self._set_up.found()

    def lines(self) -> tuple[PrinterLine, ...]:
        """None first, then what was found, or is missing now, then the network."""
        choice = self.choice
        network = choice.address if choice.kind is PrinterKind.NETWORK else ""
        is_plugged = choice.kind in {PrinterKind.USB, PrinterKind.SERIAL}
        if is_plugged and choice.address not in {each.address for each in self._found}:
            missing = FoundPrinter(kind=choice.kind, address=choice.address, label=choice.address)
            self._found = (*self._found, missing)
        lines = (
            PrinterLine(kind=PrinterKind.NONE, title=Message(key="task.printer.none")),
            *(PrinterLine(kind=each.kind, title=each.label, address=each.address) for each in self._found),
            PrinterLine(kind=PrinterKind.NETWORK, title=Message(key="task.printer.network"), address=network),
        )
        return tuple(self._with_state(line) for line in lines)

    def use(self, line: PrinterLine) -> Message | None:
        """Print there from now on; why not, if it cannot be kept."""
        address = line.address if line.kind is not PrinterKind.NONE else ""
        return self._change(replace(self.choice, kind=line.kind, address=address))

    def turn_paper(self) -> Message | None:
        """The other width of paper; likewise."""
        paper = PaperRoll.NARROW if self.choice.paper is PaperRoll.WIDE else PaperRoll.WIDE
        return self._change(replace(self.choice, paper=paper))

    def test(self) -> Sent | None:
        """Print a test ticket, or make it a file; None while too many tickets wait."""
        choice = self.choice
        printer = choice.address or choice.kind.value
        return self._printer.print_ticket(TestTicket(head=self._head(), printer=printer))

    def _with_state(self, line: PrinterLine) -> PrinterLine:
        choice = self.choice
        is_used = line.kind is choice.kind and line.address == choice.address
        return replace(line, state=self._printer.state) if is_used else line

    def _change(self, choice: PrinterChoice) -> Message | None:
        self._audit(f"printer {choice.kind.value}")
        return self._set_up.use(choice)
