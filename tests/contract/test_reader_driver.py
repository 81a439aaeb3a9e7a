"""What every reader driver keeps to, whatever stands behind it; a rig puts each through the same paces."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import DriverContext, ReaderDriver, ReaderState
from fidpos.readers.drivers.evdev_hid.driver import EvdevDriver
from fidpos.readers.drivers.evdev_hid.settings import EvdevSettings
from fidpos.readers.drivers.keyboard_wedge.driver import create as create_wedge
from fidpos.readers.drivers.nfc_usb.driver import NfcDriver
from fidpos.readers.drivers.nfc_usb.settings import NfcSettings
from fidpos.readers.drivers.pcsc.driver import PcscDriver
from fidpos.readers.drivers.pcsc.settings import PcscSettings
from fidpos.readers.drivers.simulated.driver import DEVICE, SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_ean13
from fidpos.readers.registry import DRIVERS_FOLDER
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.event_devices import BY_ID, EventDevices, PretendedDevice, typed_bytes
from tests.helpers.fake_scard import FakeScard
from tests.helpers.key_bursts import SETTINGS, burst
from tests.helpers.nfc_cards import IsoDepCard
from tests.helpers.nfc_reader import FakeNfc
from tests.helpers.reader_context import driver_context
from tests.helpers.serial_port import PtyScanner, serial_driver

NUMBER = make_ean13("1234", 48)
OTHER = make_ean13("1234", 49)
FOREIGN = make_ean13("9999", 48)


class Rig(Protocol):
    """A driver with hands that hold cards out to it."""

    @property
    def driver(self) -> ReaderDriver:
        """The driver, not yet started."""
        ...

    @property
    def device(self) -> str:
        """Id of the device that sees the cards."""
        ...

    def present(self, number: str) -> None:
        """Hold out a card with this number."""
        ...

    def take_away(self) -> None:
        """Take it away."""
        ...


class SimulatedRig:
    """The simulated reader."""

    name = "simulated"
    device = DEVICE

    def __init__(self, context: DriverContext) -> None:
        self.driver = SimulatedDriver(context)

    def present(self, number: str) -> None:
        self.driver.insert(AppletCard(number))

    def take_away(self) -> None:
        self.driver.remove()


class PcscRig:
    """PC/SC over a module that stands for the library."""

    name = "pcsc"
    device = "Fake Reader 0"

    def __init__(self, context: DriverContext) -> None:
        self.scard = FakeScard()
        self.scard.plug(self.device)
        manifest = read_manifest(DRIVERS_FOLDER / "pcsc/manifest.toml", Manifest)
        self.driver = PcscDriver(PcscSettings.of(manifest.checked_settings({})), context, self.scard)

    def present(self, number: str) -> None:
        self.scard.insert(self.device, AppletCard(number))

    def take_away(self) -> None:
        self.scard.remove(self.device)


class NfcRig:
    """A reader for nfcpy, over a front end that stands for the library's."""

    name = "nfc_usb"
    device = "usb"

    def __init__(self, context: DriverContext) -> None:
        self.nfc = FakeNfc()
        settings = NfcSettings(path=self.device, poll_pause_s=0.005)
        self.driver = NfcDriver(settings, context, self.nfc.library, system=Path("/nowhere"))

    def present(self, number: str) -> None:
        uid = b"\x04" + int(number).to_bytes(6, "big")
        self.nfc.insert(IsoDepCard(AppletCard(number, contactless=True), uid))

    def take_away(self) -> None:
        self.nfc.remove()


class WedgeRig:
    """A scanner that types, at a speed at which no time passes."""

    name = "keyboard_wedge"
    device = "keyboard"

    def __init__(self, context: DriverContext) -> None:
        self.driver = create_wedge(SETTINGS, context)
        self._now_ms = 0

    def present(self, number: str) -> None:
        self._now_ms += 1_000
        strokes = burst(f"<F11>{number}<Enter>", gap_ms=0, start_ms=self._now_ms)
        for serial, stroke in enumerate(strokes):
            self.driver.offer(replace(stroke, serial=serial))

    def take_away(self) -> None:
        """A code does not stay."""


class EvdevRig:
    """A scanner that types, read from a pipe that stands for its event device."""

    name = "evdev_hid"
    device = BY_ID

    def __init__(self, context: DriverContext) -> None:
        self._folder = TemporaryDirectory()
        self.devices = EventDevices(Path(self._folder.name))
        self.scanner = self.devices.plug(PretendedDevice("event3"), BY_ID)
        manifest = read_manifest(DRIVERS_FOLDER / "evdev_hid/manifest.toml", Manifest)
        settings = EvdevSettings.of(manifest.checked_settings({"device": BY_ID}))
        self.driver = EvdevDriver(settings, context, self.devices.system)
        self._now_ms = 3_000_000_000

    def present(self, number: str) -> None:
        self._now_ms += 1_000
        strokes = burst(f"{number}<Enter>", gap_ms=0, start_ms=self._now_ms)
        os.write(self.scanner.hand, typed_bytes(strokes))

    def take_away(self) -> None:
        """A code does not stay."""

    def put_away(self) -> None:
        """Unplug the scanner."""
        self.devices.close()
        self._folder.cleanup()


