"""The system's errors about a device, as faults; and the state a device is in because of one."""

import errno

from fidpos.readers.driver import Fault, FaultCode, ReaderState

UDEV_RULES = "70-fidpos.rules"
"""The file that lets the till's user read scanners; installer/till/linux has it."""

_FAULTS = {
    errno.EBUSY: FaultCode.DEVICE_IN_USE,
    errno.EACCES: FaultCode.ACCESS_DENIED,
    errno.EPERM: FaultCode.ACCESS_DENIED,
    errno.ENOENT: FaultCode.DEVICE_LOST,
    errno.ENODEV: FaultCode.DEVICE_LOST,
    errno.ENXIO: FaultCode.DEVICE_LOST,
    errno.EIO: FaultCode.DEVICE_LOST,
}

_STATES = {
    FaultCode.DEVICE_LOST: ReaderState.NO_DEVICE,
    FaultCode.LOOKS_LIKE_KEYBOARD: ReaderState.FAILED,
}


def fault_of(error: OSError) -> Fault:
    """What the error means; its name goes along for the technician, and so does a missing rule."""
    code = _FAULTS.get(error.errno or 0, FaultCode.COMMUNICATION)
    name = errno.errorcode.get(error.errno or 0, "OSError")
    return Fault(code=code, native_code=f"{name} {UDEV_RULES}" if code is FaultCode.ACCESS_DENIED else name)


def state_of(fault: Fault) -> ReaderState:
    """Lost, refused for good, or there and not to be read just now."""
    return _STATES.get(fault.code, ReaderState.DEGRADED)
