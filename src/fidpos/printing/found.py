"""What is plugged in that may be a ticket printer; only whoever prints on it finds out."""

import sys
from collections.abc import Iterable
from pathlib import Path

from fidpos.printing.serial_port import serial_ports
from fidpos.settings.till_settings import PrinterKind
from fidpos.till.ticket.printer import FoundPrinter

USB_DEVICES = Path("/dev/usb")


def found_printers(usb: Path = USB_DEVICES) -> tuple[FoundPrinter, ...]:
    """Printers on USB, then serial ports, each by name."""
    return (*_on_usb(usb), *_on_serial_ports())


def _on_usb(folder: Path) -> Iterable[FoundPrinter]:
    if sys.platform == "win32":
        return
    for device in sorted(folder.glob("lp*")):
        yield FoundPrinter(kind=PrinterKind.USB, address=str(device), label=f"USB {device.name}")


def _on_serial_ports() -> Iterable[FoundPrinter]:
    for device, label in serial_ports():
        yield FoundPrinter(kind=PrinterKind.SERIAL, address=device, label=label)
