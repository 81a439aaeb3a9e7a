"""One scan sets the scanner up; a device that may be a keyboard stays everybody's until it is proven."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.evdev_hid.driver import EvdevDriver
from fidpos.readers.drivers.evdev_hid.settings import EvdevSettings
from fidpos.readers.drivers.evdev_hid.trial import EvdevTrial
from fidpos.readers.errors import DeviceUnavailable
from fidpos.readers.keystrokes.calibration import TEST_CODE
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_ean13
from fidpos.readers.registry import DRIVERS_FOLDER
from fidpos.readers.trial import Discovery, TrialContext
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.event_devices import BY_ID, EventDevices, PretendedDevice, typed_bytes
from tests.helpers.key_bursts import burst
from tests.helpers.reader_context import DECODER, driver_context

NUMBER = make_ean13("1234", 48)
MANIFEST = read_manifest(DRIVERS_FOLDER / "evdev_hid/manifest.toml", Manifest)
START_MS = 3_000_000_000
LIMIT_S = 60.0
SEND = f"{TEST_CODE}<Enter>"


class Told:
    """What the trial said."""

    def __init__(self) -> None:
        self.discoveries: list[Discovery] = []
        self._changed = threading.Condition()

    def take(self, discovery: Discovery) -> None:
        with self._changed:
            self.discoveries.append(discovery)
            self._changed.notify_all()

    def wait_for(self, count: int) -> Discovery:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.discoveries) >= count, LIMIT_S)
        return self.discoveries[count - 1]


def keys_of(discovery: Discovery) -> set[str]:
    return {insight.key for insight in discovery.insights}


@contextmanager
def trial(devices: EventDevices, told: Told) -> Iterator[EvdevTrial]:
    context = TrialContext(decoder=DECODER, monotonic_s=lambda: 0.0, on_discovery=told.take)
    made = EvdevTrial(BY_ID, (TEST_CODE, NUMBER), context, devices.system)
    try:
        made.start()
        yield made
    finally:
        made.close()
        made.close()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.mark.parametrize("layout", ["us", "fr", "be"])
def test_one_scan_sets_the_scanner_up_so_that_the_driver_reads_it(
    devices: EventDevices, told: Told, sink: CollectingSink, layout: str
) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    with trial(devices, told):
        assert device.grabs == 1
        os.write(device.hand, typed_bytes(burst(SEND, start_ms=START_MS, layout=layout)))
        found = told.wait_for(1)

    assert found.is_whole
    assert found.settings["layout"] == layout
    settings = EvdevSettings.of(MANIFEST.checked_settings(found.settings))
    driver = EvdevDriver(settings, driver_context(sink, "evdev_hid"), devices.system)
    driver.start()
    try:
        sink.wait(lambda heard: device.grabs == 2, "the device to be taken again")
        os.write(device.hand, typed_bytes(burst(f"{NUMBER}<Enter>", start_ms=START_MS, layout=layout)))
        sink.wait_for_reads(1)
    finally:
        driver.close()


def test_the_till_s_own_test_number_will_do(devices: EventDevices, told: Told) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    with trial(devices, told):
        os.write(device.hand, typed_bytes(burst(f"{NUMBER}<Enter>", start_ms=START_MS)))

        assert told.wait_for(1).is_whole


def test_a_device_that_may_be_a_keyboard_is_not_taken_until_a_scan_proved_it(
    devices: EventDevices, told: Told
) -> None:
    device = devices.plug(PretendedDevice("event3", vendor=0x1A86, name="HIDKEYBOARD"), BY_ID)
    with trial(devices, told):
        assert keys_of(told.wait_for(1)) == {"trial.keys.may_be_keyboard"}
        os.write(device.hand, typed_bytes(burst("hello<Enter>", gap_ms=120, start_ms=START_MS)))
        os.write(device.hand, typed_bytes(burst(SEND, start_ms=START_MS + 5_000)))
        found = told.wait_for(2)

    assert found.is_whole
    assert "trial.keys.proven_scanner" in keys_of(found)
    assert found.settings["keyboard_allowed"] is True
    assert device.grabs == 0


def test_the_code_typed_by_hand_proves_nothing(devices: EventDevices, told: Told) -> None:
    device = devices.plug(PretendedDevice("event3", vendor=0x1A86, name="HIDKEYBOARD"), BY_ID)
    with trial(devices, told):
        os.write(device.hand, typed_bytes(burst(f"<F11>{SEND}", gap_ms=90, start_ms=START_MS)))
        found = told.wait_for(2)

    assert not found.is_whole
    assert "trial.keys.typed_by_hand" in keys_of(found)
    assert found.settings["keyboard_allowed"] is False


def test_another_code_is_said_to_be_one(devices: EventDevices, told: Told) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    with trial(devices, told):
        os.write(device.hand, typed_bytes(burst("4006381333931<Enter>", start_ms=START_MS)))

        assert keys_of(told.wait_for(1)) == {"trial.keys.not_the_code"}


def test_pulling_the_cable_is_told(devices: EventDevices, told: Told) -> None:
    device = devices.plug(PretendedDevice("event3"), BY_ID)
    with trial(devices, told):
        devices.unplug(device)

        assert keys_of(told.wait_for(1)) == {"reader.fault.device_lost"}


def test_a_device_that_is_gone_or_held_is_refused_at_once(devices: EventDevices, told: Told) -> None:
    with pytest.raises(DeviceUnavailable) as gone, trial(devices, told):
        pass
    devices.plug(PretendedDevice("event3", is_held_elsewhere=True), BY_ID)
    with pytest.raises(DeviceUnavailable) as held, trial(devices, told):
        pass

    assert gone.value.fault.code is FaultCode.DEVICE_LOST
    assert held.value.fault.code is FaultCode.DEVICE_IN_USE
