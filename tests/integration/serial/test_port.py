"""Both ways to wait for a port, on real pseudo-terminals: the one of POSIX, and the one for Windows."""

from collections.abc import Callable, Iterator

import pytest
from serial import Serial

from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.serial_line.port import PollingPort, Port, PosixPort, open_port
from fidpos.readers.drivers.serial_line.settings import LineCoding
from fidpos.readers.errors import DeviceUnavailable
from tests.helpers.serial_port import PtyScanner

CODING = LineCoding(baud=19200)


def posix_port(path: str) -> Port:
    return PosixPort(Serial(path, timeout=0, exclusive=True))


def polling_port(path: str) -> Port:
    return PollingPort(Serial(path, timeout=0.1, exclusive=True))


@pytest.fixture(params=[posix_port, polling_port])
def port(request: pytest.FixtureRequest, scanner: PtyScanner) -> Iterator[Port]:
    opened: Port = request.param(str(scanner.port))
    yield opened
    opened.close()


def test_what_came_together_is_read_together(port: Port, scanner: PtyScanner) -> None:
    scanner.send(b"2010000000486\r")

    assert port.read(5.0) == b"2010000000486\r"


def test_without_bytes_a_read_returns_empty(port: Port) -> None:
    assert port.read(0.01) == b""


def test_an_unplugged_port_raises_at_once_and_again(port: Port, scanner: PtyScanner) -> None:
    scanner.unplug()

    for _ in range(2):
        with pytest.raises(DeviceUnavailable) as raised:
            port.read(5.0)
        assert raised.value.fault.code is FaultCode.DEVICE_LOST


def test_a_port_may_be_closed_twice_and_woken_once_closed(port: Port) -> None:
    port.close()
    port.close()
    port.wake()


def test_a_wake_ends_the_next_wait(port: Port) -> None:
    port.wake()

    assert port.read(None) == b""


def test_a_port_is_opened_for_us_alone_at_the_speed_that_is_set(scanner: PtyScanner) -> None:
    port = open_port(str(scanner.port), CODING, 0.05)

    assert scanner.baud == CODING.baud
    with pytest.raises(DeviceUnavailable) as raised:
        open_port(str(scanner.port), CODING, 0.05)
    assert raised.value.fault.code is FaultCode.DEVICE_IN_USE
    port.close()


def test_a_port_that_is_not_there_is_lost(scanner: PtyScanner) -> None:
    scanner.unplug()

    with pytest.raises(DeviceUnavailable) as raised:
        open_port(str(scanner.port), CODING, 0.05)
    assert raised.value.fault.code is FaultCode.DEVICE_LOST


def test_a_coding_that_the_line_does_not_know_is_a_setting_refused(
    plug: Callable[[], PtyScanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Serial, "_set_special_baudrate", _refuse)

    with pytest.raises(DeviceUnavailable) as raised:
        open_port(str(plug().port), LineCoding(baud=12345), 0.05)
    assert raised.value.fault.code is FaultCode.SETTINGS_REFUSED
    assert not raised.value.fault.retryable


def _refuse(line: Serial, baud: int) -> None:
    raise ValueError(f"Failed to set custom baud rate ({baud}): not here")
