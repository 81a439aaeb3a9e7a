"""The PC/SC driver: one thread waits for changes in all readers, each card is read on a thread of its own.

The waiting thread owns one context and never talks to a card, so a card that hangs (PC/SC knows no limit
for an answer) blocks neither the other readers nor the end of the program; the same thread notices that it
hangs. When the service goes away, everything is released and built anew from nothing as soon as it is back.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from fidpos.readers.backoff import Backoff
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    DeviceStatus,
    DriverContext,
    DriverSettings,
    Fault,
    FaultCode,
    ReaderState,
)
from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.pcsc.api import Api, Context, SlotState, load_scard
from fidpos.readers.drivers.pcsc.codes import ScardError, card_fault, service_fault
from fidpos.readers.drivers.pcsc.conversation import ask, control, tell
from fidpos.readers.drivers.pcsc.feedback import signals_of
from fidpos.readers.drivers.pcsc.kernel import KERNEL_DRIVER, kernel_fault
from fidpos.readers.drivers.pcsc.patience import Patience
from fidpos.readers.drivers.pcsc.reader_name import model_of
from fidpos.readers.drivers.pcsc.settings import PcscSettings
from fidpos.readers.drivers.pcsc.slot import Reading, Slot
from fidpos.readers.errors import DeviceUnavailable, DriverStuck

log = logging.getLogger(__name__)

IDLE_TICK_S = 0.4
"""The longest wait: what the service failed to announce is seen by then."""

BUSY_TICK_S = 0.1
"""The longest wait while a card is being read, or is to be read again soon."""

_CANCEL_EVERY_S = 0.02
"""A cancel that falls between two waits wakes nobody, so it is repeated."""

_LOOK_EVERY_S = 0.15
"""How often it is seen whether the service still answers."""


def create(settings: DriverSettings, context: DriverContext) -> "PcscDriver":
    """Build the driver on the installed library.

    Raises:
        LibraryMissing: pyscard is not installed.
        SettingsRefused: a pattern that is none.
    """
    scard = load_scard()
    return PcscDriver(PcscSettings.of(settings), context, scard)


class PcscDriver:
    """All PC/SC readers of this machine, as far as the settings want them."""

    def __init__(
        self,
        settings: PcscSettings,
        context: DriverContext,
        scard: ModuleType,
        *,
        kernel_driver: Path = KERNEL_DRIVER,
    ) -> None:
        self._settings = settings
        self._context = context
        self._api = Api(scard)
        self._kernel_driver = kernel_driver
        self._lock = threading.Lock()
        self._slots: dict[str, Slot] = {}
        self._readings: list[Reading] = []
        self._own_status: DeviceStatus | None = None
        self._waiting_in: Context | None = None
        self._stop = threading.Event()
        self._patience = Patience()
        self._thread = threading.Thread(target=self._run, name=context.name, daemon=True)
        self._watchdog = threading.Thread(
            target=self._watch_service, name=f"{context.name} watchdog", daemon=True
        )

    def start(self) -> None:
        """Begin to watch."""
        self._set_own_state(ReaderState.STARTING)
        self._thread.start()
        self._watchdog.start()

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:
        """Wake the waiting thread and see the reading ones out; one whose card hangs is left behind.

        Raises:
            DriverStuck: a card or the service holds a thread, which ends with it or with the program.
        """
        deadline_s = time.monotonic() + timeout_s
        self._stop.set()
        if self._thread.is_alive():
            waker = threading.Thread(
                target=self._cancel_wait, name=f"{self._context.name} waker", daemon=True
            )
            waker.start()
            waker.join(timeout_s)
        stuck = [reading for reading in self._readings if not _see_out(reading, deadline_s)]
        with self._lock:
            for slot in self._slots.values():
                slot.stop()
        self._set_own_state(ReaderState.STOPPED)
        if self._thread.is_alive():
            raise DriverStuck("the service does not answer")
        if stuck:
            raise DriverStuck(f"cards that do not answer: {len(stuck)}")

    def _run(self) -> None:
        backoff = Backoff()
        try:
            while not self._stop.is_set():
                try:
                    with self._established() as context:
                        backoff.reset()
                        self._watch(context)
                except ScardError as error:
                    self._lose_service(service_fault(error.code))
                    self._stop.wait(backoff.next_s())
        except Exception as error:
            log.exception("the PC/SC driver failed while it waited")
            self._report_crash(error)

    @contextlib.contextmanager
    def _established(self) -> Iterator[Context]:
        with self._patience.for_up_to():
            context = self._api.establish()
        self._waiting_in = context
        try:
            yield context
        finally:
            self._waiting_in = None
            self._api.release(context)

    def _cancel_wait(self) -> None:
        """Wake the waiting thread until it ends; on its own thread, for a service that hangs holds it too."""
        while self._thread.is_alive():
            context = self._waiting_in
            if context is not None:
                self._api.cancel(context)
            self._thread.join(_CANCEL_EVERY_S)

    def _watch(self, context: Context) -> None:
        """Until stopped; a `ScardError` that leaves it means that the service is gone."""
        while not self._stop.is_set():
            try:
                self._list_readers(context)
                with self._patience.for_up_to(self._tick_s()):
                    states = self._api.wait(context, self._known(), self._tick_s())
            except ScardError as error:
                if error.code == codes.CANCELLED:
                    continue
                if error.code not in codes.READERS_CHANGED:
                    raise
                self._stop.wait(BUSY_TICK_S)
                continue
            with self._lock:
                for slot in self._slots.values():
                    slot.be_heard()
                for state in states:
                    self._see(self._slots[state.reader], state)
                self._look_after_cards()

    def _known(self) -> list[SlotState]:
        return [slot.known for slot in self._slots.values() if slot.is_connected]

    def _tick_s(self) -> float:
        is_busy = any(slot.is_busy for slot in self._slots.values())
        return BUSY_TICK_S if is_busy else IDLE_TICK_S

    def _list_readers(self, context: Context) -> None:
        """Take in readers that came and let go of those that went."""
        with self._patience.for_up_to():
            present = [name for name in self._api.readers(context) if self._settings.wants(name)]
        with self._lock:
            for slot in self._slots.values():
                if slot.is_connected and slot.reader not in present:
                    slot.lose(ReaderState.NO_DEVICE, Fault(code=FaultCode.DEVICE_LOST))
            for name in present:
                if name not in self._slots:
                    self._take_in(name)
                elif not self._slots[name].is_connected:
                    self._slots[name].set_state(ReaderState.STARTING)
        if present:
            self._set_own_state(ReaderState.READY)
        else:
            self._set_own_state(ReaderState.NO_DEVICE, kernel_fault(self._kernel_driver))

    def _take_in(self, name: str) -> None:
        """A name that is new: another reader, or one that takes the place of a lost one of its model."""
        for place, slot in list(self._slots.items()):
            if not slot.is_connected and model_of(place) == model_of(name):
                self._slots[name] = self._slots.pop(place)
                slot.adopt(name)
                return
        devices = {slot.device for slot in self._slots.values()}
        device = name if name not in devices else f"{name} ({len(devices) + 1})"
        self._slots[name] = Slot(name, self._context, device=device)

    def _see(self, slot: Slot, now: SlotState) -> None:
        """Compare what is with what was."""
        before, slot.known = slot.known, now
        if now.is_lost or now.raw == before.raw:
            return  # Whether a lost one is gone for good, the next listing tells.
        if not now.is_present:
            slot.empty()
            return
        if before.is_present:
            if before.counter == now.counter:
                return  # Another program began or ended to use the card.
            slot.empty()  # The card was swapped faster than we looked.
        if now.is_mute:
            slot.mute()
        else:
            self._begin_reading(slot)

    def _look_after_cards(self) -> None:
        for slot in self._slots.values():
            if slot.is_overdue(self._settings.card_timeout_s):
                slot.hang()
            if slot.is_try_due:
                self._begin_reading(slot)

    def _begin_reading(self, slot: Slot) -> None:
        reading = slot.begin()
        thread = threading.Thread(
            target=self._read, args=(slot, reading), name=f"{self._context.name} {slot.reader}", daemon=True
        )
        reading.thread = thread
        self._readings = [other for other in self._readings if other.thread and other.thread.is_alive()]
        self._readings.append(reading)
        thread.start()

    def _read(self, slot: Slot, reading: Reading) -> None:
        try:
            found = ask(self._api, slot.reader, reading.atr, self._context.cards, self._settings.uid_order)
        except ScardError as error:
            fault = card_fault(error.code)
            with self._lock:
                if fault is not None and fault.code is FaultCode.DEVICE_IN_USE:
                    slot.hold(reading, fault)
                else:
                    slot.fail(reading, fault)
        except Exception as error:
            log.exception("the PC/SC driver failed while it read a card")
            self._report_crash(error)
        else:
            with self._lock:
                is_ours = slot.finish(reading, found)
            if is_ours is not None:
                self._signal(slot.reader, accepted=is_ours)

    def feedback(self, device: str) -> None:
        """See `GivesFeedback.feedback`."""
        with self._lock:
            reader = next((slot.reader for slot in self._slots.values() if slot.device == device), "")
        signals = signals_of(reader)
        if signals is None:
            raise DeviceUnavailable(Fault(code=FaultCode.NO_FEEDBACK, retryable=False))
        try:
            commands = signals.commands(accepted=True, feedback=self._settings.feedback)
            control(self._api, reader, commands)
        except ScardError as error:
            raise DeviceUnavailable(Fault(code=FaultCode.NO_FEEDBACK, native_code=str(error))) from error

    def _signal(self, reader: str, *, accepted: bool) -> None:
        """Show the outcome on the reader; a card that is gone already takes its light along."""
        signals = signals_of(reader)
        if signals is not None:
            with contextlib.suppress(ScardError):
                tell(self._api, reader, signals.commands(accepted=accepted, feedback=self._settings.feedback))

    def _watch_service(self) -> None:
        """Say so as soon as the service leaves a question unanswered; what it knew is compared afterwards.

        So a till that slept itself, and finds its own question overdue, misses no card that was swapped.
        """
        while not self._stop.wait(_LOOK_EVERY_S):
            if not self._patience.is_over:
                continue
            fault = Fault(code=FaultCode.SERVICE_STOPPED, native_code="no answer")
            with self._lock:
                for slot in self._slots.values():
                    if slot.is_connected:
                        slot.fall_silent(fault)
            self._set_own_state(ReaderState.NO_SERVICE, fault)

    def _lose_service(self, fault: Fault) -> None:
        with self._lock:
            for slot in self._slots.values():
                if slot.is_connected:
                    slot.lose(ReaderState.NO_SERVICE, fault)
        self._set_own_state(ReaderState.NO_SERVICE, fault)

    def _report_crash(self, error: Exception) -> None:
        """Our own mistake: the manager builds the driver anew."""
        fault = Fault(code=FaultCode.CRASHED, native_code=type(error).__name__)
        self._set_own_state(ReaderState.FAILED, fault)

    def _set_own_state(self, state: ReaderState, fault: Fault | None = None) -> None:
        """Report it if it is another one; a failure stands until the driver is closed."""
        status = DeviceStatus(driver=self._context.name, label="PC/SC", state=state, fault=fault)
        with self._lock:
            before = self._own_status
            has_failed = before is not None and before.state is ReaderState.FAILED
            if status == before or (has_failed and state is not ReaderState.STOPPED):
                return
            self._own_status = status
            self._context.sink.status(status)


def _see_out(reading: Reading, deadline_s: float) -> bool:
    """Whether the reading's thread ended; one whose card is known to hang is not waited for."""
    if reading.thread is None:
        return True
    reading.thread.join(0.0 if reading.is_hung else max(0.0, deadline_s - time.monotonic()))
    return not reading.thread.is_alive()
