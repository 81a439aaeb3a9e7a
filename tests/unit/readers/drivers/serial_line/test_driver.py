"""The driver over a port that a test holds in its hands; real ones are in tests/integration/serial."""

import sys
from collections.abc import Iterator

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import Fault, FaultCode, ReaderState
from fidpos.readers.drivers.serial_line.address import PortInfo
from fidpos.readers.drivers.serial_line.driver import SerialDriver, create
from fidpos.readers.drivers.serial_line.faults import device_lost
from fidpos.readers.drivers.serial_line.port import Port
from fidpos.readers.drivers.serial_line.settings import LineCoding, SerialSettings
from fidpos.readers.errors import DeviceUnavailable, DriverStuck, LibraryMissing, SettingsRefused
from fidpos.readers.own_number import make_ean13
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context
from tests.helpers.serial_port import NAME, HandPort, serial_settings

NUMBER = make_ean13("1234", 48)
DEVICE = "usb:0c2e:0b61:A1"
SCANNER = PortInfo(path="/dev/ttyACM0", label="Scanner", model="0c2e:0b61", serial="A1", location="1-1")
TWIN = PortInfo(path="/dev/ttyACM1", label="Scanner", model="0c2e:0b61", serial="B2", location="1-1")


class Machine:
    """What is plugged in, and what opening it does."""

    def __init__(self) -> None:
        self.ports: tuple[PortInfo, ...] = (SCANNER,)
        self.opened: dict[str, HandPort] = {}
        self.refusals: dict[str, Exception] = {}

    def open(self, path: str, coding: LineCoding, pause_s: float) -> Port:
        if path in self.refusals:
            raise self.refusals[path]
        self.opened[path] = HandPort()
        return self.opened[path]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


@pytest.fixture
def driver(machine: Machine, sink: CollectingSink) -> Iterator[SerialDriver]:
    made = SerialDriver(
        DEVICE,
        SerialSettings.of(serial_settings(device=DEVICE)),
        driver_context(sink, NAME),
        ports=lambda: machine.ports,
        opener=machine.open,
    )
    yield made
    made.close()


def refusal(code: FaultCode, *, retryable: bool = True) -> DeviceUnavailable:
    return DeviceUnavailable(Fault(code=code, retryable=retryable))


def test_the_device_keeps_its_id_and_shows_the_name_of_what_is_plugged_in(
    driver: SerialDriver, sink: CollectingSink
) -> None:
    driver.start()

    assert sink.wait_for_state(DEVICE, ReaderState.READY).label == "Scanner"


def test_a_twin_in_the_same_slot_is_adopted_and_named(
    driver: SerialDriver, machine: Machine, sink: CollectingSink
) -> None:
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.READY)
    machine.ports = (TWIN,)
    machine.opened[SCANNER.path].put(device_lost("pulled"))
    sink.wait_for_state(DEVICE, ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)

    assert sink.wait_for_state(DEVICE, ReaderState.READY).label == "Scanner (usb:0c2e:0b61:B2)"
    assert machine.opened[SCANNER.path].closed


def test_a_twin_that_another_driver_uses_is_left_to_it(
    driver: SerialDriver, machine: Machine, sink: CollectingSink
) -> None:
    machine.ports = (TWIN,)
    tried: list[str] = []

    def open_and_note(path: str, coding: LineCoding, pause_s: float) -> Port:
        tried.append(path)
        return machine.open(path, coding, pause_s)

    machine.refusals[TWIN.path] = refusal(FaultCode.DEVICE_IN_USE)
    driver._open = open_and_note
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.NO_DEVICE, FaultCode.DEVICE_LOST)
    machine.ports = (SCANNER,)
    sink.wait_for_state(DEVICE, ReaderState.READY)

    assert {each.state for each in sink.statuses} == {
        ReaderState.STARTING,
        ReaderState.NO_DEVICE,
        ReaderState.READY,
    }


