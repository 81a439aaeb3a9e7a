"""A printer on a serial port, or on a USB cable that plays one."""

import os
import select
from contextlib import suppress

import serial
from serial.tools.list_ports import comports

from fidpos.printing.errors import PrinterGone

_AT_ONCE = 256
"""Bytes handed over together: a slow line is asked often whether it still takes any."""


def serial_ports() -> tuple[tuple[str, str], ...]:
    """Every serial port that there is: its device, and what it calls itself."""
    listed = sorted(comports(), key=lambda port: port.device)
    return tuple((port.device, port.product or port.description) for port in listed)


class SerialPrinter:
    """One open port, eight bits without parity, which the printer stops by hardware or XON/XOFF."""

    def __init__(self, device: str, baud: int) -> None:
        try:
            self._port = serial.Serial(device, baud, timeout=0, write_timeout=0, exclusive=True)
        except (serial.SerialException, OSError, ValueError) as fault:
            raise PrinterGone(f"{device}: {fault}") from fault

    def send(self, data: bytes, within_s: float) -> int:
        """See `Connection.send`."""
        try:
            if os.name == "posix" and not select.select([], [self._port.fileno()], [], within_s)[1]:
                return 0
            return self._port.write(data[:_AT_ONCE]) or 0
        except (serial.SerialException, OSError) as fault:
            raise PrinterGone(str(fault)) from fault

    def receive(self, within_s: float) -> bytes:
        """See `Connection.receive`."""
        try:
            self._port.timeout = within_s
            first = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""
        except (serial.SerialException, OSError) as fault:
            raise PrinterGone(str(fault)) from fault

    def close(self) -> None:
        """Let the port go."""
        with suppress(serial.SerialException, OSError):
            self._port.close()
