"""Watches over the drivers and hands on what they see: one queue, one thread, one order.

Drivers report from their own threads; everything they say goes through one queue to the manager's thread,
which drops repeats, keeps the table of statuses, builds a failed driver anew, and calls the till. A callback
that raises is logged and forgotten; a driver that fails or hangs does not hold up another one's reads.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    CardRecogniser,
    Decoder,
    DeviceStatus,
    Fault,
    ReaderDriver,
    ReaderState,
)
from fidpos.readers.figures import DeviceFigures, FiguresBook
from fidpos.readers.registry import PreparedDriver
from fidpos.readers.repeat_filter import REPEAT_WINDOW_S, RepeatFilter
from fidpos.readers.supervision import REPLACED_LIMIT_S, Removed, Report, SupervisedDriver
from fidpos.readers.tap import ReaderTap

log = logging.getLogger(__name__)

IDLE_LIMIT_S = 5.0
"""The manager's thread looks up at least this often, whatever happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """From now on the driver of this name is that one, or there is none; `done` once it is so."""

    name: str
    prepared: PreparedDriver | None
    done: threading.Event = field(default_factory=threading.Event)


class ReaderManager:
    """All the till's readers.

    Attributes:
        tap: where what passes between drivers, cards and decoder can be listened to.

    Args:
        prepared: the chosen drivers, in the order in which they start.
        decoder: says what scanned codes and card numbers mean.
        cards: says what to ask a chip.
        monotonic_s: seconds that never step back.
        on_read: called once per card or code presented, in the order in which they were seen.
        on_status: called with all statuses whenever one changes, and after each read for its statistics.

    Both callbacks run on the manager's thread and should return at once.
    """

    def __init__(
        self,
        prepared: Iterable[PreparedDriver],
        *,
        decoder: Decoder,
        cards: CardRecogniser,
        monotonic_s: Callable[[], float],
        on_read: Callable[[CardRead | RefusedRead], None],
        on_status: Callable[[tuple[DeviceStatus, ...]], None],
    ) -> None:
        self._monotonic_s = monotonic_s
        self._on_read = on_read
        self._on_status = on_status
        self._filter = RepeatFilter(window_s=REPEAT_WINDOW_S)
        self._figures = FiguresBook()
        self.tap = ReaderTap(decoder, cards)
        self._reports: queue.SimpleQueue[Report | _Change | None] = queue.SimpleQueue()
        self._drivers = {entry.name: self._supervised(entry) for entry in prepared}
        self._rows: dict[str, dict[str, DeviceStatus]] = {name: {} for name in self._drivers}
        self._statuses: tuple[DeviceStatus, ...] = ()
        self._lifecycle = threading.Lock()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="readers", daemon=True)

    @property
    def statuses(self) -> tuple[DeviceStatus, ...]:
        """One row per device; a driver without a device has one row of its own. From any thread."""
        return self._statuses

    @property
    def figures(self) -> Mapping[tuple[str, str], DeviceFigures]:
        """Statistics since the start, by driver and device. From any thread."""
        return self._figures.all()

    def driver(self, name: str) -> ReaderDriver | None:
        """The driver as it runs now, for screens that feed it (keys, virtual cards). From any thread."""
        supervised = self._drivers.get(name)
        return supervised.driver if supervised else None

    def put(self, prepared: PreparedDriver) -> threading.Event:
        """Run this driver from now on, in place of the one of its name if there is one; from any thread.

        It is built on the manager's thread. Other drivers do not notice.

        Returns:
            Set once the one before has let go of its devices.
        """
        return self._ask(_Change(name=prepared.name, prepared=prepared))

    def take_out(self, name: str) -> threading.Event:
        """Close the driver of this name, and show it no more; from any thread.

        Returns:
            Set once it has let go of its devices.
        """
        return self._ask(_Change(name=name, prepared=None))

    def _ask(self, change: _Change) -> threading.Event:
        self._reports.put(change)
        return change.done

    def start(self) -> None:
        """Begin; drivers are loaded and started on the manager's thread."""
        self._thread.start()

    def close(self, timeout_s: float = STOP_LIMIT_S) -> tuple[str, ...]:
        """Stop everything in reverse order of start; nothing is called back any more.

        Returns:
            Names of what did not stop in time: a hung card holds its driver's thread until the program ends.
        """
        deadline_s = self._monotonic_s() + timeout_s
        self._is_closing = True
        self._reports.put(None)
        for supervised in self._drivers.values():
            supervised.wait_no_longer()
        if not self._lifecycle.acquire(timeout=timeout_s):
            return tuple(self._drivers)
        try:
            stuck = self._close_drivers(deadline_s)
        finally:
            self._lifecycle.release()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(max(0.0, deadline_s - self._monotonic_s()))
        return stuck

    def _close_drivers(self, deadline_s: float) -> tuple[str, ...]:
        """Each driver may use its share of the time that is left, so that one cannot take it all."""
        stuck = []
        drivers = list(self._drivers.values())
        while drivers:
            share_s = max(0.0, deadline_s - self._monotonic_s()) / len(drivers)
            supervised = drivers.pop()
            if not supervised.close(share_s):
                stuck.append(supervised.prepared.name)
        return tuple(stuck)

    def _run(self) -> None:
        while not self._is_closing:
            self._build_due()
            try:
                report = self._reports.get(timeout=self._wait_s())
            except queue.Empty:
                continue
            if isinstance(report, _Change):
                self._change(report)
                report.done.set()
            elif report is not None and report.source.is_attached:
                self._take(report)
        with self._lifecycle:
            # What was still being built when `close` gave up waiting for it.
            self._close_drivers(self._monotonic_s() + STOP_LIMIT_S)

    def _wait_s(self) -> float:
        due = [
            entry.due_s - self._monotonic_s() for entry in self._drivers.values() if entry.due_s is not None
        ]
        return max(0.0, min((*due, IDLE_LIMIT_S)))

    def _take(self, report: Report) -> None:
        owner = report.source.owner
        match report.message:
            case Removed(driver, device):
                self._filter.forget(driver=driver, device=device)
            case DeviceStatus() as status:
                self._figures.count_fault(status)
                self._rows[owner.prepared.name][status.device] = status
                self._publish()
                if status.state is ReaderState.FAILED:
                    self._retire(owner, status.fault)
            case CardRead() | RefusedRead() as read:
                if not self._filter.is_repeat(read, presence=owner.prepared.presence):
                    self._figures.count_read(read)
                    self._hand_on(read)
                    self._tell_statuses()

    def _change(self, change: _Change) -> None:
        with self._lifecycle:
            if self._is_closing:
                return
            before = self._drivers.get(change.name)
            if before is not None:
                before.close(REPLACED_LIMIT_S)
            drivers = dict(self._drivers)
            if change.prepared is None:
                drivers.pop(change.name, None)
            else:
                drivers[change.name] = self._supervised(change.prepared)
            self._drivers = drivers
        for device in self._rows.pop(change.name, {}):
            self._filter.forget(driver=change.name, device=device)
        self._rows = {name: self._rows.get(name, {}) for name in self._drivers}
        self._publish()

    def _supervised(self, prepared: PreparedDriver) -> SupervisedDriver:
        return SupervisedDriver(
            prepared,
            decoder=self.tap.decoder(prepared.name),
            cards=self.tap.cards(prepared.name),
            monotonic_s=self._monotonic_s,
            post=self._reports.put,
        )

    def _build_due(self) -> None:
        for supervised in self._drivers.values():
            supervised.look_again()
            if supervised.due_s is not None and supervised.due_s <= self._monotonic_s():
                self._build(supervised)

    def _build(self, supervised: SupervisedDriver) -> None:
        name = supervised.prepared.name
        if not self._rows[name]:
            self._set_row(name, ReaderState.STARTING, None)
        with self._lifecycle:
            if self._is_closing:
                return
            fault = supervised.build()
        if fault is None:
            self._set_row(name, ReaderState.STARTING, None)
        else:
            self._set_row(name, ReaderState.FAILED, fault)
            self._retire(supervised, fault)

    def _retire(self, supervised: SupervisedDriver, fault: Fault | None) -> None:
        with self._lifecycle:
            if self._is_closing:
                return
            left = supervised.retire(fault)
        if left != fault:
            self._set_row(supervised.prepared.name, ReaderState.FAILED, left)

    def _set_row(self, name: str, state: ReaderState, fault: Fault | None) -> None:
        """The driver has no device to speak for it: show one row of its own."""
        row = DeviceStatus(driver=name, state=state, fault=fault, faults=0 if fault is None else 1)
        self._figures.count_fault(row)
        self._rows[name] = {"": row}
        self._publish()

    def _publish(self) -> None:
        statuses = tuple(status for rows in self._rows.values() for status in _visible(rows))
        if statuses == self._statuses or self._is_closing:
            return
        self._statuses = statuses
        self._tell_statuses()

    def _tell_statuses(self) -> None:
        try:
            self._on_status(self._statuses)
        except Exception:
            log.exception("an observer of reader statuses failed")

    def _hand_on(self, read: CardRead | RefusedRead) -> None:
        try:
            self._on_read(read)
        except Exception:
            log.exception("an observer of reads failed")


def _visible(rows: dict[str, DeviceStatus]) -> list[DeviceStatus]:
    """A driver's devices by name; its own row only while it has none, or has failed as a whole."""
    own = rows.get("")
    devices = [status for device, status in sorted(rows.items()) if device]
    has_failed = own is not None and own.state is ReaderState.FAILED
    return [own] if own and (has_failed or not devices) else devices