@pytest.mark.parametrize("code", [FaultCode.DEVICE_IN_USE, FaultCode.ACCESS_DENIED, FaultCode.COMMUNICATION])
def test_what_keeps_a_port_from_opening_is_shown_and_waited_out(
    driver: SerialDriver, machine: Machine, sink: CollectingSink, code: FaultCode
) -> None:
    machine.refusals[SCANNER.path] = refusal(code)
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.DEGRADED, code)
    machine.refusals.clear()

    assert sink.wait_for_state(DEVICE, ReaderState.READY).fault is None


def test_settings_that_the_line_does_not_know_end_the_driver(
    driver: SerialDriver, machine: Machine, sink: CollectingSink
) -> None:
    machine.refusals[SCANNER.path] = refusal(FaultCode.SETTINGS_REFUSED, retryable=False)
    driver.start()

    sink.wait_for_state(DEVICE, ReaderState.FAILED, FaultCode.SETTINGS_REFUSED)
    driver._thread.join(60)
    assert not driver._thread.is_alive()


def test_our_own_mistake_is_a_failure_that_the_manager_may_cure(
    driver: SerialDriver, machine: Machine, sink: CollectingSink, caplog: pytest.LogCaptureFixture
) -> None:
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.READY)
    machine.opened[SCANNER.path].put(ZeroDivisionError("ours"))

    fault = sink.wait_for_state(DEVICE, ReaderState.FAILED, FaultCode.CRASHED).fault
    assert fault is not None
    assert fault.retryable
    assert "the serial driver failed" in caplog.text
    assert machine.opened[SCANNER.path].closed


def test_every_fault_and_every_refused_read_is_counted_once(
    driver: SerialDriver, machine: Machine, sink: CollectingSink
) -> None:
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.READY)
    line = machine.opened[SCANNER.path]
    line.put(f"{NUMBER}\r".encode())
    line.put(b"2010\r201")
    line.put(device_lost("pulled"))
    sink.wait_for_state(DEVICE, ReaderState.NO_DEVICE)
    status = sink.wait_for_state(DEVICE, ReaderState.READY)

    assert (status.good_reads, status.faults) == (1, 3)
    assert [type(read) for read in sink.reads] == [CardRead, RefusedRead, RefusedRead]


def test_a_read_is_counted_before_it_is_told(
    driver: SerialDriver, machine: Machine, sink: CollectingSink
) -> None:
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.READY)
    machine.opened[SCANNER.path].put(f"{NUMBER}\r".encode())
    sink.wait_for_reads(1)

    status = sink.last(DEVICE)
    assert status is not None
    assert status.good_reads == 1
    assert sink.said[-1] == "read"


def test_a_port_that_does_not_let_go_is_left_behind_and_says_nothing_more(
    driver: SerialDriver, machine: Machine, sink: CollectingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.READY)
    line = machine.opened[SCANNER.path]
    monkeypatch.setattr(line, "wake", lambda: None)
    with pytest.raises(DriverStuck):
        driver.close(0.05)
    line.put(device_lost("late"))
    driver._thread.join(60)

    last = sink.last(DEVICE)
    assert last is not None
    assert last.state is ReaderState.STOPPED


def test_noise_before_the_line_is_silent_is_one_bad_read(
    driver: SerialDriver, machine: Machine, sink: CollectingSink
) -> None:
    def open_noisily(path: str, coding: LineCoding, pause_s: float) -> Port:
        line = machine.open(path, coding, pause_s)
        assert isinstance(line, HandPort)
        line.put(b"0486")
        line.put(b"\r")
        return line

    driver._open = open_noisily
    driver.start()
    sink.wait_for_state(DEVICE, ReaderState.READY)

    (read,) = sink.wait_for_reads(1)
    assert isinstance(read, RefusedRead)
    assert read.reason is Refusal.BAD_READ


def test_without_a_device_named_the_driver_is_not_built(sink: CollectingSink) -> None:
    with pytest.raises(SettingsRefused):
        create(serial_settings(), driver_context(sink, NAME))


def test_without_the_library_the_driver_says_so(
    sink: CollectingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "serial", None)

    with pytest.raises(LibraryMissing):
        create(serial_settings(device="COM3"), driver_context(sink, NAME))
