"""The driver on real pseudo-terminals: what scanners send, and what happens to cables."""

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from fidpos.domain.card import CardRead, Refusal
from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.drivers.serial_line.driver import SerialDriver
from fidpos.readers.drivers.serial_line.port import Port, open_port
from fidpos.readers.drivers.serial_line.settings import LineCoding, SerialSettings
from fidpos.readers.own_number import make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context
from tests.helpers.serial_port import NAME, PtyScanner, serial_driver, serial_settings

ONE = make_ean13("1234", 48)
TWO = make_ean13("1234", 49)
LED_LIMIT_S = 60.0
"""A hang is found by it; what is promised, a second, is measured and not asserted."""

Start = Callable[..., SerialDriver]


@pytest.fixture
def ready(scanner: PtyScanner, start: Start, sink: CollectingSink) -> PtyScanner:
    start(scanner)
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    return scanner


def seen(sink: CollectingSink, count: int) -> list[str]:
    """The numbers read and the reasons of refusals, in their order."""
    return [
        read.token.value if isinstance(read, CardRead) else read.reason.value
        for read in sink.wait_for_reads(count)
    ]


@pytest.mark.parametrize(
    ("framing", "sent"),
    [
        ("cr", "{}\r"),
        ("cr", "{}\r\n"),
        ("lf", "{}\n"),
        ("crlf", "{}\r\n"),
        ("tab", "{}\t"),
        ("etx", "\x02{}\x03"),
        ("etx", "\x02{}\r\n\x03"),
        ("gap", "{}"),
        ("gap", "{}\r\n"),
    ],
)
def test_a_scan_in_each_framing_is_read(
    scanner: PtyScanner, start: Start, sink: CollectingSink, framing: str, sent: str
) -> None:
    start(scanner, framing=framing)
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.send(sent.format(ONE).encode())

    assert seen(sink, 1) == [ONE]


def test_a_line_of_a_contactless_reader_gives_uids_when_the_settings_say_so(
    scanner: PtyScanner, start: Start, sink: CollectingSink
) -> None:
    start(scanner, uid_order="decimal_reversed")
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.send(f"{int.from_bytes(bytes.fromhex('0B5E1A2C'), 'little'):010d}\r{ONE}\r".encode())

    assert seen(sink, 2) == ["0B5E1A2C", ONE]


def test_two_codes_in_one_shot_are_two_reads_in_their_order(ready: PtyScanner, sink: CollectingSink) -> None:
    ready.send(f"]E0{ONE}\r\n]E0{TWO}\r\n".encode())

    assert seen(sink, 2) == [ONE, TWO]
    assert [read.sequence for read in sink.reads] == [1, 2]


def test_two_codes_without_an_end_between_them_are_no_number(ready: PtyScanner, sink: CollectingSink) -> None:
    ready.send(f"]E0{ONE}]E0{TWO}\r".encode())

    assert seen(sink, 1) == [Refusal.BAD_READ.value]


@pytest.mark.parametrize(
    ("aim", "form"), [("]E0", "ean13"), ("]C1", "code128"), ("]Q1", "qr"), ("]Q3", "qr")]
)
def test_the_kind_of_code_is_known_from_its_aim_id(
    ready: PtyScanner, sink: CollectingSink, aim: str, form: str
) -> None:
    ready.send(f"{aim}{ONE}\r".encode())

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, CardRead)
    assert read.form == f"barcode/{form}"


def test_a_code_that_the_scanner_never_ends_is_refused_and_not_glued_to_the_next(
    scanner: PtyScanner, start: Start, sink: CollectingSink
) -> None:
    start(scanner, aim=True, stall_ms=100)
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.send(b"]E0" + ONE[:7].encode())
    sink.wait_for_reads(1)
    scanner.send(f"]E0{TWO}\r".encode())

    assert seen(sink, 2) == [Refusal.BAD_READ.value, TWO]


def test_the_rest_of_a_code_that_stalled_is_no_code(
    scanner: PtyScanner, start: Start, sink: CollectingSink
) -> None:
    start(scanner, stall_ms=100)
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.send(b"90123")
    sink.wait_for_reads(1)
    scanner.send(f"{ONE}\r{TWO}\r".encode())

    assert seen(sink, 3) == [Refusal.BAD_READ.value, Refusal.BAD_READ.value, TWO]


def test_a_pulled_cable_shows(ready: PtyScanner, sink: CollectingSink) -> None:
    ready.unplug()
    sink.wait_for_state(str(ready.port), ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)

    assert sink.reads == []


def test_a_code_that_had_begun_when_the_cable_was_pulled_is_refused(
    ready: PtyScanner, sink: CollectingSink
) -> None:
    ready.send(f"{TWO}\r{ONE[:7]}".encode())
    sink.wait_for_reads(1)
    ready.unplug()

    assert seen(sink, 2) == [TWO, Refusal.BAD_READ.value]


