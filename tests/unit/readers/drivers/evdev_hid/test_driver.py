"""One scanner through its lives: found, held, forbidden, unplugged, back, and never a person's keyboard."""

import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import DriverSettings, Fault, FaultCode, ReaderState
from fidpos.readers.drivers import evdev_hid
from fidpos.readers.drivers.evdev_hid.driver import EvdevDriver, create
from fidpos.readers.drivers.evdev_hid.faults import UDEV_RULES, fault_of, state_of
from fidpos.readers.drivers.evdev_hid.settings import EvdevSettings
from fidpos.readers.errors import DriverRefused, SettingsRefused
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.event_devices import BY_ID, EventDevices, PretendedDevice, typed_bytes
from tests.helpers.key_bursts import burst
from tests.helpers.reader_context import driver_context

MANIFEST = read_manifest(Path(evdev_hid.__file__).parent / "manifest.toml", Manifest)
NUMBER = make_ean13("1234", 48)
AT_ONCE_S = 60.0
"""On a machine that does ten other things."""
START_MS = 3_000_000_000
QUIET_S = 0.5
"""Longer than the pauses of whoever looks again and again."""
QUIET_TRIES_MAX = 120

Build = Callable[..., EvdevDriver]


def settings(**given: object) -> DriverSettings:
    return MANIFEST.checked_settings({"device": BY_ID, **given})


@pytest.fixture
def build(devices: EventDevices, sink: CollectingSink) -> Iterator[Build]:
    built: list[EvdevDriver] = []

    def started(**given: object) -> EvdevDriver:
        context = driver_context(sink, "evdev_hid")
        driver = EvdevDriver(EvdevSettings.of(settings(**given)), context, devices.system)
        built.append(driver)
        driver.start()
        return driver

    yield started
    for driver in built:
        driver.close()


def scan(device: PretendedDevice, number: str = NUMBER) -> None:
    os.write(device.hand, typed_bytes(burst(f"{number}<Enter>", start_ms=START_MS)))


def test_a_scanner_is_taken_from_everybody_else_and_read(
    devices: EventDevices, sink: CollectingSink, build: Build
) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    build()
    status = sink.wait_for_state(BY_ID, ReaderState.READY)
    scan(device)

    [read] = sink.wait_for_reads(1)
    assert isinstance(read, CardRead)
    assert read.token.value == NUMBER
    assert status.label == "Honeywell Imager 1900"
    assert device.grabs == 1


@pytest.mark.parametrize("name", ["0c2e:0b61", "0c2e:0b61:S123", "0c2e:0b61:usb-0000:00:14.0-2/input0"])
def test_a_scanner_is_found_by_model_and_serial_number_or_port(
    devices: EventDevices, sink: CollectingSink, build: Build, name: str
) -> None:
    devices.plug(PretendedDevice("event3"))
    build(device=name)

    sink.wait_for_state(name, ReaderState.READY)


