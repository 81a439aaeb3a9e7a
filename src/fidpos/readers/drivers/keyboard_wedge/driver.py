"""The keyboard wedge: scanners that type, read from the keys that the till's window offers.

The window's key feed calls `offer` for every stroke and `expire` when the wait it was told has passed; both
on the GUI thread, and both return at once. Whether a scanner is plugged in cannot be known: to the system
it is a keyboard like any other.
"""

from fidpos.domain.card import CardRead
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    DeviceStatus,
    DriverContext,
    DriverSettings,
    ReaderState,
)
from fidpos.readers.keystrokes.decoder import Damaged, Scanned, WedgeDecoder
from fidpos.readers.keystrokes.keys import KeyStroke, Ruling
from fidpos.readers.keystrokes.report import read_of
from fidpos.readers.keystrokes.scanner import ScannerProfile

DEVICE = "keyboard"
LABEL = "Keyboard wedge"


def create(settings: DriverSettings, context: DriverContext) -> "WedgeDriver":
    """Build the driver.

    Raises:
        SettingsRefused: sentinels or lengths that no scan could be told by.
    """
    return WedgeDriver(ScannerProfile.from_settings(settings), context)


class WedgeDriver:
    """The driver, and the sink of the window's key feed. While it is stopped every key is a person's."""

    def __init__(self, profile: ScannerProfile, context: DriverContext) -> None:
        self._context = context
        self._decoder = WedgeDecoder(profile)
        self._state = ReaderState.STOPPED
        self._sequence = 0
        self._good_reads = 0
        self._faults = 0

    def start(self) -> None:
        """Listen to the keys from now on."""
        self._set_state(ReaderState.READY)

    def close(self, timeout_s: float = STOP_LIMIT_S) -> None:  # noqa: ARG002
        """Listen no more; nothing here can block."""
        if self._state is not ReaderState.STOPPED:
            self._set_state(ReaderState.STOPPED)

    def offer(self, stroke: KeyStroke) -> Ruling:
        """Decide about a stroke, and report the code that it may have completed. GUI thread only."""
        if self._state is ReaderState.STOPPED:
            return Ruling(deliver=(*self.expire().deliver, stroke.serial))
        step = self._decoder.offer(stroke)
        self._report(step.outcome)
        return step.ruling

    def expire(self) -> Ruling:
        """Decide about the strokes that are still held, as nothing more came. GUI thread only."""
        step = self._decoder.expire()
        self._report(step.outcome)
        return step.ruling

    def _report(self, outcome: Scanned | Damaged | None) -> None:
        if outcome is None or self._state is ReaderState.STOPPED:
            return
        self._sequence += 1
        read = read_of(outcome, self._context, device=DEVICE, sequence=self._sequence)
        if isinstance(read, CardRead):
            self._good_reads += 1
        else:
            self._faults += 1
        self._context.sink.read(read)
        self._set_state(self._state)

    def _set_state(self, state: ReaderState) -> None:
        self._state = state
        self._context.sink.status(
            DeviceStatus(
                driver=self._context.name,
                device=DEVICE,
                label=LABEL,
                state=state,
                good_reads=self._good_reads,
                faults=self._faults,
            )
        )
