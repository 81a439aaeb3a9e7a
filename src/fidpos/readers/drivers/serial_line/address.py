"""Which port a scanner is on: stable ids of devices, and how a port is chosen by one.

`/dev/ttyACM0` goes to whatever was plugged in first, so a USB device is known by its ids and serial number,
or by its place where it has no number of its own. When the very device is not there, one of the same model
takes its place: a broken scanner is swapped for its twin without the technician.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fidpos.domain.errors import FidposError


class AddressInvalid(FidposError):
    """No port can be named so; the text says why."""

    code = "serial_address_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortInfo:
    """A port as the system lists it.

    Attributes:
        path: what is opened, such as `/dev/ttyACM0` or `COM3`.
        label: maker and model, or the path where nothing else is known.
        model: `vid:pid` in hex of a USB device, else empty.
        serial: the device's serial number, empty for none.
        location: where it is plugged in, such as `1-1.2`, empty for unknown.
    """

    path: str
    label: str
    model: str = ""
    serial: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class PathAddress:
    """A port by its name in the system."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbAddress:
    """A USB device by its model and either its serial number or its place."""

    model: str
    serial: str = ""
    location: str = ""

    @property
    def text(self) -> str:
        """As the settings write it."""
        return f"usb:{self.model}:{self.serial}" if self.serial else f"usb:{self.model}@{self.location}"

    def names(self, port: PortInfo) -> bool:
        """Whether the port is the very one."""
        if port.model != self.model:
            return False
        return port.serial == self.serial if self.serial else port.location == self.location


Address = PathAddress | UsbAddress

_USB = re.compile(r"usb:([0-9a-f]{4}:[0-9a-f]{4})(?::(.+)|@(.+))", re.IGNORECASE)


def parse_address(text: str) -> Address:
    """The address in a setting.

    Raises:
        AddressInvalid: it is empty, or begins as a USB device's and does not go on so.
    """
    if not text.strip():
        raise AddressInvalid("names no port")
    if not text.lower().startswith("usb:"):
        return PathAddress(text)
    found = _USB.fullmatch(text)
    if found is None:
        raise AddressInvalid("is not usb:VID:PID:SERIAL or usb:VID:PID@LOCATION")
    return UsbAddress(model=found[1].lower(), serial=found[2] or "", location=found[3] or "")


def stable_id(port: PortInfo, others: Iterable[PortInfo]) -> str:
    """The address that finds the port again after a replug; `others` may hold the port itself.

    A serial number counts only if no other port has it: one device may have several ports, and cheap ones
    all carry the same number.
    """
    twins = [other for other in others if other.path != port.path and other.model == port.model]
    if not port.model:
        return port.path
    if port.serial and all(twin.serial != port.serial for twin in twins):
        return UsbAddress(model=port.model, serial=port.serial).text
    if port.location:
        return UsbAddress(model=port.model, location=port.location).text
    return port.path


def find_exact(address: UsbAddress, ports: Iterable[PortInfo]) -> PortInfo | None:
    """The port of the very device; None when it is not there, or when several claim to be it."""
    named = [port for port in ports if address.names(port)]
    return named[0] if len(named) == 1 else None


def find_twin(address: UsbAddress, ports: Iterable[PortInfo], *, slot: str) -> PortInfo | None:
    """A device of the same model to take the place of a missing one.

    Args:
        address: whom it stands in for.
        ports: what is plugged in.
        slot: where the missing one was seen last, empty for unknown.

    Returns:
        The one in the same slot, else the only one there is, else None.
    """
    twins = [port for port in ports if port.model == address.model]
    there = [port for port in twins if slot and port.location == slot]
    if len(there) == 1:
        return there[0]
    return twins[0] if len(twins) == 1 else None
