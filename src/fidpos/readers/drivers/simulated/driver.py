"""One virtual reader that takes chips and codes from a screen or a script, and decodes them as real ones."""

import threading

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.cards.profile import split_response
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    DeviceStatus,
    DriverContext,
    DriverSettings,
    Fault,
    FaultCode,
    ReaderState,
    ReadOrigin,
    Response,
)
from fidpos.readers.drivers.simulated.virtual_cards import PrintedCode, VirtualChip

DEVICE = "tray"
LABEL = "Virtual cards"


def create(settings: DriverSettings, context: DriverContext) -> "SimulatedDriver":  # noqa: ARG001
    """Build the driver; it has no settings."""
    return SimulatedDriver(context)


class SimulatedDriver:
    """The driver; `insert`, `remove`, `unplug` and `plug` may be called from any thread."""

    def __init__(self, context: DriverContext) -> None:
        self._context = context
        self._lock = threading.RLock()
        self._state = ReaderState.STOPPED
        self._sequence = 0
        self._good_reads = 0
        self._faults = 0

    def start(self) -> None:
        """Plug the reader in."""
        with self._lock:
            self._set_state(ReaderState.READY)

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:  # noqa: ARG002
        """Take everything away; nothing here can block."""
        with self._lock:
            if self._state is not ReaderState.STOPPED:
                self._set_state(ReaderState.STOPPED)

    def insert(self, card: VirtualChip | PrintedCode) -> None:
        """Present a card: a chip stays until `remove`, a code does not. Unplugged, nothing happens."""
        with self._lock:
            if self._state is not ReaderState.READY:
                return
            self.remove()
            self._set_state(ReaderState.BUSY)
            read = self._read(card)
            if isinstance(read, CardRead):
                self._good_reads += 1
            else:
                self._faults += 1
            self._context.sink.read(read)
            if isinstance(card, PrintedCode):
                self.remove()
            self._set_state(ReaderState.READY)

    def remove(self) -> None:
        """Take the card away, if there is one."""
        self._context.sink.removed(driver=self._context.name, device=DEVICE)

    def unplug(self) -> None:
        """Pull the reader's cable; the card goes with it."""
        with self._lock:
            if self._state is ReaderState.READY:
                self._faults += 1
                self.remove()
                self._set_state(ReaderState.NO_DEVICE, Fault(code=FaultCode.DEVICE_LOST))

    def plug(self) -> None:
        """Put the cable back."""
        with self._lock:
            if self._state is ReaderState.NO_DEVICE:
                self._set_state(ReaderState.READY)

    def _read(self, card: VirtualChip | PrintedCode) -> CardRead | RefusedRead:
        self._sequence += 1
        origin = ReadOrigin(
            driver=self._context.name,
            device=DEVICE,
            sequence=self._sequence,
            monotonic_s=self._context.monotonic_s(),
        )
        if isinstance(card, PrintedCode):
            return self._context.decoder.scan(card.text.encode("utf-8"), origin)
        card.reset()

        def transmit(command: bytes) -> Response:
            return split_response(card.respond(command))

        found = self._context.cards.recognise(card.atr, transmit, device=DEVICE)
        return self._context.decoder.card(found, origin)

    def _set_state(self, state: ReaderState, fault: Fault | None = None) -> None:
        self._state = state
        self._context.sink.status(
            DeviceStatus(
                driver=self._context.name,
                device=DEVICE,
                label=LABEL,
                state=state,
                fault=fault,
                good_reads=self._good_reads,
                faults=self._faults,
            )
        )