def test_a_scanner_that_is_not_there_is_missed_and_works_once_it_is_plugged_in(
    devices: EventDevices, sink: CollectingSink, build: Build
) -> None:
    build()
    sink.wait_for_state(BY_ID, ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    sink.wait_for_state(BY_ID, ReaderState.READY)
    scan(device)

    sink.wait_for_reads(1)


def test_an_unplugged_scanner_comes_back_under_another_number(
    devices: EventDevices, sink: CollectingSink, build: Build
) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    build()
    sink.wait_for_state(BY_ID, ReaderState.READY)
    devices.unplug(device)
    sink.wait_for_state(BY_ID, ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)
    again = devices.plug(PretendedDevice("event7"), BY_ID)
    sink.wait_for_state(BY_ID, ReaderState.READY)
    scan(again)

    sink.wait_for_reads(1)


def test_a_loss_is_seen_at_once(devices: EventDevices, sink: CollectingSink, build: Build) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    build()
    sink.wait_for_state(BY_ID, ReaderState.READY)
    before_s = time.monotonic()
    devices.unplug(device)
    sink.wait_for_state(BY_ID, ReaderState.NO_DEVICE)

    assert time.monotonic() - before_s < AT_ONCE_S


def test_a_scanner_that_another_program_holds_is_said_to_be_in_use_until_it_is_let_go(
    devices: EventDevices, sink: CollectingSink, build: Build
) -> None:
    device = devices.plug(PretendedDevice("event3", is_held_elsewhere=True), BY_ID)
    build()
    sink.wait_for_state(BY_ID, ReaderState.DEGRADED, FaultCode.DEVICE_IN_USE)
    device.is_held_elsewhere = False

    sink.wait_for_state(BY_ID, ReaderState.READY)


def test_a_missing_permission_names_the_udev_rule() -> None:
    fault = fault_of(PermissionError(errno.EACCES, "Permission denied"))

    assert fault.code is FaultCode.ACCESS_DENIED
    assert fault.native_code == f"EACCES {UDEV_RULES}"
    assert state_of(fault) is ReaderState.DEGRADED


@pytest.mark.parametrize("number", [errno.ENODEV, errno.ENOENT, errno.ENXIO, errno.EIO])
def test_what_the_kernel_says_of_an_unplugged_device_is_a_loss(number: int) -> None:
    fault = fault_of(OSError(number, os.strerror(number)))

    assert fault.code is FaultCode.DEVICE_LOST
    assert state_of(fault) is ReaderState.NO_DEVICE


def test_any_other_error_is_bad_communication() -> None:
    assert fault_of(OSError("no number")) == Fault(code=FaultCode.COMMUNICATION, native_code="OSError")


def test_a_person_s_keyboard_is_never_taken(
    devices: EventDevices, sink: CollectingSink, build: Build
) -> None:
    keyboard = PretendedDevice("event3", vendor=0x046D, product=0xC31C, name="Logitech USB Keyboard")
    devices.plug(keyboard, BY_ID)
    build()

    status = sink.wait_for_state(BY_ID, ReaderState.FAILED, FaultCode.LOOKS_LIKE_KEYBOARD)
    assert status.fault is not None
    assert not status.fault.retryable
    assert keyboard.grabs == 0


def test_a_scanner_that_looks_like_a_keyboard_is_taken_once_it_was_proven(
    devices: EventDevices, sink: CollectingSink, build: Build
) -> None:
    devices.plug(PretendedDevice("event3", vendor=0x1A86, product=0x5723, name="WCM HIDKEYBOARD"), BY_ID)
    build(keyboard_allowed=True)

    sink.wait_for_state(BY_ID, ReaderState.READY)


def test_a_scan_without_its_end_is_refused_after_a_silence(
    devices: EventDevices, sink: CollectingSink, build: Build
) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    build()
    sink.wait_for_state(BY_ID, ReaderState.READY)
    os.write(device.hand, typed_bytes(burst(NUMBER, start_ms=START_MS)))

    [read] = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BAD_READ


def test_good_reads_and_faults_are_counted(devices: EventDevices, sink: CollectingSink, build: Build) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    build()
    sink.wait_for_state(BY_ID, ReaderState.READY)
    scan(device)
    scan(device, NUMBER[1:])
    sink.wait_for_reads(2)
    devices.unplug(device)
    status = sink.wait_for_state(BY_ID, ReaderState.NO_DEVICE)

    assert (status.good_reads, status.faults) == (1, 2)


def naps(thread_id: int) -> int:
    """How often a thread fell asleep (proc(5): status, voluntary_ctxt_switches)."""
    status = Path(f"/proc/self/task/{thread_id}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("voluntary_ctxt_switches")]
    return int(line.split()[1])


def test_an_idle_scanner_wakes_nobody(devices: EventDevices, sink: CollectingSink, build: Build) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    build()
    sink.wait_for_state(BY_ID, ReaderState.READY)
    [thread] = [thread for thread in threading.enumerate() if thread.name == "evdev_hid"]
    assert thread.native_id is not None
    naps_before = -1
    for _ in range(QUIET_TRIES_MAX):  # It may just be about to fall asleep, or wait for the interpreter.
        if naps(thread.native_id) == naps_before:
            break
        naps_before = naps(thread.native_id)
        threading.Event().wait(QUIET_S)

    assert naps(thread.native_id) == naps_before
    scan(device)
    sink.wait_for_reads(1)


@pytest.mark.parametrize("device", ["", "/dev/input/event3", "../event3"])
def test_settings_name_a_device_by_what_stays_the_same(device: str, sink: CollectingSink) -> None:
    with pytest.raises(SettingsRefused, match="device"):
        create(settings(device=device), driver_context(sink, "evdev_hid"))


def test_another_system_than_linux_is_told_in_words(
    sink: CollectingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(DriverRefused) as caught:
        create(settings(), driver_context(sink, "evdev_hid"))
    assert caught.value.fault == Fault(code=FaultCode.WRONG_SYSTEM, native_code="win32", retryable=False)
