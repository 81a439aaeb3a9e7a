"""The module of the Linux kernel that takes a reader away from the service."""

from pathlib import Path

from fidpos.readers.driver import Fault, FaultCode

KERNEL_DRIVER = Path("/sys/bus/usb/drivers/pn533_usb")
"""With this module Linux takes an ACR122U away from pcscd, until the module is blacklisted."""


def kernel_fault(kernel_driver: Path = KERNEL_DRIVER) -> Fault | None:
    """Whether the kernel holds a reader: bound devices are links named `1-2:1.0`."""
    if any(kernel_driver.glob("*:*")):
        return Fault(code=FaultCode.KERNEL_DRIVER, native_code=kernel_driver.name)
    return None
