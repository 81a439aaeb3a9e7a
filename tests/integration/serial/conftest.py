"""Scanners on pseudo-terminals, and drivers that listen to them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.readers.drivers.serial_line.driver import SerialDriver
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context
from tests.helpers.serial_port import NAME, PtyScanner, serial_driver


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[Callable[[], PtyScanner]]:
    scanners: list[PtyScanner] = []

    def plug() -> PtyScanner:
        scanners.append(PtyScanner(tmp_path / f"ttyACM{len(scanners)}"))
        return scanners[-1]

    yield plug
    for scanner in scanners:
        scanner.unplug()


@pytest.fixture
def scanner(plug: Callable[[], PtyScanner]) -> PtyScanner:
    return plug()


@pytest.fixture
def start(sink: CollectingSink) -> Iterator[Callable[..., SerialDriver]]:
    running: list[SerialDriver] = []

    def start(scanner: PtyScanner, *, name: str = NAME, **settings: object) -> SerialDriver:
        driver = serial_driver(driver_context(sink, name), scanner.port, **settings)
        running.append(driver)
        driver.start()
        return driver

    yield start
    for driver in running:
        driver.close()
