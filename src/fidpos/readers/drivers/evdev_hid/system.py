"""What of the operating system the driver stands on; tests put pipes and a pretended kernel in its place."""

import sys
from dataclasses import dataclass, field
from typing import Self

from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.drivers.evdev_hid.ioctls import Ioctl
from fidpos.readers.drivers.evdev_hid.places import Places
from fidpos.readers.errors import DriverRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where devices are, and how to ask them."""

    ioctl: Ioctl
    places: Places = field(default_factory=Places)

    @classmethod
    def at_hand(cls) -> Self:
        """The system that runs this program.

        Raises:
            DriverRefused: it is not Linux.
        """
        if sys.platform != "linux":
            fault = Fault(code=FaultCode.WRONG_SYSTEM, native_code=sys.platform, retryable=False)
            raise DriverRefused(fault, "only Linux lets a program keep a keyboard to itself")
        import fcntl  # Other systems have no such module.

        def ioctl(descriptor: int, request: int, argument: int | bytes) -> int | bytes:
            return fcntl.ioctl(descriptor, request, argument)

        return cls(ioctl=ioctl)
