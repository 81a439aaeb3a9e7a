"""The serial driver: one thread waits for a port's bytes, frames them, and gets a lost port back."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.backoff import Backoff
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    DriverContext,
    DriverSettings,
    Fault,
    FaultCode,
    ReaderState,
    ReadOrigin,
)
from fidpos.readers.drivers.serial_line.faults import device_lost
from fidpos.readers.drivers.serial_line.framing import Damaged, Frame, FrameDecoder, Outcome
from fidpos.readers.drivers.serial_line.listing import ListPorts, list_ports
from fidpos.readers.drivers.serial_line.locator import Located, Locator
from fidpos.readers.drivers.serial_line.port import OpenPort, Port, load_library, open_port
from fidpos.readers.drivers.serial_line.row import Row
from fidpos.readers.drivers.serial_line.settings import SerialSettings
from fidpos.readers.errors import DeviceUnavailable, DriverStuck
from fidpos.readers.uid_order import scanned_uid

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 0.6
"""The longest pause between two looks for a missing port: its light must be right within a second."""

QUIET_S = 0.05
"""So long a port must be silent once it is open: what comes earlier is the rest of something."""

NOISY_S = 0.8
"""A port that has not been silent by then has something wrong with it."""


def create(settings: DriverSettings, context: DriverContext) -> "SerialDriver":
    """Build the driver on the installed library.

    Raises:
        LibraryMissing: pyserial is not installed.
        SettingsRefused: settings that contradict each other.
    """
    load_library()
    return SerialDriver(str(settings["device"]), SerialSettings.of(settings), context)


class SerialDriver:
    """One scanner on one port; `device` is what its statuses call it, whatever port it is on."""

    def __init__(
        self,
        device: str,
        settings: SerialSettings,
        context: DriverContext,
        *,
        ports: ListPorts = list_ports,
        opener: OpenPort = open_port,
    ) -> None:
        self._settings = settings
        self._context = context
        self._locator = Locator(settings.address, ports)
        self._open = opener
        self._row = Row(device, context)
        self._port: Port | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=context.name, daemon=True)

    def start(self) -> None:
        """Begin to look for the port."""
        self._row.set_state(ReaderState.STARTING)
        self._thread.start()

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:
        """Wake the thread and let go of the port.

        Raises:
            DriverStuck: the system does not give the port back in time.
        """
        self._stop.set()
        port = self._port
        if port is not None:
            port.wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._row.stop()
        if self._thread.is_alive():
            raise DriverStuck("the serial port does not let go")

    def _run(self) -> None:
        backoff = Backoff()
        try:
            while not self._stop.is_set():
                try:
                    with self._connected() as port:
                        self._await_silence(port)
                        backoff.reset()
                        self._listen(port)
                except DeviceUnavailable as error:
                    self._row.set_state(_state_of(error.fault), error.fault)
                    if not error.fault.retryable:
                        return
                    self._stop.wait(min(backoff.next_s(), LOOK_AGAIN_S))
        except Exception as error:
            log.exception("the serial driver failed")
            fault = Fault(code=FaultCode.CRASHED, native_code=type(error).__name__)
            self._row.set_state(ReaderState.FAILED, fault)

    @contextmanager
    def _connected(self) -> Iterator[Port]:
        found = self._locator.find()
        self._row.label = found.label
        port = self._opened(found)
        self._port = port
        try:
            yield port
        finally:
            self._port = None
            port.close()

    def _opened(self, found: Located) -> Port:
        try:
            return self._open(found.path, self._settings.coding, self._settings.framing.patience_s)
        except DeviceUnavailable as error:
            if found.is_twin and error.fault.code is FaultCode.DEVICE_IN_USE:
                raise device_lost("the only other one of its model is another driver's") from error
            raise

    def _await_silence(self, port: Port) -> None:
        """Drop what was on its way when the port was opened: its beginning is lost."""
        began_s = self._context.monotonic_s()
        has_told = False
        while port.read(QUIET_S) and not self._stop.is_set():
            if not has_told:
                has_told = True
                self._report([Damaged(self._context.monotonic_s())])
            if self._context.monotonic_s() - began_s > NOISY_S:
                self._row.set_state(ReaderState.DEGRADED, Fault(code=FaultCode.COMMUNICATION))

    def _listen(self, port: Port) -> None:
        """Until stopped, or until the port is lost; a code under way is lost with it."""
        decoder = FrameDecoder(self._settings.framing)
        self._row.set_state(ReaderState.READY)
        try:
            while not self._stop.is_set():
                data = port.read(self._wait_s(decoder))
                now_s = self._context.monotonic_s()
                self._report(decoder.feed(data, now_s) if data else decoder.expire(now_s))
        except DeviceUnavailable:
            self._report(decoder.interrupt())
            raise

    def _wait_s(self, decoder: FrameDecoder) -> float | None:
        deadline_s = decoder.deadline_s
        return None if deadline_s is None else max(0.0, deadline_s - self._context.monotonic_s())

    def _report(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            origin = ReadOrigin(
                driver=self._context.name,
                device=self._row.device,
                sequence=self._row.next_sequence(),
                monotonic_s=outcome.began_s,
            )
            read = self._read(outcome, origin)
            self._row.count(is_good=isinstance(read, CardRead))
            self._context.sink.read(read)

    def _read(self, outcome: Outcome, origin: ReadOrigin) -> CardRead | RefusedRead:
        if not isinstance(outcome, Frame):
            return self._context.decoder.card(Refusal.BAD_READ, origin)
        order = self._settings.uid_order
        uid = scanned_uid(outcome.content, order, form="uid/serial") if order is not None else None
        if uid is not None:
            return self._context.decoder.card(uid, origin)
        return self._context.decoder.scan(outcome.content, origin)


def _state_of(fault: Fault) -> ReaderState:
    """A port that is there and cannot be used is degraded; the next look may cure it."""
    if not fault.retryable:
        return ReaderState.FAILED
    return ReaderState.NO_DEVICE if fault.code is FaultCode.DEVICE_LOST else ReaderState.DEGRADED
