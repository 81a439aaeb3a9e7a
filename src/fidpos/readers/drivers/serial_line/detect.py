"""The serial ports on which a scanner may be, for the technician's wizard."""

from collections.abc import Callable

from fidpos.readers.drivers.serial_line.address import PortInfo, stable_id
from fidpos.readers.drivers.serial_line.faults import access_denied
from fidpos.readers.drivers.serial_line.listing import is_permitted, list_ports
from fidpos.readers.trial import FoundDevice


def detect() -> tuple[FoundDevice, ...]:
    """Every port there is, USB first: a scanner bought today is on one."""
    return found_devices(list_ports(), is_permitted=is_permitted)


def found_devices(
    ports: tuple[PortInfo, ...], *, is_permitted: Callable[[str], bool]
) -> tuple[FoundDevice, ...]:
    """The ports as the wizard lists them."""
    ordered = sorted(ports, key=lambda port: not port.model)
    return tuple(_found(port, ports, is_permitted=is_permitted(port.path)) for port in ordered)


def _found(port: PortInfo, ports: tuple[PortInfo, ...], *, is_permitted: bool) -> FoundDevice:
    device = stable_id(port, ports)
    details = [port.path, port.serial, port.location]
    return FoundDevice(
        device=device,
        label=port.label,
        detail=" · ".join(detail for detail in details if detail and detail != port.label),
        settings={"device": device},
        fault=None if is_permitted else access_denied(port.path),
    )
