"""Statistics of devices since the till was started, through all lives of their drivers, as UnifiedPOS has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.driver import DeviceStatus, Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFigures:
    """What one device has done.

    Attributes:
        good_reads: reads of cards and codes that are ours.
        refused_reads: what was presented and could not be used.
        faults: how often it fell from working into a fault, or from one into another.
        last_read_s: when something was last presented to it, on the monotonic clock.
    """

    good_reads: int = 0
    refused_reads: int = 0
    faults: int = 0
    last_read_s: float | None = None


class FiguresBook:
    """Counts for one thread; `all` may be called from any."""

    def __init__(self) -> None:
        self._figures: dict[tuple[str, str], DeviceFigures] = {}
        self._faults: dict[tuple[str, str], Fault | None] = {}

    def all(self) -> Mapping[tuple[str, str], DeviceFigures]:
        """Of every device that was ever seen, by driver and device."""
        return dict(self._figures)

    def count_read(self, read: CardRead | RefusedRead) -> None:
        """Something was presented."""
        key = (read.driver, read.device)
        before = self._figures.get(key, DeviceFigures())
        is_good = isinstance(read, CardRead)
        self._figures[key] = replace(
            before,
            good_reads=before.good_reads + is_good,
            refused_reads=before.refused_reads + (not is_good),
            last_read_s=read.monotonic_s,
        )

    def count_fault(self, status: DeviceStatus) -> None:
        """A device said how it is; only what is newly wrong counts."""
        key = (status.driver, status.device)
        known = self._faults.get(key)
        self._faults[key] = status.fault
        if status.fault is not None and status.fault != known:
            before = self._figures.get(key, DeviceFigures())
            self._figures[key] = replace(before, faults=before.faults + 1)
