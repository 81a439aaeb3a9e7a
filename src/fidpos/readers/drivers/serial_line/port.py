"""An open port: waits for bytes at no cost, and can be woken. The only place that talks to pyserial.

On POSIX the wait watches the port and a pipe, so that it needs no limit and ends the moment it should;
Windows' ports cannot be waited for that way and are asked a few times a second.
"""

import math
import os
import select
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from fidpos.readers.drivers.serial_line.faults import open_error, read_error
from fidpos.readers.drivers.serial_line.settings import LineCoding
from fidpos.readers.errors import LibraryMissing

if TYPE_CHECKING:
    from serial import Serial

if sys.platform == "win32":
    _SYSTEM_ERRORS: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    # pyserial lets it through as it is, and it is no OSError.
    _SYSTEM_ERRORS = (OSError, termios.error)

_OPEN_ERRORS = (*_SYSTEM_ERRORS, ValueError)

READ_MAX = 4096
TICK_S = 0.1
"""How long a port that cannot be woken may wait."""

_PARITIES = {"none": "N", "even": "E", "odd": "O", "mark": "M", "space": "S"}


class Port(Protocol):
    """An open serial port; read by one thread, woken by any."""

    def read(self, timeout_s: float | None) -> bytes:
        """What came; empty when nothing did in time, or when woken. It may return empty too early.

        Raises:
            DeviceUnavailable: the device is gone.
        """
        ...

    def wake(self) -> None:
        """Let a read that waits, or else the next one, return soon. From any thread, also once closed."""
        ...

    def close(self) -> None:
        """Give the port back; by the thread that reads."""
        ...


OpenPort = Callable[[str, LineCoding, float], Port]
"""Opens a path with a coding; the number is the shortest pause that must be noticed, in seconds."""


def load_library() -> None:
    """See that pyserial is there.

    Raises:
        LibraryMissing: it is not installed.
    """
    try:
        import serial  # noqa: F401
    except ImportError as error:
        raise LibraryMissing(f"pyserial: {error}") from error


def open_port(path: str, coding: LineCoding, pause_s: float) -> Port:
    """Open a port for us alone.

    Raises:
        DeviceUnavailable: it is away, used by another program, not ours to open, or knows no such coding.
    """
    if sys.platform == "win32":
        return PollingPort(_opened(path, coding, timeout_s=min(TICK_S, pause_s / 2)))
    return PosixPort(_opened(path, coding, timeout_s=0))


class PosixPort:
    """A port that is waited for together with a pipe that wakes the wait."""

    def __init__(self, line: "Serial") -> None:
        self._line = line
        self._lock = threading.Lock()
        self._is_open = True
        self._wake_out, self._wake_in = os.pipe()
        self._poll = select.poll()
        self._poll.register(line.fileno(), select.POLLIN)
        self._poll.register(self._wake_out, select.POLLIN)

    def read(self, timeout_s: float | None) -> bytes:
        """Wait for bytes, a hang-up, `wake` or the end of the time."""
        ready = {fd for fd, _ in self._poll.poll(None if timeout_s is None else math.ceil(timeout_s * 1000))}
        if self._wake_out in ready:
            os.read(self._wake_out, READ_MAX)
            return b""
        return _read(self._line, READ_MAX) if ready else b""

    def wake(self) -> None:
        """End the wait."""
        with self._lock:
            if self._is_open:
                os.write(self._wake_in, b"w")

    def close(self) -> None:
        """Close the port and the pipe."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                self._line.close()
                os.close(self._wake_in)
                os.close(self._wake_out)


class PollingPort:
    """A port that is asked again and again; each time waits for as long as it was opened with."""

    def __init__(self, line: "Serial") -> None:
        self._line = line

    def read(self, timeout_s: float | None) -> bytes:  # noqa: ARG002
        """Wait for one byte, and take those that came with it."""
        first = _read(self._line, 1)
        return first + _read(self._line, _waiting(self._line)) if first else b""

    def wake(self) -> None:
        """No wait is long enough to be worth it."""

    def close(self) -> None:
        """Close the port."""
        self._line.close()


def _opened(path: str, coding: LineCoding, *, timeout_s: float) -> "Serial":
    from serial import Serial

    try:
        return Serial(
            path,
            baudrate=coding.baud,
            bytesize=coding.data_bits,
            parity=_PARITIES[coding.parity],
            stopbits=coding.stop_bits,
            timeout=timeout_s,
            exclusive=True,
        )
    except _OPEN_ERRORS as error:
        raise open_error(error, path) from error


def _read(line: "Serial", count: int) -> bytes:
    try:
        return line.read(count)
    except _SYSTEM_ERRORS as error:
        raise read_error(error) from error


def _waiting(line: "Serial") -> int:
    try:
        return line.in_waiting
    except _SYSTEM_ERRORS as error:
        raise read_error(error) from error
