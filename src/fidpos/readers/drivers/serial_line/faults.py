"""What pyserial raises, as the faults it means."""

import errno
import re

from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.drivers.serial_line.listing import owning_group
from fidpos.readers.errors import DeviceUnavailable

_GONE = frozenset({errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO})
_IN_USE = frozenset({errno.EAGAIN, errno.EBUSY})
_DENIED = frozenset({errno.EACCES, errno.EPERM})

_WINDOWS_ERROR = re.compile(r"(\w+)\(\d+, .*?(\d+)\)")
"""pyserial keeps Windows' own error as text only: `PermissionError(13, 'Access is denied.', None, 5)`."""


def open_error(error: Exception, path: str) -> DeviceUnavailable:
    """Why a port cannot be opened."""
    number = _errno(error)
    if number is None and isinstance(error, ValueError):
        fault = Fault(code=FaultCode.SETTINGS_REFUSED, native_code=type(error).__name__, retryable=False)
        return DeviceUnavailable(fault, f"{path}: {error}")
    if number is not None:
        return DeviceUnavailable(_posix_fault(number, path), f"{path}: {error}")
    return DeviceUnavailable(_windows_fault(str(error)), f"{path}: {error}")


def read_error(error: Exception) -> DeviceUnavailable:
    """A port that was open and can no longer be read: unplugged, whatever the system calls it."""
    number = _errno(error)
    native = type(error).__name__ if number is None else _name(number)
    return DeviceUnavailable(Fault(code=FaultCode.DEVICE_LOST, native_code=native), str(error))


def device_lost(detail: str) -> DeviceUnavailable:
    """There is no such device."""
    return DeviceUnavailable(Fault(code=FaultCode.DEVICE_LOST), detail)


def access_denied(path: str, native_code: str = "EACCES") -> Fault:
    """We may not open the port; the native code names the group that may."""
    group = owning_group(path)
    return Fault(
        code=FaultCode.ACCESS_DENIED,
        native_code=f"{native_code}, group {group}" if group else native_code,
    )


def _posix_fault(number: int, path: str) -> Fault:
    if number in _DENIED:
        return access_denied(path, _name(number))
    if number == errno.EINVAL:
        # A speed or a parity that the port does not know; some take it at one time and not at another.
        return Fault(code=FaultCode.SETTINGS_REFUSED, native_code=_name(number))
    if number in _IN_USE:
        return Fault(code=FaultCode.DEVICE_IN_USE, native_code=_name(number))
    code = FaultCode.DEVICE_LOST if number in _GONE else FaultCode.COMMUNICATION
    return Fault(code=code, native_code=_name(number))


def _windows_fault(text: str) -> Fault:
    found = _WINDOWS_ERROR.search(text)
    if found is None:
        return Fault(code=FaultCode.COMMUNICATION)
    # To a port that another program holds, Windows denies access; it knows no other permission for ports.
    kinds = {"PermissionError": FaultCode.DEVICE_IN_USE, "FileNotFoundError": FaultCode.DEVICE_LOST}
    return Fault(code=kinds.get(found[1], FaultCode.COMMUNICATION), native_code=f"WinError {found[2]}")


def _errno(error: BaseException) -> int | None:
    """The system's number; pyserial keeps it on the error, or on the one that it replaced.

    `termios.error`, which may come out as it is, is no OSError: its number is its first argument.
    """
    for each in (error, error.__context__):
        if isinstance(each, OSError) and each.errno is not None:
            return each.errno
        if type(each).__module__ == "termios" and isinstance(each, Exception) and each.args:
            return int(each.args[0])
    return None


def _name(number: int) -> str:
    return errno.errorcode.get(number, str(number))
