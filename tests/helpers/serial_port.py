"""Serial scanners: on the far end of a real pseudo-terminal, and as a port that a test holds in its hands."""

import os
import queue
import termios
import tty
from collections.abc import Mapping
from pathlib import Path

from fidpos.readers.driver import DriverContext, SettingValue
from fidpos.readers.drivers.serial_line.driver import SerialDriver, create
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.registry import DRIVERS_FOLDER

NAME = "serial_line"
_SPEEDS = {
    getattr(termios, f"B{baud}"): baud for baud in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
}


def serial_settings(**given: object) -> Mapping[str, SettingValue]:
    """The manifest's defaults, with these in place of some."""
    return read_manifest(DRIVERS_FOLDER / NAME / "manifest.toml", Manifest).checked_settings(given)


def serial_driver(context: DriverContext, port: Path, **settings: object) -> SerialDriver:
    """The driver on this port, not yet started."""
    return create(serial_settings(device=str(port), **settings), context)


class PtyScanner:
    """A scanner and its cable: `send` is what it reads, `port` where the till finds it."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._ends: tuple[int, int] | None = None
        self.plug()

    def plug(self) -> None:
        """Plug the cable in; the port is another device than last time, under the same name."""
        far_end, near_end = os.openpty()
        tty.setraw(near_end)
        self.port.symlink_to(os.ttyname(near_end))
        self._ends = far_end, near_end

    def unplug(self) -> None:
        """Pull the cable: the port's name goes first, as udev has it, then whoever has it open is told."""
        if self._ends is not None:
            self.port.unlink()
            for end in self._ends:
                os.close(end)
        self._ends = None

    def send(self, data: bytes) -> None:
        """Write at once; what nobody reads any more is lost, as on a real line."""
        if self._ends is not None:
            os.write(self._ends[0], data)

    @property
    def baud(self) -> int:
        """The speed that the till's side has set. The line itself has none."""
        assert self._ends is not None
        return _SPEEDS[termios.tcgetattr(self._ends[0])[5]]


class HandPort:
    """A port whose bytes and failures a test puts in one by one."""

    def __init__(self) -> None:
        self.closed = False
        self._inbox: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

    def put(self, what: bytes | Exception) -> None:
        self._inbox.put(what)

    def read(self, timeout_s: float | None) -> bytes:
        try:
            what = self._inbox.get(timeout=timeout_s)
        except queue.Empty:
            return b""
        if isinstance(what, Exception):
            raise what
        return what

    def wake(self) -> None:
        self.put(b"")

    def close(self) -> None:
        self.closed = True
