"""The till's ticket printer: tickets drawn on the till's worker, printed on the printer's own thread.

Previews and files lie in a folder of the till, for this user alone, until the next start: they name
customers.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from fidpos.bootstrap.printer_folder import PrinterFolder
from fidpos.domain.errors import FidposError
from fidpos.localdb.store import LocalStore
from fidpos.printing.connection import OpensConnection
from fidpos.printing.print_queue import PrintQueue
from fidpos.printing.printing_job import PrintingJob
from fidpos.settings.errors import SettingRefused
from fidpos.settings.saving import save_values
from fidpos.settings.till_settings import PaperRoll, PrinterKind, TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.ticket.closing_ticket import shown_hash
from fidpos.till.ticket.printer import (
    FoundPrinter,
    JobState,
    PrinterChoice,
    PrinterState,
    Sent,
)
from fidpos.till.ticket.ticket import Ticket
from fidpos.till.view import Message

if TYPE_CHECKING:
    from fidpos.printing.typesetting import Sheet

log = logging.getLogger(__name__)

STOP_S = 0.5
"""A printer that hangs does not keep the till from closing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterContext:
    """What the printer needs of the till.

    Attributes:
        folder: for previews and files; made when the first one is.
        settings_file: where another choice of printer is kept.
        texts: in whose words tickets are, with the shop's zone.
        anchor: where the journal stands, for the last line of a ticket; asked on the till's worker.
        on_change: called on the printer's thread when a ticket or its state changes; returns at once.
    """

    folder: Path
    settings_file: Path
    texts: Texts
    anchor: Callable[[], str]
    on_change: Callable[[], None]


class LiveTicketPrinter:
    """The printer that the settings name, and the choice of another. Begins with `start`; `close` once."""

    def __init__(self, settings: TillSettings, context: PrinterContext) -> None:
        self._context = context
        self._folder = PrinterFolder(context.folder)
        self._settings = settings
        self._queue = self._queue_to(way_to(settings))

    @property
    def state(self) -> PrinterState:
        """See `TicketPrinter.state`; from any thread."""
        return self._queue.state if self._queue is not None else PrinterState.NONE

    def start(self) -> None:
        """Remove what an earlier run left, and ask the printer how it is."""
        self._folder.clear()
        if self._queue is not None:
            self._queue.start()

    def close(self) -> None:
        """Give up what waits."""
        if self._queue is not None and not self._queue.close(STOP_S):
            log.warning("the printer's thread did not stop in time")

    @property
    def choice(self) -> PrinterChoice:
        """See `PrinterSetUp.choice`."""
        settings = self._settings
        return PrinterChoice(
            kind=settings.printer, address=settings.printer_address, paper=settings.printer_paper
        )

    def found(self) -> tuple[FoundPrinter, ...]:
        """See `PrinterSetUp.found`."""
        from fidpos.printing.found import found_printers

        return found_printers()

    def use(self, choice: PrinterChoice) -> Message | None:
        """See `PrinterSetUp.use`. What waits for the former printer is given up."""
        values = {
            "printer": choice.kind.value,
            "printer_address": choice.address,
            "printer_paper": choice.paper.value,
        }
        try:
            save_values(self._context.settings_file, values)
        except SettingRefused as fault:
            return Message(key=fault.message_key, params=dict(fault.params))
        self.close()
        self._settings = replace(
            self._settings,
            printer=choice.kind,
            printer_address=choice.address,
            printer_paper=choice.paper,
        )
        self._queue = self._queue_to(way_to(self._settings))
        if self._queue is not None:
            self._queue.start()
        self._context.on_change()
        return None

    def preview(self, ticket: Ticket) -> str:
        """See `TicketPrinter.preview`."""
        from fidpos.printing.dots import burn

        try:
            return self._folder.put("ticket", burn(self._sheet(ticket)).png(), suffix=".png")
        except FidposError as fault:
            log.warning("no preview of a ticket: %s", fault.code)
            return ""

    def forget(self, picture: str) -> None:
        """See `TicketPrinter.forget`."""
        if picture:
            with suppress(OSError):
                Path(picture).unlink(missing_ok=True)

    def print_ticket(self, ticket: Ticket) -> Sent | None:
        """See `TicketPrinter.print_ticket`."""
        if self._queue is None:
            return Sent(document=self.make_file(ticket))
        from fidpos.printing import escpos
        from fidpos.printing.dots import burn

        job = self._queue.put(escpos.ticket(burn(self._sheet(ticket))))
        return Sent(job=job) if job is not None else None

    def make_file(self, ticket: Ticket) -> str:
        """See `TicketPrinter.make_file`."""
        from fidpos.printing.ticket_pdf import ticket_pdf

        return self._folder.put("ticket", ticket_pdf(self._sheet(ticket), title=ticket.head.merchant_name))

    def outcome(self, job: int) -> JobState:
        """See `TicketPrinter.outcome`."""
        return self._queue.outcome(job) if self._queue is not None else JobState.FAILED

    def _queue_to(self, opens: OpensConnection | None) -> PrintQueue | None:
        if opens is None:
            return None
        return PrintQueue(
            lambda is_closing: PrintingJob(opens, is_closing=is_closing), self._context.on_change
        )

    def _sheet(self, ticket: Ticket) -> "Sheet":
        # Letters are drawn by a library of 100 ms: it is loaded with the first ticket, not with the till.
        from fidpos.printing.ticket_blocks import blocks
        from fidpos.printing.typesetting import PaperWidth, typeset

        widths = {PaperRoll.NARROW: PaperWidth.NARROW, PaperRoll.WIDE: PaperWidth.WIDE}
        paper = widths[self._settings.printer_paper]
        return typeset(blocks(ticket, self._context.texts, anchor=self._context.anchor()), paper)


def way_to(settings: TillSettings) -> OpensConnection | None:
    """How the printer of these settings is reached; None where they name none."""
    address, baud = settings.printer_address, settings.printer_baud
    match settings.printer:
        case PrinterKind.NONE:
            return None
        case PrinterKind.NETWORK:
            from fidpos.printing.network import NetworkPrinter, host_and_port

            return lambda: NetworkPrinter(*host_and_port(address))
        case PrinterKind.SERIAL:
            from fidpos.printing.serial_port import SerialPrinter

            return lambda: SerialPrinter(address, baud)
        case PrinterKind.USB:
            from fidpos.printing.device_file import FilePrinter

            return lambda: FilePrinter(address)
        case unknown:
            assert_never(unknown)


def anchor_of(store: LocalStore) -> str:
    """Number and beginning of the hash of the journal's newest row.

    Raises:
        StoreError: the journal cannot be read.
    """
    head = store.days.journal_head()
    return f"{head.seq} · {shown_hash(head.hash)}"
