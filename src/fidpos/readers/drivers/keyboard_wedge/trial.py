"""Finds out how a scanner that types is set up, from one scan of a known code.

While it listens it is the window's key sink in the driver's place: `offer` and `expire` as there, on the GUI
thread. A scanner's keys vanish, a person's reach the window.
"""

from fidpos.readers.keystrokes.calibration import TEST_CODE, calibrate
from fidpos.readers.keystrokes.catcher import Catch, Run, ScanCatcher
from fidpos.readers.keystrokes.keys import KeyStroke, Ruling
from fidpos.readers.keystrokes.reading import presses_of, readings
from fidpos.readers.trial import TrialContext


def try_out(device: str, expected: str, context: TrialContext) -> "WedgeTrial":  # noqa: ARG001
    """A trial of the keyboard; `TEST_CODE`, which tells more, may be scanned in the expected code's place."""
    return WedgeTrial((TEST_CODE, expected), context)


class WedgeTrial:
    """The trial, and the sink of the window's key feed. While it is closed every key is a person's."""

    def __init__(self, codes: tuple[str, ...], context: TrialContext) -> None:
        self._codes = codes
        self._context = context
        self._catcher = ScanCatcher()
        self._is_listening = False

    def start(self) -> None:
        """Listen to the keys from now on."""
        self._is_listening = True

    def close(self, timeout_s: float = 2.0) -> None:  # noqa: ARG002
        """Listen no more; nothing here can block."""
        self._is_listening = False

    def offer(self, stroke: KeyStroke) -> Ruling:
        """Decide about a stroke. GUI thread only."""
        if not self._is_listening:
            return Ruling(deliver=(*self._catcher.expire().ruling.deliver, stroke.serial))
        return self._take(self._catcher.offer(stroke))

    def expire(self) -> Ruling:
        """Decide about the strokes that are still held, or see that a scan is over. GUI thread only."""
        return self._take(self._catcher.expire())

    def _take(self, catch: Catch) -> Ruling:
        if catch.run is not None and self._is_listening and self._is_worth_telling(catch.run):
            self._context.on_discovery(calibrate(catch.run.strokes, self._codes, is_grabbed=False))
        return catch.ruling

    def _is_worth_telling(self, run: Run) -> bool:
        """Keys at a hand's speed are a scanner's only if they are one of the codes."""
        return run.is_caught or bool(readings(presses_of(run.strokes), self._codes))
