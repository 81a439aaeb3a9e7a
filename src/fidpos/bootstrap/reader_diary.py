"""What readers went through lately, for a diagnostics bundle: reasons and states, nothing that was read."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.driver import DeviceStatus

ENTRIES_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """One thing that happened.

    Attributes:
        what: `read`, or why a read was refused, or the state a device came into.
        fault: code of the fault behind a state, empty for none.
    """

    at: datetime
    driver: str
    device: str
    what: str
    fault: str = ""


class ReaderDiary:
    """The last entries; from any thread."""

    def __init__(self) -> None:
        self._entries: deque[DiaryEntry] = deque(maxlen=ENTRIES_MAX)
        self._states: dict[tuple[str, str], tuple[str, str]] = {}
        self._lock = threading.Lock()

    def entries(self) -> tuple[DiaryEntry, ...]:
        """Oldest first."""
        with self._lock:
            return tuple(self._entries)

    def note_read(self, read: CardRead | RefusedRead, at: datetime) -> None:
        """That something was read, or why it was refused."""
        what = f"refused.{read.reason.value}" if isinstance(read, RefusedRead) else "read"
        with self._lock:
            self._entries.append(DiaryEntry(at=at, driver=read.driver, device=read.device, what=what))

    def note_states(self, statuses: tuple[DeviceStatus, ...], at: datetime) -> None:
        """Which devices came into another state."""
        with self._lock:
            for row in statuses:
                fault = row.fault.code.value if row.fault is not None else ""
                state = row.state.value, fault
                if self._states.get((row.driver, row.device)) == state:
                    continue
                self._states[row.driver, row.device] = state
                self._entries.append(
                    DiaryEntry(at=at, driver=row.driver, device=row.device, what=row.state.value, fault=fault)
                )
