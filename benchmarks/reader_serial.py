"""reader.serial: from the last byte of a scan on a serial line to the read in the sink.

On a real pseudo-terminal, each scan written at once, end mark included. Beside it, in turn, a thread that
does nothing but wait for the bytes of another pseudo-terminal: what the system itself takes.
"""

import os
import select
import tempfile
import threading
import time
import tty
from pathlib import Path

from benchmarks.report import Emit, Figure
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus, DriverContext, ReaderState
from fidpos.readers.drivers.serial_line.driver import SerialDriver, create
from fidpos.readers.manifest import MANIFEST_NAME, Manifest, read_manifest
from fidpos.readers.own_number import NumberLayout, make_ean13
from fidpos.readers.registry import DRIVERS_FOLDER

SCANS = 2_000
WARM_UP = 50
LIMIT_S = 10.0
MERCHANT = "1234"


class Watch:
    """A `ReaderSink` that notes when a card was read."""

    def __init__(self) -> None:
        self.read_ns = 0
        self.has_read = threading.Event()
        self.is_ready = threading.Event()

    def read(self, read: CardRead | RefusedRead) -> None:
        """Note the time of a good read."""
        self.read_ns = time.perf_counter_ns()
        assert isinstance(read, CardRead)
        self.has_read.set()

    def removed(self, *, driver: str, device: str) -> None:
        """Codes never stay."""

    def status(self, status: DeviceStatus) -> None:
        """Whether the port is open."""
        if status.state is ReaderState.READY:
            self.is_ready.set()


class RawReader(threading.Thread):
    """Waits for bytes as plainly as can be, and notes when they came; ends when there are no more."""

    def __init__(self, line: int) -> None:
        super().__init__(daemon=True)
        self.read_ns = 0
        self.has_read = threading.Event()
        self._line = line

    def run(self) -> None:
        """Until the other end is closed."""
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        while poll.poll()[0][1] & select.POLLIN:
            os.read(self._line, 4096)
            self.read_ns = time.perf_counter_ns()
            self.has_read.set()


def run(emit: Emit) -> None:
    """Some seconds."""
    scanner, port = os.openpty()
    raw_scanner, raw_port = os.openpty()
    for line in (port, raw_port):
        tty.setraw(line)
    watch, raw = Watch(), RawReader(raw_port)
    raw.start()
    with tempfile.TemporaryDirectory(prefix="fidpos-") as folder:
        link = Path(folder) / "ttyACM0"
        link.symlink_to(os.ttyname(port))
        driver = _driver(watch, link)
        driver.start()
        assert watch.is_ready.wait(LIMIT_S), "the port did not open"
        times_ms: list[float] = []
        raw_ms: list[float] = []
        for serial in range(SCANS + WARM_UP):
            scan = f"]E0{make_ean13(MERCHANT, serial)}\r".encode()
            times_ms.append(_timed_ms(scanner, scan, watch))
            raw_ms.append(_timed_ms(raw_scanner, scan, raw))
        driver.close()
    os.close(raw_scanner)
    raw.join(LIMIT_S)
    for line in (scanner, port, raw_port):
        os.close(line)
    for name, times, target in (("reader.serial", times_ms, "<= 5"), ("reader.serial.raw", raw_ms, "")):
        ranked = sorted(times[WARM_UP:])
        emit(Figure(name=f"{name}.p50", value=ranked[len(ranked) // 2], unit="ms"))
        emit(Figure(name=f"{name}.p99", value=ranked[len(ranked) * 99 // 100], unit="ms", target=target))


def _timed_ms(line: int, scan: bytes, reader: Watch | RawReader) -> float:
    reader.has_read.clear()
    started_ns = time.perf_counter_ns()
    os.write(line, scan)
    assert reader.has_read.wait(LIMIT_S), "the scan was not read"
    return (reader.read_ns - started_ns) / 1e6


def _driver(watch: Watch, port: Path) -> SerialDriver:
    manifest = read_manifest(DRIVERS_FOLDER / "serial_line" / MANIFEST_NAME, Manifest)
    context = DriverContext(
        name="serial_line",
        sink=watch,
        cards=Recogniser(()),
        decoder=CardDecoder(NumberLayout(merchant_code=MERCHANT)),
        monotonic_s=time.monotonic,
    )
    return create(manifest.checked_settings({"device": str(port)}), context)
