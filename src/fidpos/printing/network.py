"""A printer on the network that takes what is sent to its port as it is (usually port 9100)."""

import select
import socket
from contextlib import suppress

from fidpos.printing.errors import PrinterGone

PORT = 9100
CONNECT_S = 2.0
_ANSWER_BYTES = 64


class NetworkPrinter:
    """One TCP connection, open as long as something is printed: such printers serve one at a time."""

    def __init__(self, host: str, port: int) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout=CONNECT_S)
            self._socket.setblocking(False)
        except OSError as fault:
            raise PrinterGone(f"{host}:{port}: {fault}") from fault

    def send(self, data: bytes, within_s: float) -> int:
        """See `Connection.send`."""
        try:
            _, writable, _ = select.select([], [self._socket], [], within_s)
            return self._socket.send(data) if writable else 0
        except OSError as fault:
            raise PrinterGone(str(fault)) from fault

    def receive(self, within_s: float) -> bytes:
        """See `Connection.receive`."""
        try:
            readable, _, _ = select.select([self._socket], [], [], within_s)
            if not readable:
                return b""
            answer = self._socket.recv(_ANSWER_BYTES)
        except OSError as fault:
            raise PrinterGone(str(fault)) from fault
        if not answer:
            raise PrinterGone("the printer hung up")
        return answer

    def close(self) -> None:
        """Say that nothing follows, so that what was sent still arrives, and hang up."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()


def host_and_port(address: str) -> tuple[str, int]:
    """`192.168.1.50`, `printer.local:9101` or `[fe80::1]:9100`, as settings have it."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit() and (not host.count(":") or host.startswith("[")):
        return host.strip("[]"), int(port)
    return address.strip("[]"), PORT
