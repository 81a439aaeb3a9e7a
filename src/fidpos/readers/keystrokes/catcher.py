"""Catches a scan of a scanner of which nothing is known yet, without taking a person's keys away. Pure.

For the technician's wizard: neither prefix nor suffix nor layout is known, so that any key but a shortcut
may begin a scan and is held for a moment. Four keys at a scanner's speed are a scanner's; they and all that
follows without a silence vanish. The rest is delivered late, unchanged and in order. Either way the strokes
of a run are handed out when it is over: one that was delivered may be of a scanner as slow as a hand.
"""

from dataclasses import dataclass
from typing import Final

from fidpos.readers.keystrokes import keys
from fidpos.readers.keystrokes.decoder import BURST_KEYS, HOLD_SLACK_MS
from fidpos.readers.keystrokes.gate import KeyGate
from fidpos.readers.keystrokes.keys import KeyStroke, Ruling, elapsed_ms
from fidpos.readers.keystrokes.scanner import SCANNER_GAP_MAX_MS

SILENCE_MS: Final = 250
"""So long after its last key a run is over."""

STROKES_MAX: Final = 2_048
"""A longer run is no scan; its beginning is forgotten."""


@dataclass(frozen=True, slots=True)
class Run:
    """Strokes without a silence between them; `is_caught` when their speed gave a scanner away."""

    strokes: tuple[KeyStroke, ...]
    is_caught: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """What one stroke, or the end of a wait, led to."""

    ruling: Ruling
    run: Run | None = None


class ScanCatcher:
    """The decision for each key; `offer` every stroke, and `expire` once the wait it asked for has passed."""

    def __init__(self) -> None:
        self._gate = KeyGate()
        self._strokes: list[KeyStroke] = []
        self._last_ms: int | None = None
        self._quick_presses = 0
        self._is_caught = False

    def offer(self, stroke: KeyStroke) -> Catch:
        """Decide about a stroke, and perhaps about earlier ones."""
        run = None
        is_press = stroke.pressed and stroke.scan_code not in keys.MODIFIERS
        if is_press:
            run = self._press(stroke)
        elif stroke.pressed:
            self._modify(stroke)
        else:
            self._gate.follow(stroke)
        if self._last_ms is not None:
            self._strokes.append(stroke)
            del self._strokes[:-STROKES_MAX]
        wait_ms = self._wait_ms() if is_press else None
        return Catch(ruling=self._gate.take_ruling(wait_ms=wait_ms), run=run)

    def expire(self) -> Catch:
        """Nothing more came: what is held was typed, or else the run is over."""
        run = None
        if self._gate.is_holding:
            self._gate.let_go()
            self._quick_presses = 0
        else:
            run = self._end()
        return Catch(ruling=self._gate.take_ruling(wait_ms=self._wait_ms()), run=run)

    def _wait_ms(self) -> int | None:
        if self._gate.is_holding:
            return SCANNER_GAP_MAX_MS + HOLD_SLACK_MS
        return None if self._last_ms is None else SILENCE_MS

    def _modify(self, stroke: KeyStroke) -> None:
        if self._is_caught:
            self._gate.swallow(stroke)
        elif self._gate.is_holding:
            self._gate.hold(stroke)
        else:
            self._gate.deliver(stroke)

    def _press(self, stroke: KeyStroke) -> Run | None:
        at_ms = time_ms(stroke)
        silence_ms = None if self._last_ms is None else elapsed_ms(self._last_ms, at_ms)
        is_quick = silence_ms is not None and silence_ms <= SCANNER_GAP_MAX_MS
        if stroke.auto_repeat and not is_quick:
            self._gate.follow(stroke)
            return None
        run = self._end() if silence_ms is not None and silence_ms > SILENCE_MS else None
        self._last_ms = at_ms
        self._quick_presses = self._quick_presses + 1 if is_quick else 1
        if self._is_caught:
            self._gate.swallow(stroke)
        elif self._quick_presses >= BURST_KEYS:
            self._is_caught = True
            self._gate.condemn()
            self._gate.swallow(stroke)
        else:
            self._hold(stroke, is_quick=is_quick)
        return run

    def _hold(self, stroke: KeyStroke, *, is_quick: bool) -> None:
        if not is_quick:
            self._gate.let_go()
        if stroke.command or stroke.alt:
            self._gate.deliver(stroke)
        else:
            self._gate.hold(stroke)

    def _end(self) -> Run | None:
        strokes, is_caught = tuple(self._strokes), self._is_caught
        self._gate.let_go()
        self._strokes.clear()
        self._last_ms = None
        self._quick_presses = 0
        self._is_caught = False
        return Run(strokes, is_caught) if strokes else None


def time_ms(stroke: KeyStroke) -> int:
    """When the key was hit; when it arrived, for one that carries no time."""
    return stroke.timestamp_ms or stroke.received_ms
