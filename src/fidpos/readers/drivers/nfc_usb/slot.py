"""The reader as the rest of fidpos sees it: its state, its statistics, what is reported of its card."""

from fidpos.domain.card import CardRead, Refusal
from fidpos.readers.driver import (
    CardIdentity,
    DeviceStatus,
    DriverContext,
    Fault,
    FaultCode,
    ReaderState,
    ReadOrigin,
)


class Slot:
    """One reader; for the driver's thread, and for whoever closes the driver once that thread has ended.

    Args:
        device: our id for it, the same after a replug.
        label: what a person calls it until it says so itself.
    """

    def __init__(self, context: DriverContext, *, device: str, label: str) -> None:
        self.device = device
        self._context = context
        self._label = label
        self._state = ReaderState.STOPPED
        self._fault: Fault | None = None
        self._sequence = 0
        self._good_reads = 0
        self._faults = 0
        self._presented_s = 0.0
        self._is_refused = False

    def open(self, label: str) -> None:
        """The reader works."""
        self._label = label or self._label
        self.set_state(ReaderState.READY)

    def lose(self, fault: Fault) -> None:
        """The reader was unplugged, or is there and cannot be used; counts once, however often it is met."""
        if fault != self._fault:
            self._faults += 1
        is_lost = fault.code is FaultCode.DEVICE_LOST
        self.set_state(ReaderState.NO_DEVICE if is_lost else ReaderState.DEGRADED, fault)

    def miss(self) -> None:
        """No such reader is plugged in."""
        if self._state is not ReaderState.NO_DEVICE:
            self.set_state(ReaderState.NO_DEVICE)

    def present(self) -> None:
        """A card came: whatever is said of it was presented now."""
        self._presented_s = self._context.monotonic_s()
        self._is_refused = False
        self.set_state(ReaderState.BUSY)

    def finish(self, found: CardIdentity | Refusal) -> None:
        """The card answered."""
        self._report(found)
        self.set_state(ReaderState.READY)

    def refuse(self) -> None:
        """The card could not be read; said once per card, however often it is tried."""
        if not self._is_refused:
            self._is_refused = True
            self._report(Refusal.BAD_READ)

    def empty(self) -> None:
        """The card left."""
        self._context.sink.removed(driver=self._context.name, device=self.device)
        self.set_state(ReaderState.READY)

    def set_state(self, state: ReaderState, fault: Fault | None = None) -> None:
        """Change the state and report it, if it is another one."""
        if (state, fault) == (self._state, self._fault):
            return
        self._state, self._fault = state, fault
        self._context.sink.status(
            DeviceStatus(
                driver=self._context.name,
                device=self.device,
                label=self._label,
                state=state,
                fault=fault,
                good_reads=self._good_reads,
                faults=self._faults,
            )
        )

    def _report(self, found: CardIdentity | Refusal) -> None:
        self._sequence += 1
        origin = ReadOrigin(
            driver=self._context.name,
            device=self.device,
            sequence=self._sequence,
            monotonic_s=self._presented_s,
        )
        read = self._context.decoder.card(found, origin)
        if isinstance(read, CardRead):
            self._good_reads += 1
        else:
            self._faults += 1
        self._context.sink.read(read)