def test_a_replugged_scanner_reads_again(ready: PtyScanner, sink: CollectingSink) -> None:
    for number in (ONE, TWO):
        ready.unplug()
        sink.wait_for_state(str(ready.port), ReaderState.NO_DEVICE)
        ready.plug()
        sink.wait_for_state(str(ready.port), ReaderState.READY)
        ready.send(f"{number}\r".encode())
        sink.wait(lambda sink: len(sink.reads) > 0, "the read")

    assert seen(sink, 2) == [ONE, TWO]


def test_a_scanner_that_comes_late_is_found(scanner: PtyScanner, start: Start, sink: CollectingSink) -> None:
    scanner.unplug()
    start(scanner)
    sink.wait_for_state(str(scanner.port), ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)
    scanner.plug()
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.send(f"{ONE}\r".encode())

    assert seen(sink, 1) == [ONE]


class Chatter:
    """A real port on which something has come whenever the driver looks, until `is_over`."""

    def __init__(self, scanner: PtyScanner, port: Port) -> None:
        self.is_over = threading.Event()
        self._scanner = scanner
        self._port = port

    def read(self, timeout_s: float | None) -> bytes:
        if not self.is_over.is_set():
            self._scanner.send(ONE[-1:].encode())
        return self._port.read(timeout_s)

    def wake(self) -> None:
        self._port.wake()

    def close(self) -> None:
        self._port.close()


def test_what_was_on_its_way_when_the_port_was_opened_is_no_code(
    scanner: PtyScanner, sink: CollectingSink
) -> None:
    opened: list[Chatter] = []

    def opener(path: str, coding: LineCoding, pause_s: float) -> Port:
        opened.append(Chatter(scanner, open_port(path, coding, pause_s)))
        return opened[-1]

    device, given = str(scanner.port), serial_settings(device=str(scanner.port))
    driver = SerialDriver(device, SerialSettings.of(given), driver_context(sink, NAME), opener=opener)
    driver.start()
    try:
        sink.wait_for_reads(1)
        sink.wait_for_state(device, ReaderState.DEGRADED, FaultCode.COMMUNICATION)
        opened[0].is_over.set()
        sink.wait_for_state(device, ReaderState.READY)
        scanner.send(f"{TWO}\r".encode())

        assert seen(sink, 2) == [Refusal.BAD_READ.value, TWO]
    finally:
        driver.close()


def test_a_port_that_another_program_holds_says_so_and_is_taken_when_it_is_free(
    ready: PtyScanner, sink: CollectingSink
) -> None:
    other = CollectingSink()
    second = serial_driver(driver_context(other, "second"), ready.port)
    second.start()
    other.wait_for_state(str(ready.port), ReaderState.DEGRADED, FaultCode.DEVICE_IN_USE)
    ready.send(f"{ONE}\r".encode())

    assert seen(sink, 1) == [ONE]
    second.close()
    assert other.reads == []


def test_a_port_given_back_is_taken_by_the_driver_that_waits_for_it(
    scanner: PtyScanner, start: Start, sink: CollectingSink
) -> None:
    first = start(scanner, name="first")
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    other = CollectingSink()
    second = serial_driver(driver_context(other, "second"), scanner.port)
    second.start()
    other.wait_for_state(str(scanner.port), ReaderState.DEGRADED)
    first.close()

    other.wait_for_state(str(scanner.port), ReaderState.READY)
    second.close()


@pytest.mark.parametrize("half", [b"", b"20100"])
def test_close_interrupts_the_wait_also_in_the_middle_of_a_code(
    scanner: PtyScanner, start: Start, sink: CollectingSink, half: bytes
) -> None:
    driver = start(scanner, stall_ms=5000)
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.send(half)
    driver.close()

    assert sink.reads == []
    assert sink.statuses[-1].state is ReaderState.STOPPED


def test_close_does_not_wait_for_a_scanner_that_is_away(
    scanner: PtyScanner, start: Start, sink: CollectingSink
) -> None:
    scanner.unplug()
    driver = start(scanner)
    sink.wait_for_state(str(scanner.port), ReaderState.NO_DEVICE)
    driver.close()

    assert sink.statuses[-1].state is ReaderState.STOPPED


def test_a_closed_driver_keeps_no_file_open(scanner: PtyScanner, start: Start, sink: CollectingSink) -> None:
    gc.collect()  # Files of others that are gone are closed now, not meanwhile.
    before = len(list(Path("/proc/self/fd").iterdir()))
    driver = start(scanner)
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    scanner.unplug()
    sink.wait_for_state(str(scanner.port), ReaderState.NO_DEVICE)
    scanner.plug()
    sink.wait_for_state(str(scanner.port), ReaderState.READY)
    driver.close()

    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_file_that_is_no_port_is_said_to_be_none(tmp_path: Path, sink: CollectingSink) -> None:
    file = tmp_path / "notes.txt"
    file.touch()
    driver = serial_driver(driver_context(sink, "serial_line"), file)
    driver.start()

    sink.wait_for_state(str(file), ReaderState.DEGRADED, FaultCode.COMMUNICATION)
    driver.close()
