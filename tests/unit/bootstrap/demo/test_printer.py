"""The demonstration's printer answers as a real one does, with paper and without."""

from collections.abc import Iterator

import pytest

from fidpos.bootstrap.demo.printer import DemoPrinter
from fidpos.printing.dots import Dots
from fidpos.printing.escpos import ticket
from fidpos.printing.network import NetworkPrinter, host_and_port
from fidpos.printing.printing_job import PrintingJob
from fidpos.till.ticket.printer import PrinterState

ROWS = 300
TICKET = ticket(Dots(width=16, height=ROWS, rows=b"\x1dr\x01\x10" * (ROWS // 2)))
"""Dots that look like questions to a printer that has lost its place."""


@pytest.fixture
def printer() -> Iterator[DemoPrinter]:
    made = DemoPrinter()
    yield made
    made.close()


def job(printer: DemoPrinter) -> PrintingJob:
    host, port = host_and_port(printer.address)
    return PrintingJob(lambda: NetworkPrinter(host, port), is_closing=lambda: False)


def test_a_ticket_is_printed_while_there_is_paper(printer: DemoPrinter) -> None:
    assert job(printer).print_ticket(TICKET) is PrinterState.READY
    assert job(printer).ask() is PrinterState.READY


def test_without_paper_it_says_so_and_with_a_new_roll_it_prints_again(printer: DemoPrinter) -> None:
    printer.put_paper(False)
    assert job(printer).print_ticket(TICKET) is PrinterState.NO_PAPER

    printer.put_paper(True)
    assert job(printer).print_ticket(TICKET) is PrinterState.READY
