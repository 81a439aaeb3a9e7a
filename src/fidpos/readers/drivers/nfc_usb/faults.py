"""What can go wrong between us, the reader and a card; the driver turns it into a fault or a refusal."""

import errno

from fidpos.readers.driver import Fault, FaultCode


class NoAnswer(Exception):
    """The card said nothing to a command, or nothing that makes sense."""


class CardGone(Exception):
    """The card left before it was read."""


class CardHung(Exception):
    """The card is there, and the time it was given is up."""


class DeviceFault(Exception):
    """The reader cannot be opened, or no longer works."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code.value)
        self.fault = fault


_CODES = {
    errno.EACCES: FaultCode.ACCESS_DENIED,
    errno.EPERM: FaultCode.ACCESS_DENIED,
    errno.EBUSY: FaultCode.DEVICE_IN_USE,
    errno.EAGAIN: FaultCode.DEVICE_IN_USE,
    errno.ENODEV: FaultCode.DEVICE_LOST,
    errno.ENOENT: FaultCode.DEVICE_LOST,
    errno.ENXIO: FaultCode.DEVICE_LOST,
}
"""EAGAIN is how a serial port says that it is locked."""


def fault_of(error: Exception) -> Fault:
    """The fault that an error of nfcpy, libusb or the system means."""
    number = error.errno if isinstance(error, OSError) and error.errno else 0
    return Fault(
        code=_CODES.get(number, FaultCode.COMMUNICATION),
        native_code=errno.errorcode.get(number, type(error).__name__),
    )
