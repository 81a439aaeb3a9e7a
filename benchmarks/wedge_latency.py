"""wedge.latency: the last key of a scan until its card read is reported, and what one key costs the screen.

In one process, without a window: the driver as the key feed calls it, on scans of EAN-13 numbers. The limit
is the card decoder alone on the same frames. What Qt and the X server add is in tests/integration/wedge.
"""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.report import Emit, Figure
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus, DriverContext, ReadOrigin
from fidpos.readers.drivers import keyboard_wedge
from fidpos.readers.drivers.keyboard_wedge.driver import DEVICE, WedgeDriver, create
from fidpos.readers.manifest import MANIFEST_NAME, Manifest, read_manifest
from fidpos.readers.own_number import NumberLayout, make_ean13

SCANS = 5_000
MERCHANT = "1234"
F11, ENTER = 87, 28
GAP_MS = 5
PAUSE_MS = 500
ORIGIN = ReadOrigin(driver="keyboard_wedge", device=DEVICE, sequence=1, monotonic_s=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A key going down or up, with nothing held."""

    serial: int
    scan_code: int
    pressed: bool
    timestamp_ms: int
    received_ms: int = 0
    auto_repeat: bool = False
    shift: bool = False
    alt: bool = False
    alt_gr: bool = False
    command: bool = False
    caps_lock: bool = False


class ReadClock:
    """A `ReaderSink` that notes when a card was read."""

    def __init__(self) -> None:
        self.read_ns = 0

    def read(self, read: CardRead | RefusedRead) -> None:
        """Note the time of a good read."""
        assert isinstance(read, CardRead)
        self.read_ns = time.perf_counter_ns()

    def removed(self, *, driver: str, device: str) -> None:
        """Codes never stay."""

    def status(self, status: DeviceStatus) -> None:
        """Statistics are no part of the time."""


def run(emit: Emit) -> None:
    """Time every scan and, in turn, the decoder on its frame."""
    decoder = CardDecoder(NumberLayout(merchant_code=MERCHANT))
    clock = ReadClock()
    driver = _driver(clock, decoder)
    last_us: list[float] = []
    raw_us: list[float] = []
    key_us: list[float] = []
    for serial, number in enumerate(make_ean13(MERCHANT, serial) for serial in range(SCANS)):
        *strokes, last_press, last_release = _scan(number, start_ms=1 + serial * PAUSE_MS)
        for stroke in strokes:
            started_ns = time.perf_counter_ns()
            driver.offer(stroke)
            key_us.append((time.perf_counter_ns() - started_ns) / 1_000)
        started_ns = time.perf_counter_ns()
        driver.offer(last_press)
        last_us.append((clock.read_ns - started_ns) / 1_000)
        driver.offer(last_release)
        started_ns = time.perf_counter_ns()
        decoder.scan(number.encode("ascii"), ORIGIN)
        raw_us.append((time.perf_counter_ns() - started_ns) / 1_000)
    for suffix, share in (("p50", 0.5), ("p99", 0.99)):
        limit = _at(raw_us, share)
        emit(Figure(name=f"wedge.latency.{suffix}", value=_at(last_us, share), unit="us", limit=limit))
    emit(Figure(name="wedge.latency.key.p99", value=_at(key_us, 0.99), unit="us"))


def _driver(clock: ReadClock, decoder: CardDecoder) -> WedgeDriver:
    manifest = read_manifest(Path(keyboard_wedge.__file__).parent / MANIFEST_NAME, Manifest)
    context = DriverContext(
        name="keyboard_wedge",
        sink=clock,
        cards=Recogniser(()),
        decoder=decoder,
        monotonic_s=time.monotonic,
    )
    driver = create(manifest.checked_settings({}), context)
    driver.start()
    return driver


def _scan(number: str, *, start_ms: int) -> Iterator[Stroke]:
    """F11, the digits of the upper row of a US keyboard, Enter."""
    codes = (F11, *(2 + "1234567890".index(digit) for digit in number), ENTER)
    for serial, code, at_ms in zip(
        itertools.count(1), codes, itertools.count(start_ms, GAP_MS), strict=False
    ):
        press = Stroke(serial=2 * serial, scan_code=code, pressed=True, timestamp_ms=at_ms)
        yield press
        yield replace(press, serial=2 * serial + 1, pressed=False)


def _at(times_us: list[float], share: float) -> float:
    return sorted(times_us)[int(share * (len(times_us) - 1))]
