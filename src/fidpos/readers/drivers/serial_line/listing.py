"""The serial ports that this machine has, and whether we may open them."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from fidpos.readers.drivers.serial_line.address import PortInfo

ListPorts = Callable[[], tuple[PortInfo, ...]]

SYSFS = Path("/sys/class/tty")


class ListedPort(Protocol):
    """What pyserial's `list_ports` says of a port (`ListPortInfo`), as far as it is used here."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None
    location: str | None
    manufacturer: str | None
    product: str | None


def list_ports() -> tuple[PortInfo, ...]:
    """Every port there is, in the order of their names; takes about a millisecond."""
    # pyserial belongs to the till's extra: without it this driver is a row that says so, not an error.
    from serial.tools.list_ports import comports

    return port_infos(comports())


def port_infos(listed: Iterable[ListedPort], *, sysfs: Path = SYSFS) -> tuple[PortInfo, ...]:
    """What is known of the listed ports that exist."""
    return tuple(_port_info(port) for port in sorted(listed, key=_by_name) if _exists(port, sysfs))


def is_permitted(path: str) -> bool:
    """Whether the system lets us read and write the port; Windows has no such permission for ports."""
    return sys.platform == "win32" or os.access(path, os.R_OK | os.W_OK)


def owning_group(path: str) -> str:
    """The group whose members may open the port, `dialout` on Debian; empty where there is none."""
    try:
        return Path(path).group()
    except (OSError, KeyError, NotImplementedError):
        return ""


def _port_info(port: ListedPort) -> PortInfo:
    is_usb = port.vid is not None and port.pid is not None
    label = " ".join(part for part in (port.manufacturer, port.product) if part)
    return PortInfo(
        path=port.device,
        label=label or port.device,
        model=f"{port.vid:04x}:{port.pid:04x}" if is_usb else "",
        serial=(port.serial_number or "") if is_usb else "",
        location=(port.location or "") if is_usb else "",
    )


def _by_name(port: ListedPort) -> tuple[int, str]:
    """`ttyS2` before `ttyS10`."""
    return len(port.device), port.device


def _exists(port: ListedPort, sysfs: Path) -> bool:
    """Whether there is hardware behind the name.

    Linux makes `ttyS0` to `ttyS31` on any machine; since kernel 6.5 pyserial lists those without a UART as
    well (pyserial issue 763). The kernel says type 0, PORT_UNKNOWN, of them.
    """
    try:
        return (sysfs / Path(port.device).name / "type").read_text("ascii").strip() != "0"
    except (OSError, UnicodeDecodeError):
        return True
