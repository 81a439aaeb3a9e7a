"""A scanner that types, kept from every window: no wedge, no focus, no other program sees its keys.

One thread waits for the device and for `close` at once, and costs nothing between scans. A device that is
unplugged, held by another program or not to be opened is tried again twice a second: everything is asked
anew, as what comes back may be another one.
"""

import logging
import threading

from fidpos.domain.card import CardRead
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    DeviceStatus,
    DriverContext,
    DriverSettings,
    Fault,
    FaultCode,
    ReaderState,
)
from fidpos.readers.drivers.evdev_hid.alarm import Alarm
from fidpos.readers.drivers.evdev_hid.device import EventDevice, now_ms
from fidpos.readers.drivers.evdev_hid.faults import state_of
from fidpos.readers.drivers.evdev_hid.settings import EvdevSettings
from fidpos.readers.drivers.evdev_hid.strokes import Lost, StrokeReader
from fidpos.readers.drivers.evdev_hid.system import System
from fidpos.readers.errors import DeviceUnavailable, DriverStuck
from fidpos.readers.keystrokes.decoder import Damaged, Scanned
from fidpos.readers.keystrokes.grabbed import GrabbedDecoder
from fidpos.readers.keystrokes.report import read_of

log = logging.getLogger(__name__)

RETRY_S = 0.5
"""How often a device that is not there is looked for."""


def create(settings: DriverSettings, context: DriverContext) -> "EvdevDriver":
    """Build the driver.

    Raises:
        DriverRefused: this is not Linux.
        SettingsRefused: no device, or sentinels or lengths that no scan could be told by.
    """
    return EvdevDriver(EvdevSettings.of(settings), context, System.at_hand())


class EvdevDriver:
    """One scanner."""

    def __init__(self, settings: EvdevSettings, context: DriverContext, system: System) -> None:
        self._settings = settings
        self._context = context
        self._system = system
        self._lock = threading.Lock()
        self._alarm: Alarm | None = None
        self._label = settings.device
        self._last: DeviceStatus | None = None
        self._sequence = 0
        self._good_reads = 0
        self._faults = 0
        self._thread = threading.Thread(target=self._run, name=context.name, daemon=True)

    def start(self) -> None:
        """Begin to look for the device."""
        self._alarm = Alarm()
        self._set_state(ReaderState.STARTING)
        self._thread.start()

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:
        """Wake the thread and see it out; the device is everybody's again.

        Raises:
            DriverStuck: the kernel holds the thread.
        """
        alarm, self._alarm = self._alarm, None
        if alarm is not None:
            alarm.ring()
            self._thread.join(timeout_s)
            if self._thread.is_alive():
                raise DriverStuck(f"{self._settings.device} does not let go")
            alarm.close()
        self._set_state(ReaderState.STOPPED)

    def _run(self) -> None:
        alarm = self._alarm
        if alarm is None:
            return  # Closed before it began.
        try:
            while not self._listen_once(alarm):
                if alarm.is_rung(RETRY_S):
                    return
        except Exception as error:
            log.exception("the evdev driver failed")
            self._set_state(
                ReaderState.FAILED, Fault(code=FaultCode.CRASHED, native_code=type(error).__name__)
            )

    def _listen_once(self, alarm: Alarm) -> bool:
        """Open the device and read it; True once there is nothing more to do."""
        try:
            device = EventDevice.find(self._settings.device, self._system.places, self._system.ioctl)
        except DeviceUnavailable as error:
            self._lose(error.fault)
            return False
        try:
            if not self._may_grab(device):
                return True
            device.grab()
            reader = StrokeReader(device)
            self._label = device.identity.name or self._settings.device
            self._set_state(ReaderState.READY)
            self._listen(device, reader, alarm)
        except DeviceUnavailable as error:
            self._lose(error.fault)
            return False
        finally:
            device.close()
        return True

    def _may_grab(self, device: EventDevice) -> bool:
        """Never take somebody's keyboard away because it stands where a scanner stood."""
        if device.identity.is_known_scanner or self._settings.keyboard_allowed:
            return True
        fault = Fault(
            code=FaultCode.LOOKS_LIKE_KEYBOARD, native_code=device.identity.model_id, retryable=False
        )
        self._lose(fault)
        return False

    def _listen(self, device: EventDevice, reader: StrokeReader, alarm: Alarm) -> None:
        """Until the alarm rings."""
        decoder = GrabbedDecoder(self._settings.profile, now_ms=now_ms())
        try:
            while (is_ready := alarm.wait(device.descriptor, decoder.wait_ms)) is not None:
                if not is_ready:
                    self._report(decoder.expire())
                    continue
                for stroke in reader.strokes(device.read()):
                    if isinstance(stroke, Lost):
                        self._report(decoder.lose(stroke.at_ms))
                    else:
                        self._report(decoder.offer(stroke))
        except DeviceUnavailable:
            self._report(decoder.expire())
            raise

    def _report(self, outcome: Scanned | Damaged | None) -> None:
        if outcome is None:
            return
        self._sequence += 1
        read = read_of(outcome, self._context, device=self._settings.device, sequence=self._sequence)
        if isinstance(read, CardRead):
            self._good_reads += 1
        else:
            self._faults += 1
        self._context.sink.read(read)
        self._set_state(ReaderState.READY)

    def _lose(self, fault: Fault) -> None:
        if self._last is None or fault != self._last.fault:
            self._faults += 1
        self._set_state(state_of(fault), fault)

    def _set_state(self, state: ReaderState, fault: Fault | None = None) -> None:
        with self._lock:
            status = DeviceStatus(
                driver=self._context.name,
                device=self._settings.device,
                label=self._label,
                state=state,
                fault=fault,
                good_reads=self._good_reads,
                faults=self._faults,
            )
            if status == self._last:
                return
            self._last = status
            self._context.sink.status(status)