class SerialRig:
    """A scanner on a pseudo-terminal."""

    name = "serial_line"

    def __init__(self, context: DriverContext) -> None:
        self._folder = TemporaryDirectory()
        self.scanner = PtyScanner(Path(self._folder.name) / "ttyACM0")
        self.device = str(self.scanner.port)
        self.driver = serial_driver(context, self.scanner.port)

    def present(self, number: str) -> None:
        self.scanner.send(f"]E0{number}\r".encode())

    def take_away(self) -> None:
        """A code does not stay."""

    def put_away(self) -> None:
        """Close the terminal."""
        self.scanner.unplug()
        self._folder.cleanup()


RIGS: list[Callable[[DriverContext], Rig]] = [SimulatedRig, PcscRig, NfcRig, WedgeRig, EvdevRig, SerialRig]


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture(params=RIGS, ids=lambda rig: rig.name)
def rig(request: pytest.FixtureRequest, sink: CollectingSink) -> Iterator[Rig]:
    context = driver_context(sink, request.param.name)
    made: Rig = request.param(context)
    yield made
    made.driver.close()
    if isinstance(made, EvdevRig | SerialRig):
        made.put_away()


def started(rig: Rig, sink: CollectingSink) -> Rig:
    rig.driver.start()
    sink.wait_for_state(rig.device, ReaderState.READY)
    return rig


def test_a_started_device_becomes_ready(rig: Rig, sink: CollectingSink) -> None:
    rig.driver.start()

    sink.wait_for_state(rig.device, ReaderState.READY)


def test_a_card_of_ours_becomes_one_read(rig: Rig, sink: CollectingSink) -> None:
    started(rig, sink).present(NUMBER)

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, CardRead)
    assert read.token.text == f"num:{NUMBER}"
    assert read.device == rig.device


def test_reads_carry_a_rising_sequence_and_the_time_on_the_monotonic_clock(
    rig: Rig, sink: CollectingSink
) -> None:
    began_s = time.monotonic()
    started(rig, sink)
    rig.present(NUMBER)
    sink.wait_for_reads(1)
    rig.take_away()
    rig.present(OTHER)

    first, second = sink.wait_for_reads(2)
    assert (first.sequence, second.sequence) == (1, 2)
    assert began_s <= first.monotonic_s <= second.monotonic_s <= time.monotonic()


def test_a_card_of_another_merchant_is_refused_as_such(rig: Rig, sink: CollectingSink) -> None:
    started(rig, sink).present(FOREIGN)

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.OTHER_MERCHANT


def test_half_a_number_is_never_accepted(rig: Rig, sink: CollectingSink) -> None:
    started(rig, sink).present(NUMBER[1:])

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)


def test_statistics_count_good_reads_and_faults(rig: Rig, sink: CollectingSink) -> None:
    started(rig, sink).present(NUMBER)
    sink.wait_for_reads(1)
    rig.take_away()
    rig.present(FOREIGN)
    sink.wait_for_reads(2)
    sink.wait_for_state(rig.device, ReaderState.READY)

    status = sink.last(rig.device)
    assert status is not None
    assert (status.good_reads, status.faults) == (1, 1)


def test_close_ends_in_time_with_the_state_stopped(rig: Rig, sink: CollectingSink) -> None:
    started(rig, sink)
    rig.driver.close()

    last = sink.last(rig.device)
    assert last is not None
    assert last.state is ReaderState.STOPPED


def test_a_closed_driver_reports_no_more_reads_and_leaves_no_thread(rig: Rig, sink: CollectingSink) -> None:
    before = set(threading.enumerate())
    started(rig, sink)
    rig.driver.close()
    rig.present(NUMBER)

    assert sink.reads == []
    assert set(threading.enumerate()) <= before


def test_close_may_come_twice_and_before_start(rig: Rig) -> None:
    rig.driver.close()
    rig.driver.close()


def test_everything_reported_names_its_driver(rig: Rig, sink: CollectingSink) -> None:
    started(rig, sink).present(NUMBER)
    sink.wait_for_reads(1)

    names = {status.driver for status in sink.statuses} | {read.driver for read in sink.reads}
    assert len(names) == 1
    assert (DRIVERS_FOLDER / names.pop() / "manifest.toml").exists()
