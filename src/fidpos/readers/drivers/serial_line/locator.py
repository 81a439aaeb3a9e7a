"""Finds the port again each time: the very device, or after a while its twin."""

from dataclasses import dataclass

from fidpos.readers.drivers.serial_line.address import (
    Address,
    PathAddress,
    UsbAddress,
    find_exact,
    find_twin,
)
from fidpos.readers.drivers.serial_line.faults import device_lost
from fidpos.readers.drivers.serial_line.listing import ListPorts


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A port to open.

    Attributes:
        label: what a person calls it.
        is_twin: another device of the same model, in place of the one that is missing.
    """

    path: str
    label: str
    is_twin: bool = False


class Locator:
    """Looks for one device, and remembers where it was plugged in. For one thread."""

    def __init__(self, address: Address, list_ports: ListPorts) -> None:
        self._address = address
        self._list_ports = list_ports
        self._slot = ""
        self._has_missed = False

    def find(self) -> Located:
        """Where the device is now.

        The first look after it was found counts the very device only: at the start of the till, its twin
        may be what another driver is about to open.

        Raises:
            DeviceUnavailable: it is not plugged in.
        """
        if isinstance(self._address, PathAddress):
            return Located(path=self._address.path, label=self._address.path)
        ports = self._list_ports()
        port = find_exact(self._address, ports)
        if port is not None:
            self._slot = port.location
            self._has_missed = False
            return Located(path=port.path, label=port.label)
        twin = find_twin(self._address, ports, slot=self._slot) if self._has_missed else None
        self._has_missed = True
        if twin is None:
            raise device_lost(f"no port is {self._address.text}")
        their = UsbAddress(model=twin.model, serial=twin.serial, location=twin.location)
        return Located(path=twin.path, label=f"{twin.label} ({their.text})", is_twin=True)
