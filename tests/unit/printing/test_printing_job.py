"""One ticket on printers that work, have no paper, stall, say nothing or are gone: TCP, serial line, file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fidpos.printing import escpos
from fidpos.printing.connection import OpensConnection
from fidpos.printing.device_file import FilePrinter
from fidpos.printing.dots import Dots
from fidpos.printing.network import NetworkPrinter, host_and_port
from fidpos.printing.printing_job import Closing, PrintingJob
from fidpos.printing.serial_port import SerialPrinter
from fidpos.till.ticket.printer import PrinterState
from tests.helpers.fake_printer import FakePrinter, PtyPrinter, TcpPrinter

DOTS = Dots(width=576, height=600, rows=bytes(range(72)) * 600)
PIECES = escpos.ticket(DOTS)
Wired = tuple[FakePrinter, OpensConnection]


@contextmanager
def on_tcp() -> Iterator[Wired]:
    with TcpPrinter() as printer:
        yield printer, lambda: NetworkPrinter(*host_and_port(printer.address))


@contextmanager
def on_serial_line() -> Iterator[Wired]:
    with PtyPrinter() as printer:
        yield printer, lambda: SerialPrinter(str(printer.device), 115_200)


@contextmanager
def on_file() -> Iterator[Wired]:
    with PtyPrinter() as printer:
        yield printer, lambda: FilePrinter(str(printer.device))


@pytest.fixture(params=[on_tcp, on_serial_line, on_file])
def wired(request: pytest.FixtureRequest) -> Iterator[Wired]:
    with request.param() as made:
        yield made


def job(opens: OpensConnection, is_closing: Callable[[], bool] = lambda: False) -> PrintingJob:
    return PrintingJob(opens, is_closing=is_closing, stall_s=0.5)


def test_a_ticket_comes_out_whole(wired: Wired) -> None:
    printer, opens = wired

    assert job(opens).print_ticket(PIECES) is PrinterState.READY

    assert printer.trail.tickets == [DOTS.rows]
    assert not printer.trail.strange


def test_a_second_ticket_follows_the_first(wired: Wired) -> None:
    printer, opens = wired

    states = [job(opens).print_ticket(PIECES) for _ in range(2)]

    assert states == [PrinterState.READY] * 2
    assert printer.trail.tickets == [DOTS.rows] * 2


def test_a_printer_without_paper_is_sent_no_ticket(wired: Wired) -> None:
    printer, opens = wired
    printer.trail.has_paper = False

    assert job(opens).print_ticket(PIECES) is PrinterState.NO_PAPER

    assert printer.trail.tickets == []


def test_an_open_cover_is_said(wired: Wired) -> None:
    printer, opens = wired
    printer.trail.is_open = True

    assert job(opens).ask() is PrinterState.COVER_OPEN


def test_a_printer_that_says_nothing_is_printed_on_all_the_same(wired: Wired) -> None:
    printer, opens = wired
    printer.trail.is_silent = True

    assert job(opens).print_ticket(PIECES) is PrinterState.READY

    printer.wait_for(lambda trail: trail.tickets == [DOTS.rows])


def test_a_roll_that_ends_in_the_middle_of_a_ticket_is_no_printed_ticket() -> None:
    with on_tcp() as (printer, opens):
        printer.trail.rows_left = 200

        state = job(opens).print_ticket(PIECES)

    assert state is PrinterState.NO_PAPER
    assert printer.trail.tickets == []


def test_a_printer_that_stalls_is_waited_for_only_so_long() -> None:
    with on_serial_line() as (printer, opens):
        printer.is_stalled.set()
        many = (bytes(1_000_000),)

        assert job(opens).print_ticket(many) is PrinterState.STALLED


def test_a_printer_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    with TcpPrinter() as printer:
        address = host_and_port(printer.address)
        printer.vanish()

    for opens in (
        lambda: NetworkPrinter(*address),
        lambda: SerialPrinter(str(tmp_path / "ttyUSB9"), 115_200),
        lambda: FilePrinter(str(tmp_path / "lp9")),
        lambda: NetworkPrinter("printer.invalid\0", 9100),
    ):
        assert job(opens).print_ticket(PIECES) is PrinterState.UNREACHABLE


def test_a_printer_that_vanishes_in_the_middle_is_unreachable() -> None:
    with TcpPrinter() as printer:
        printer.vanishes_after = 20_000
        address = host_and_port(printer.address)

        assert job(lambda: NetworkPrinter(*address)).print_ticket(PIECES) is PrinterState.UNREACHABLE

    assert printer.trail.tickets == []


def test_a_till_that_closes_gives_the_ticket_up() -> None:
    with on_tcp() as (_printer, opens), pytest.raises(Closing):
        job(opens, is_closing=lambda: True).print_ticket(PIECES)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.168.1.50", ("192.168.1.50", 9100)),
        ("printer.local:9101", ("printer.local", 9101)),
        ("[fe80::1]:9102", ("fe80::1", 9102)),
        ("fe80::1", ("fe80::1", 9100)),
        ("", ("", 9100)),
    ],
)
def test_an_address_names_host_and_port(address: str, found: tuple[str, int]) -> None:
    assert host_and_port(address) == found
