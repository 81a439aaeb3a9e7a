"""Recorded scanners, report by report through a real pipe, the real driver and the till's own decoder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import ReaderState
from fidpos.readers.drivers.evdev_hid.driver import EvdevDriver
from fidpos.readers.drivers.evdev_hid.settings import EvdevSettings
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.registry import DRIVERS_FOLDER
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.event_devices import BY_ID, EventDevices, PretendedDevice, transcript
from tests.helpers.reader_context import driver_context

MANIFEST = read_manifest(DRIVERS_FOLDER / "evdev_hid/manifest.toml", Manifest)
FIRST, SECOND = "2012340000488", "2012340000495"


class Counter:
    """A scanner whose recordings are played, and what the till was told."""

    def __init__(self, folder: Path) -> None:
        self.devices = EventDevices(folder)
        self.device = self.devices.plug(PretendedDevice("event3"), BY_ID)
        self.sink = CollectingSink()
        self._driver: EvdevDriver | None = None

    def listen(self, **given: object) -> None:
        settings = EvdevSettings.of(MANIFEST.checked_settings({"device": BY_ID, **given}))
        self._driver = EvdevDriver(settings, driver_context(self.sink, "evdev_hid"), self.devices.system)
        self._driver.start()
        self.sink.wait_for_state(BY_ID, ReaderState.READY)

    def play(self, name: str) -> None:
        for report in transcript(name):
            os.write(self.device.hand, report)

    def told(self, count: int) -> list[str]:
        """Numbers read, or why not."""
        return [
            read.token.value if isinstance(read, CardRead) else read.reason.value
            for read in self.sink.wait_for_reads(count)
        ]

    def close(self) -> None:
        if self._driver is not None:
            self._driver.close()
        self.devices.close()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = Counter(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("us_fast", {}),
        ("us_slow", {}),
        ("us_packed", {}),
        ("us_prefix", {"prefix": "F11"}),
        ("fr", {"layout": "fr"}),
    ],
)
def test_a_recorded_scan_is_read(counter: Counter, name: str, given: dict[str, object]) -> None:
    counter.listen(**given)
    counter.play(name)

    assert counter.told(1) == [FIRST]


def test_the_same_scan_is_read_from_one_large_read(counter: Counter) -> None:
    counter.listen()
    os.write(counter.device.hand, b"".join(transcript("us_fast")))

    assert counter.told(1) == [FIRST]


def test_two_codes_in_one_shot_are_two_reads(counter: Counter) -> None:
    counter.listen()
    counter.play("glued")

    assert counter.told(2) == [FIRST, SECOND]


@pytest.mark.parametrize("name", ["mixed", "hanging"])
def test_a_damaged_scan_is_one_bad_read(counter: Counter, name: str) -> None:
    counter.listen()
    counter.play(name)

    assert counter.told(1) == [Refusal.BAD_READ.value]


def test_what_the_kernel_dropped_is_a_bad_read_and_the_next_code_is_read(counter: Counter) -> None:
    counter.listen()
    counter.play("dropped")

    assert counter.told(2) == [Refusal.BAD_READ.value, SECOND]


def test_a_scanner_unplugged_within_a_code_leaves_a_bad_read_and_reads_when_it_is_back(
    counter: Counter,
) -> None:
    counter.listen()
    counter.play("cut")
    counter.devices.unplug(counter.device)
    [read] = counter.sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    counter.sink.wait_for_state(BY_ID, ReaderState.NO_DEVICE)
    counter.device = counter.devices.plug(PretendedDevice("event4"), BY_ID)
    counter.sink.wait_for_state(BY_ID, ReaderState.READY)
    counter.play("us_fast")

    assert counter.told(2) == [Refusal.BAD_READ.value, FIRST]


def test_the_wrong_layout_reads_nothing(counter: Counter) -> None:
    counter.listen(layout="us")
    counter.play("fr")

    [reason] = counter.told(1)
    assert reason == Refusal.UNKNOWN_FORMAT.value
