"""Finds out how a scanner that types is set up, from one scan of a known code, read from the device itself.

A device that is known for a scanner is taken from the windows meanwhile. Any other may be somebody's
keyboard: it is listened to, and only a scan makes it a scanner. Its keys reach the window as well, where the
keyboard wedge, if the till has one, swallows what comes at a scanner's speed.
"""

import logging
import threading
from dataclasses import replace
from itertools import pairwise

from fidpos.readers.drivers.evdev_hid.alarm import Alarm
from fidpos.readers.drivers.evdev_hid.device import EventDevice
from fidpos.readers.drivers.evdev_hid.strokes import Lost, StrokeReader
from fidpos.readers.drivers.evdev_hid.system import System
from fidpos.readers.errors import DeviceUnavailable
from fidpos.readers.keystrokes.calibration import TEST_CODE, calibrate
from fidpos.readers.keystrokes.catcher import SILENCE_MS, STROKES_MAX
from fidpos.readers.keystrokes.keys import KeyStroke, elapsed_ms
from fidpos.readers.keystrokes.reading import presses_of, readings
from fidpos.readers.keystrokes.scanner import SCANNER_GAP_MAX_MS
from fidpos.readers.trial import Discovery, Insight, TrialContext

log = logging.getLogger(__name__)


def try_out(device: str, expected: str, context: TrialContext) -> "EvdevTrial":
    """A trial of one device; `TEST_CODE`, which tells more, may be scanned in the expected code's place.

    Raises:
        DriverRefused: this is not Linux.
    """
    return EvdevTrial(device, (TEST_CODE, expected), context, System.at_hand())


class EvdevTrial:
    """Listens on a thread of its own, which sleeps between scans."""

    def __init__(self, device: str, codes: tuple[str, ...], context: TrialContext, system: System) -> None:
        self._name = device
        self._codes = codes
        self._context = context
        self._system = system
        self._alarm: Alarm | None = None
        self._thread = threading.Thread(target=self._run, name=f"trial {device}", daemon=True)
        self._device: EventDevice | None = None

    def start(self) -> None:
        """Open the device and listen.

        Raises:
            DeviceUnavailable: it is gone, another program has it, or we may not open it.
        """
        device = EventDevice.find(self._name, self._system.places, self._system.ioctl)
        if device.identity.is_known_scanner:
            try:
                device.grab()
            except DeviceUnavailable:
                device.close()
                raise
        else:
            self._tell(Discovery(is_whole=False, insights=(Insight(key="trial.keys.may_be_keyboard"),)))
        self._device, self._alarm = device, Alarm()
        self._thread.start()

    def close(self, timeout_s: float = 2.0) -> None:
        """Let go of the device."""
        alarm, self._alarm = self._alarm, None
        if alarm is None:
            return
        alarm.ring()
        self._thread.join(timeout_s)
        if not self._thread.is_alive():
            alarm.close()

    def _run(self) -> None:
        device, alarm = self._device, self._alarm
        if device is None or alarm is None:
            return  # Closed before it began.
        try:
            self._listen(device, alarm)
        except DeviceUnavailable as error:
            self._tell(Discovery(is_whole=False, insights=(_lost(error),)))
        except Exception:
            log.exception("the trial of a scanner failed")
        finally:
            device.close()

    def _listen(self, device: EventDevice, alarm: Alarm) -> None:
        reader = StrokeReader(device)
        run: list[KeyStroke] = []
        while (is_ready := alarm.wait(device.descriptor, SILENCE_MS if run else None)) is not None:
            if not is_ready:
                self._judge(run, device)
                run = []
                continue
            for stroke in reader.strokes(device.read()):
                run = [] if isinstance(stroke, Lost) else self._added(run, stroke, device)

    def _added(self, run: list[KeyStroke], stroke: KeyStroke, device: EventDevice) -> list[KeyStroke]:
        """The run with one stroke more; a new one when the stroke came after a silence."""
        if run and elapsed_ms(run[-1].timestamp_ms, stroke.timestamp_ms) > SILENCE_MS:
            self._judge(run, device)
            run = []
        return [*run[-STROKES_MAX:], stroke] if run or stroke.pressed else run

    def _judge(self, strokes: list[KeyStroke], device: EventDevice) -> None:
        """Say what a run of keys was; what someone typed is nobody's business."""
        presses = presses_of(strokes)
        if not device.identity.is_known_scanner and not readings(presses, self._codes):
            return
        told = calibrate(strokes, self._codes, is_grabbed=True)
        settings = {**told.settings, "device": self._name}
        if told.is_whole and not device.identity.is_known_scanner:
            told = self._proven(told, strokes)
            settings["keyboard_allowed"] = told.is_whole
        self._tell(replace(told, settings=settings))

    def _proven(self, told: Discovery, strokes: list[KeyStroke]) -> Discovery:
        """Only a scanner types a whole code at that speed; a hand that typed it proved nothing."""
        times_ms = [stroke.timestamp_ms for stroke in presses_of(strokes)]
        gaps_ms = [elapsed_ms(earlier, later) for earlier, later in pairwise(times_ms)]
        is_scanner = max(gaps_ms, default=0) <= SCANNER_GAP_MAX_MS
        key = "trial.keys.proven_scanner" if is_scanner else "trial.keys.typed_by_hand"
        insight = Insight(key=key, is_trouble=not is_scanner)
        return replace(told, is_whole=is_scanner, insights=(*told.insights, insight))

    def _tell(self, told: Discovery) -> None:
        self._context.on_discovery(told)


def _lost(error: DeviceUnavailable) -> Insight:
    return Insight(key=error.fault.message_key, is_trouble=True)
