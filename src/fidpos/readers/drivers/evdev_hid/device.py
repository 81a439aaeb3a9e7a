"""One open event device: the only place that touches it. Everything but the ioctl is an ordinary file."""

import errno
import os
import time
from pathlib import Path
from typing import Self

from fidpos.readers.drivers.evdev_hid import ioctls
from fidpos.readers.drivers.evdev_hid.faults import fault_of
from fidpos.readers.drivers.evdev_hid.identity import Identity
from fidpos.readers.drivers.evdev_hid.input_event import LED_CAPS_LOCK, NATIVE, InputEvent, parse
from fidpos.readers.drivers.evdev_hid.ioctls import Ioctl
from fidpos.readers.drivers.evdev_hid.places import Places
from fidpos.readers.errors import DeviceUnavailable

_EVENTS_A_READ = 64


class EventDevice:
    """An event device that is open, and whose events carry monotonic times.

    Args:
        path: its node.
        ioctl: `fcntl.ioctl`, or what a test puts in its place.

    Raises:
        DeviceUnavailable: it is gone, or we may not open it.
    """

    def __init__(self, path: Path, ioctl: Ioctl) -> None:
        self._ioctl = ioctl
        try:
            self.descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise _unavailable(error) from error
        try:
            ioctls.use_monotonic_clock(ioctl, self.descriptor)
            self.identity = self._ask_identity()
        except OSError as error:
            os.close(self.descriptor)
            raise _unavailable(error) from error

    @classmethod
    def find(cls, device: str, places: Places, ioctl: Ioctl) -> Self:
        """Open the device that the settings name.

        Raises:
            DeviceUnavailable: it is not there, or we may not open it.
        """
        path = places.find(device)
        if path is None:
            raise _unavailable(OSError(errno.ENODEV, f"{device} is not plugged in"))
        return cls(path, ioctl)

    def grab(self) -> None:
        """Keep its keys from everybody else until `close`.

        Raises:
            DeviceUnavailable: another program has it, or it is gone.
        """
        try:
            ioctls.grab(self._ioctl, self.descriptor)
        except OSError as error:
            raise _unavailable(error) from error

    def read(self) -> tuple[InputEvent, ...]:
        """The events that wait; none if none do.

        Raises:
            DeviceUnavailable: it was unplugged.
        """
        try:
            data = os.read(self.descriptor, _EVENTS_A_READ * NATIVE.size)
        except BlockingIOError:
            return ()
        except OSError as error:
            raise _unavailable(error) from error
        if not data:
            raise _unavailable(OSError(errno.ENODEV, "it has come to its end"))
        return parse(data)

    def keys_down(self) -> frozenset[int]:
        """Codes of the keys that are down now.

        Raises:
            DeviceUnavailable: it was unplugged.
        """
        try:
            return ioctls.keys_down(self._ioctl, self.descriptor)
        except OSError as error:
            raise _unavailable(error) from error

    def is_caps_lock_on(self) -> bool:
        """Whether the CapsLock light, which a scanner may go by, is on.

        Raises:
            DeviceUnavailable: it was unplugged.
        """
        try:
            return LED_CAPS_LOCK in ioctls.leds_on(self._ioctl, self.descriptor)
        except OSError as error:
            raise _unavailable(error) from error

    def close(self) -> None:
        """Let go of it; once."""
        os.close(self.descriptor)

    def _ask_identity(self) -> Identity:
        bus, vendor, product = ioctls.bus_and_ids(self._ioctl, self.descriptor)
        return Identity(
            bus=bus,
            vendor=vendor,
            product=product,
            name=ioctls.text(self._ioctl, self.descriptor, ioctls.EVIOCGNAME),
            phys=ioctls.text(self._ioctl, self.descriptor, ioctls.EVIOCGPHYS),
            uniq=ioctls.text(self._ioctl, self.descriptor, ioctls.EVIOCGUNIQ),
        )


def now_ms() -> int:
    """The present on the clock that stamps the events."""
    return time.monotonic_ns() // 1_000_000


def _unavailable(error: OSError) -> DeviceUnavailable:
    return DeviceUnavailable(fault_of(error), str(error))
