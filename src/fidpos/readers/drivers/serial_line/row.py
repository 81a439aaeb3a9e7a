"""What is shown of the scanner: state, fault, label and statistics."""

import threading

from fidpos.readers.driver import DeviceStatus, DriverContext, Fault, ReaderState


class Row:
    """Reports each change once. Once stopped, nothing that a late thread says counts."""

    def __init__(self, device: str, context: DriverContext) -> None:
        self.device = device
        self.label = device
        self._context = context
        self._lock = threading.Lock()
        self._last: DeviceStatus | None = None
        self._is_stopped = False
        self._state = ReaderState.STOPPED
        self._fault: Fault | None = None
        self._sequence = 0
        self._good_reads = 0
        self._faults = 0

    def next_sequence(self) -> int:
        """The number of the next read."""
        self._sequence += 1
        return self._sequence

    def count(self, *, is_good: bool) -> None:
        """One more read; told before the read itself, so that whoever sees it finds it counted."""
        with self._lock:
            self._good_reads += is_good
            self._faults += not is_good
            self._tell()

    def set_state(self, state: ReaderState, fault: Fault | None = None) -> None:
        """Change the state; a new fault is counted."""
        with self._lock:
            if fault is not None and fault != self._fault:
                self._faults += 1
            self._state, self._fault = state, fault
            self._tell()

    def stop(self) -> None:
        """The driver is closed."""
        with self._lock:
            self._state, self._fault = ReaderState.STOPPED, None
            self._tell()
            self._is_stopped = True

    def _tell(self) -> None:
        status = DeviceStatus(
            driver=self._context.name,
            device=self.device,
            label=self.label,
            state=self._state,
            fault=self._fault,
            good_reads=self._good_reads,
            faults=self._faults,
        )
        if status != self._last and not self._is_stopped:
            self._last = status
            self._context.sink.status(status)
