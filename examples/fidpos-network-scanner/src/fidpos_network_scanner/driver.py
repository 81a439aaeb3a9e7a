"""A scanner on the network: it listens on a TCP port and sends each code as a line."""

import socket
import threading
from contextlib import suppress

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    DeviceStatus,
    DriverContext,
    DriverSettings,
    Fault,
    FaultCode,
    ReaderState,
    ReadOrigin,
)
from fidpos.readers.errors import DriverStuck, SettingsRefused

CONNECT_LIMIT_S = 1.0
RETRY_S = 0.5
LINE_MAX = 512


def create(settings: DriverSettings, context: DriverContext) -> "NetworkScanner":
    """Build the driver; nothing is opened yet.

    Raises:
        SettingsRefused: no host is set.
    """
    host, port = str(settings["host"]), int(str(settings["port"]))
    if not host:
        raise SettingsRefused("host is the scanner's address")
    return NetworkScanner(host, port, context)


class NetworkScanner:
    """One scanner; a thread of its own connects, reads, and connects again."""

    def __init__(self, host: str, port: int, context: DriverContext) -> None:
        self._address = (host, port)
        self._device = f"{host}:{port}"
        self._context = context
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._sequence = self._good_reads = self._faults = 0
        self._thread = threading.Thread(target=self._run, name=context.name, daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._tell(ReaderState.STARTING)
        self._thread.start()

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:
        """Hang up, which ends the wait for the next line.

        Raises:
            DriverStuck: the network did not let go in time.
        """
        self._stop.set()
        with self._lock:
            if self._connection is not None:
                with suppress(OSError):  # The scanner may have hung up just now.
                    self._connection.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        if self._thread.is_alive():
            raise DriverStuck(f"{self._device} does not let go")
        self._tell(ReaderState.STOPPED)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with socket.create_connection(self._address, CONNECT_LIMIT_S) as connection:
                    connection.settimeout(None)
                    self._read_lines(connection)
                error = "closed"
            except OSError as failure:
                error = type(failure).__name__
            if not self._stop.is_set():
                self._faults += 1
                self._tell(ReaderState.NO_DEVICE, Fault(code=FaultCode.DEVICE_LOST, native_code=error))
                self._stop.wait(RETRY_S)

    def _read_lines(self, connection: socket.socket) -> None:
        """Hand on each whole line until one side hangs up."""
        if not self._attach(connection):
            return
        pending = b""
        try:
            while chunk := connection.recv(4096):
                *lines, pending = (pending + chunk).replace(b"\r", b"\n").split(b"\n")
                for line in filter(None, lines):
                    self._report(line)
                if len(pending) > LINE_MAX:
                    self._report(None)
                    return
        finally:
            self._detach()
        if pending:
            self._report(None)

    def _attach(self, connection: socket.socket) -> bool:
        """Let `close` find the connection, unless it came before."""
        with self._lock:
            if self._stop.is_set():
                return False
            self._connection = connection
        self._tell(ReaderState.READY)
        return True

    def _detach(self) -> None:
        with self._lock:
            self._connection = None

    def _report(self, line: bytes | None) -> None:
        """A whole line, or None for one that broke off: part of a code is never handed on."""
        if self._stop.is_set():
            return
        read = self._read(line)
        if isinstance(read, CardRead):
            self._good_reads += 1
        else:
            self._faults += 1
        self._context.sink.read(read)
        self._tell(ReaderState.READY)

    def _read(self, line: bytes | None) -> CardRead | RefusedRead:
        self._sequence += 1
        origin = ReadOrigin(
            driver=self._context.name,
            device=self._device,
            sequence=self._sequence,
            monotonic_s=self._context.monotonic_s(),
        )
        if line is None:
            return self._context.decoder.card(Refusal.BAD_READ, origin)
        return self._context.decoder.scan(line, origin)

    def _tell(self, state: ReaderState, fault: Fault | None = None) -> None:
        self._context.sink.status(
            DeviceStatus(
                driver=self._context.name,
                device=self._device,
                label="Network scanner",
                state=state,
                fault=fault,
                good_reads=self._good_reads,
                faults=self._faults,
            )
        )
