"""Readers on USB, as Linux lists them in a folder: finding one opens nothing and needs no library.

Elsewhere there is no such folder, and nfcpy looks for the reader itself.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from fidpos.readers.driver import Fault, FaultCode

SYSTEM = Path("/sys/bus/usb/devices")
NODES = Path("/dev/bus/usb")

MODELS = {
    "054c:0193": "Sony PN531",
    "04cc:0531": "SCM SCL3710 (PN531)",
    "04cc:2533": "NXP PN533",
    "04e6:5591": "SCM SCL3711",
    "04e6:5593": "SCM SCL3712",
    "054c:02e1": "Sony RC-S330/360/370",
    "054c:06c1": "Sony RC-S380",
    "054c:06c3": "Sony RC-S380",
    "072f:2200": "ACS ACR122U",
}
"""Readers that nfcpy knows how to speak to, by `vendor:product`."""

KERNEL_DRIVERS = frozenset({"pn533_usb", "port100"})
"""Modules of Linux that take such a reader for themselves until they are blacklisted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbReader:
    """A reader that is plugged in.

    Attributes:
        model: `vendor:product`.
        port: where it is plugged in, the same after a replug into the same port.
        bus, address: where it is until it is unplugged.
        kernel_driver: the module that holds its first interface, `usbfs` for another program, or empty.
    """

    model: str
    port: str
    bus: int
    address: int
    kernel_driver: str = ""

    @property
    def label(self) -> str:
        """Maker and model."""
        return MODELS[self.model]

    @property
    def path(self) -> str:
        """What nfcpy calls it now."""
        return f"usb:{self.bus:03}:{self.address:03}"

    @property
    def udev_rule(self) -> str:
        """The line that lets whoever sits at this machine use it."""
        vendor, product = self.model.split(":")
        which = f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"'
        return f'SUBSYSTEM=="usb", {which}, TAG+="uaccess"'

    def fault(self, nodes: Path = NODES) -> Fault | None:
        """Why it cannot be opened just now, as far as one can see from outside."""
        if self.kernel_driver in KERNEL_DRIVERS:
            return Fault(code=FaultCode.KERNEL_DRIVER, native_code=self.kernel_driver)
        if self.kernel_driver:
            return Fault(code=FaultCode.DEVICE_IN_USE, native_code=self.kernel_driver)
        if not os.access(nodes / f"{self.bus:03}" / f"{self.address:03}", os.R_OK | os.W_OK):
            return Fault(code=FaultCode.ACCESS_DENIED, native_code=self.udev_rule)
        return None


def find_usb_readers(system: Path = SYSTEM) -> tuple[UsbReader, ...]:
    """Those plugged in, by port; one that is unplugged while we look is left out."""
    readers = (_reader_at(folder) for folder in sorted(system.glob("[0-9]*-*")) if ":" not in folder.name)
    return tuple(reader for reader in readers if reader)


def _reader_at(folder: Path) -> UsbReader | None:
    try:
        model = f"{_line(folder / 'idVendor')}:{_line(folder / 'idProduct')}"
        if model not in MODELS:
            return None
        holder = next(folder.glob("*:*.0/driver"), None)
        return UsbReader(
            model=model,
            port=folder.name,
            bus=int(_line(folder / "busnum")),
            address=int(_line(folder / "devnum")),
            kernel_driver=holder.resolve().name if holder else "",
        )
    except (OSError, ValueError):
        return None


def _line(file: Path) -> str:
    return file.read_text(encoding="ascii").strip().lower()
