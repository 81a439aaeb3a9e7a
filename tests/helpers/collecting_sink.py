"""A reader sink that keeps what it is told, and lets a test wait for it with a limit."""

import threading
from collections.abc import Callable

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.driver import DeviceStatus, FaultCode, ReaderState

LIMIT_S = 60.0


class CollectingSink:
    """`ReaderSink` for tests; also usable as a manager's two callbacks."""

    def __init__(self) -> None:
        self.reads: list[CardRead | RefusedRead] = []
        self.statuses: list[DeviceStatus] = []
        self.removals: list[str] = []
        self.said: list[str] = []
        self._changed = threading.Condition()

    def read(self, read: CardRead | RefusedRead) -> None:
        with self._changed:
            self.reads.append(read)
            self.said.append("read")
            self._changed.notify_all()

    def removed(self, *, driver: str, device: str) -> None:
        with self._changed:
            self.removals.append(device)
            self.said.append("removed")
            self._changed.notify_all()

    def status(self, status: DeviceStatus) -> None:
        with self._changed:
            self.statuses.append(status)
            self.said.append(status.state.value)
            self._changed.notify_all()

    def wait(self, holds: Callable[["CollectingSink"], bool], what: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: holds(self), LIMIT_S), (
                f"waited for {what}; reads {self.reads}, said {self.said}"
            )

    def wait_for_reads(self, count: int) -> list[CardRead | RefusedRead]:
        self.wait(lambda sink: len(sink.reads) >= count, f"{count} reads")
        assert len(self.reads) == count
        return self.reads

    def wait_for_state(self, device: str, state: ReaderState, fault: FaultCode | None = None) -> DeviceStatus:
        def holds(sink: "CollectingSink") -> bool:
            last = sink.last(device)
            if last is None or last.state is not state:
                return False
            return fault is None or (last.fault is not None and last.fault.code is fault)

        self.wait(holds, f"{device or 'driver'} {state.value}")
        last = self.last(device)
        assert last is not None
        return last

    def wait_for_fault(self, device: str, fault: FaultCode) -> None:
        """It was said, whatever was said since."""

        def holds(sink: "CollectingSink") -> bool:
            told = (status.fault for status in sink.statuses if status.device == device)
            return any(one is not None and one.code is fault for one in told)

        self.wait(holds, f"{device or 'driver'} {fault.value}")

    def last(self, device: str) -> DeviceStatus | None:
        return next((status for status in reversed(self.statuses) if status.device == device), None)
