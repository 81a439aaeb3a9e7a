"""A printer that the system shows as a file, as Linux does with those on USB: `/dev/usb/lp0`."""

import os
import select
from contextlib import suppress

from fidpos.printing.errors import PrinterGone

_ANSWER_BYTES = 64


class FilePrinter:
    """One open file; a printer that cannot be read from, or says nothing, is still printed on."""

    def __init__(self, path: str) -> None:
        nonblocking = getattr(os, "O_NONBLOCK", 0)
        try:
            self._file = os.open(path, os.O_RDWR | nonblocking)
        except OSError:
            try:
                self._file = os.open(path, os.O_WRONLY | nonblocking)
            except OSError as fault:
                raise PrinterGone(f"{path}: {fault}") from fault
            self._can_answer = False
        else:
            self._can_answer = True

    def send(self, data: bytes, within_s: float) -> int:
        """See `Connection.send`."""
        try:
            _, writable, _ = select.select([], [self._file], [], within_s)
            return os.write(self._file, data) if writable else 0
        except BlockingIOError:
            return 0
        except OSError as fault:
            raise PrinterGone(str(fault)) from fault

    def receive(self, within_s: float) -> bytes:
        """See `Connection.receive`; the driver gives nothing back where the printer has said nothing."""
        try:
            heard = [self._file] if self._can_answer else []
            readable, _, _ = select.select(heard, [], [], within_s)
            return os.read(self._file, _ANSWER_BYTES) if readable else b""
        except BlockingIOError:
            return b""
        except OSError as fault:
            raise PrinterGone(str(fault)) from fault

    def close(self) -> None:
        """Let the printer go."""
        with suppress(OSError):
            os.close(self._file)
