import errno
import termios
from pathlib import Path

import pytest
from serial import SerialException

from fidpos.readers.driver import FaultCode
from fidpos.readers.drivers.serial_line.faults import access_denied, open_error, read_error

PATH = "/dev/ttyACM0"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOENT, FaultCode.DEVICE_LOST),
        (errno.ENXIO, FaultCode.DEVICE_LOST),
        (errno.EIO, FaultCode.DEVICE_LOST),
        (errno.EAGAIN, FaultCode.DEVICE_IN_USE),
        (errno.EBUSY, FaultCode.DEVICE_IN_USE),
        (errno.EACCES, FaultCode.ACCESS_DENIED),
        (errno.EPERM, FaultCode.ACCESS_DENIED),
        (errno.ENOTTY, FaultCode.COMMUNICATION),
    ],
)
def test_the_system_s_number_says_why_a_port_does_not_open(number: int, code: FaultCode) -> None:
    fault = open_error(SerialException(number, "could not open port"), PATH).fault

    assert fault.code is code
    assert fault.native_code.startswith(errno.errorcode[number])
    assert fault.retryable


def test_the_number_is_found_below_an_error_that_lost_it() -> None:
    below = termios.error(errno.EIO, "Input/output error")
    above = SerialException("Could not configure port: (5, 'Input/output error')")
    above.__context__ = below

    assert open_error(below, PATH).fault.native_code == "EIO"
    assert open_error(above, PATH).fault.code is FaultCode.DEVICE_LOST


@pytest.mark.parametrize(
    ("text", "code", "native"),
    [
        ("PermissionError(13, 'Access is denied.', None, 5)", FaultCode.DEVICE_IN_USE, "WinError 5"),
        (
            "FileNotFoundError(2, 'The system cannot find the file specified.', None, 2)",
            FaultCode.DEVICE_LOST,
            "WinError 2",
        ),
        (
            "OSError(22, 'A device attached to the system is not functioning.', None, 31)",
            FaultCode.COMMUNICATION,
            "WinError 31",
        ),
        ("something else", FaultCode.COMMUNICATION, ""),
    ],
)
def test_on_windows_the_text_says_why_a_port_does_not_open(text: str, code: FaultCode, native: str) -> None:
    fault = open_error(SerialException(f"could not open port 'COM3': {text}"), "COM3").fault

    assert (fault.code, fault.native_code) == (code, native)


@pytest.mark.parametrize(
    ("error", "is_retried"),
    [
        (ValueError("Invalid baud rate: 7"), False),
        (termios.error(errno.EINVAL, "Invalid argument"), True),
    ],
)
def test_a_coding_that_the_port_does_not_know_is_a_setting_refused(
    error: Exception, is_retried: bool
) -> None:
    fault = open_error(error, PATH).fault

    assert fault.code is FaultCode.SETTINGS_REFUSED
    assert fault.retryable is is_retried


@pytest.mark.parametrize(
    ("error", "native"),
    [
        (SerialException("device reports readiness to read but returned no data"), "SerialException"),
        (OSError(errno.EIO, "Input/output error"), "EIO"),
    ],
)
def test_a_port_that_can_no_longer_be_read_is_unplugged(error: Exception, native: str) -> None:
    fault = read_error(error).fault

    assert (fault.code, fault.native_code) == (FaultCode.DEVICE_LOST, native)


def test_whoever_may_not_open_a_port_is_told_the_group_that_may(tmp_path: Path) -> None:
    port = tmp_path / "ttyACM0"
    port.touch()

    assert access_denied(str(port)).native_code == f"EACCES, group {port.group()}"
    assert access_denied(str(tmp_path / "gone")).native_code == "EACCES"
