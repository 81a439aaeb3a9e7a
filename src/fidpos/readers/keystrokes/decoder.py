"""Tells a scanner that types from a person who types, and reads what the scanner typed. Pure; one thread.

A hand needs 30 ms and more from key to key, a scanner 25 ms and less. So each key that a scanner might type
is held until the next key or a short wait shows whose it was: a person's is delivered late, unchanged and in
order; a scanner's is swallowed, its Enter too. Time is the system's own time of each key: the time of arrival
says nothing after the window was busy.

A code counts only when it came between its sentinels, key after key, without a pause, a second prefix, a key
pressed while another was down, or a key that no scanner types. What else comes at a scanner's speed is
swallowed and reported as damaged. So a lost or a repeated key never leaves a number that is shorter than the
card's or mixed from two.

What cannot be seen from the keys is one digit lost and another one sent twice in the same scan; the number's
check digits have to find that, and do in nine cases of ten (EAN-13) or all but one of a hundred (MOD 97-10).
No scanner is known to do it: USB reports say which keys are down, and saying it twice presses nothing.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, assert_never

from fidpos.readers.codes.frame import FRAME_LENGTH_MAX
from fidpos.readers.keystrokes import keys
from fidpos.readers.keystrokes.gate import KeyGate
from fidpos.readers.keystrokes.keys import KeyStroke, Ruling, elapsed_ms
from fidpos.readers.keystrokes.scanner import Role, ScannerProfile

HOLD_SLACK_MS: Final = 7
"""How much longer than the largest gap a key is held: delivery of the next one takes a moment."""

BURST_KEYS: Final = 4
"""So many keys at its speed are a scanner's, even without a sentinel; fewer may be a slip of two fingers."""

AFTERMATH_GAP_MS: Final = 250
"""A scan that broke off may come back after a pause (radio scanners): its late digits and its late Enter are
no typing. So long after its last key such keys are still swallowed."""

AFTERMATH_MAX_MS: Final = 1_000
"""So long in all, however steadily someone types."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A whole code between its sentinels; `span_ms` is the time from its first key to its last."""

    text: str
    span_ms: int


@dataclass(frozen=True, slots=True)
class Damaged:
    """Keys at a scanner's speed that do not make a whole code; nothing of them is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one stroke, or the end of a wait, led to."""

    ruling: Ruling
    outcome: Scanned | Damaged | None


class _Phase(Enum):
    TYPING = auto()
    """Nothing says that it is a scanner."""
    OPENED = auto()
    """A prefix, and nothing after it yet: a person may have pressed that key."""
    SCANNING = auto()
    """Prefix and more, at a scanner's speed."""
    SPOILED = auto()
    """A scanner, but no code: everything is swallowed until it falls silent."""
    CLOSED = auto()
    """A code has just ended; what still comes is its tail, or the next one's prefix."""


class WedgeDecoder:
    """The decision for each key; `offer` every stroke, and `expire` once the wait it asked for has passed."""

    def __init__(self, profile: ScannerProfile) -> None:
        self._profile = profile
        self._hold_ms = profile.gap_max_ms + HOLD_SLACK_MS
        self._gate = KeyGate()
        self._phase = _Phase.TYPING
        self._outcome: Scanned | Damaged | None = None
        self._owes_report = False
        self._is_end_due = False
        """A scanner is at work and has not pressed its suffix yet."""
        self._presses = 0
        self._last_ms: int | None = None
        self._opened_ms = 0
        self._broke_ms = 0
        self._text: list[str] = []
        self._down: set[int] = set()
        """Keys of the scan in progress that are down."""

    def offer(self, stroke: KeyStroke) -> Step:
        """Decide about a stroke, and perhaps about earlier ones."""
        at_ms = self._profile.time_ms(stroke)
        if not stroke.pressed:
            self._down.discard(stroke.scan_code)
            self._gate.follow(stroke)
        elif at_ms is None:
            self._type(stroke)
        elif stroke.scan_code in keys.MODIFIERS:
            self._modify(stroke, at_ms)
        else:
            self._press(stroke, at_ms)
            return self._step(wait=self._gate.is_holding or self._owes_report)
        return self._step(wait=False)

    def expire(self) -> Step:
        """No further stroke came within the wait: what is undecided was typed, what is open is damaged.

        Should the next key show that the scanner was only slow to get through, it still belongs to the same
        burst and cannot begin a code in its middle.
        """
        self._settle()
        return self._step(wait=False)

    def _step(self, *, wait: bool) -> Step:
        outcome, self._outcome = self._outcome, None
        ruling = self._gate.take_ruling(wait_ms=self._hold_ms if wait else None)
        return Step(ruling=ruling, outcome=outcome)

    def _modify(self, stroke: KeyStroke, at_ms: int) -> None:
        """A modifier goes where the keys around it go."""
        is_scanner = self._phase in {_Phase.SCANNING, _Phase.SPOILED, _Phase.CLOSED}
        if is_scanner and self._is_running(at_ms):
            self._gate.swallow(stroke)
        elif self._gate.is_holding:
            self._gate.hold(stroke)
        else:
            self._gate.deliver(stroke)

    def _press(self, stroke: KeyStroke, at_ms: int) -> None:
        if not self._is_running(at_ms):
            self._settle()
            if stroke.auto_repeat:
                self._gate.follow(stroke)
                return
            if not self._is_aftermath(stroke, at_ms):
                self._phase = _Phase.TYPING
                self._presses = 0
        # X11 calls a second press of a key a repeat when it comes within the millisecond of the first one's
        # release; no keyboard repeats that soon, so within a burst it counts like any other.
        self._last_ms = at_ms
        self._presses += 1
        match self._phase:
            case _Phase.TYPING:
                self._press_typing(stroke)
            case _Phase.OPENED:
                self._gate.condemn()
                self._scan()
                self._press_scanning(stroke)
            case _Phase.SCANNING:
                self._press_scanning(stroke)
            case _Phase.SPOILED:
                self._press_spoiled(stroke)
            case _Phase.CLOSED:
                self._press_closed(stroke)
            case _:
                assert_never(self._phase)

    def _press_typing(self, stroke: KeyStroke) -> None:
        if self._profile.role(stroke) is Role.PREFIX:
            self._gate.let_go()
            self._gate.hold(stroke)
            self._open(stroke)
            self._phase = _Phase.OPENED
        elif self._presses >= BURST_KEYS or (self._is_end(stroke) and self._presses > 1):
            self._gate.condemn()
            self._spoil(is_end_due=True)
            self._press_spoiled(stroke)
        elif self._profile.may_begin_scan(stroke):
            self._gate.hold(stroke)
        else:
            self._gate.deliver(stroke)

    def _press_scanning(self, stroke: KeyStroke) -> None:
        self._gate.swallow(stroke)
        is_overlapping = bool(self._down)
        self._down.add(stroke.scan_code)
        match self._profile.role(stroke):
            case Role.SUFFIX if not is_overlapping:
                self._close()
            case Role.TEXT if not is_overlapping and len(self._text) < FRAME_LENGTH_MAX:
                self._text.append(self._profile.char(stroke))
            case _:
                self._spoil(is_end_due=not self._is_end(stroke))

    def _press_spoiled(self, stroke: KeyStroke) -> None:
        self._gate.swallow(stroke)
        self._is_end_due = self._is_end_due and not self._is_end(stroke)

    def _press_closed(self, stroke: KeyStroke) -> None:
        self._gate.swallow(stroke)
        if self._profile.role(stroke) is Role.PREFIX:
            self._open(stroke)
            self._scan()

    def _type(self, stroke: KeyStroke) -> None:
        self._gate.deliver(stroke)
        if self._phase is _Phase.OPENED:
            self._phase = _Phase.TYPING

    def _open(self, prefix: KeyStroke) -> None:
        assert self._last_ms is not None
        self._presses = 1
        self._opened_ms = self._last_ms
        self._text.clear()
        self._down = {prefix.scan_code}

    def _scan(self) -> None:
        self._phase = _Phase.SCANNING
        self._owes_report = True
        self._is_end_due = True

    def _close(self) -> None:
        assert self._last_ms is not None
        text = "".join(self._text)
        span_ms = elapsed_ms(self._opened_ms, self._last_ms)
        self._outcome = Scanned(text, span_ms) if self._profile.is_whole(text) else Damaged()
        self._text.clear()
        self._phase = _Phase.CLOSED
        self._owes_report = False
        self._is_end_due = False

    def _spoil(self, *, is_end_due: bool) -> None:
        self._text.clear()
        self._phase = _Phase.SPOILED
        self._owes_report = True
        self._is_end_due = is_end_due

    def _settle(self) -> None:
        self._gate.let_go()
        if self._phase is _Phase.OPENED:
            self._phase = _Phase.TYPING
        if self._owes_report and self._last_ms is not None:
            self._spoil(is_end_due=self._is_end_due)
            self._owes_report = False
            self._broke_ms = self._last_ms
            self._outcome = Damaged()

    def _is_running(self, at_ms: int) -> bool:
        return self._last_ms is not None and elapsed_ms(self._last_ms, at_ms) <= self._profile.gap_max_ms

    def _is_aftermath(self, stroke: KeyStroke, at_ms: int) -> bool:
        """Whether a key after a pause is still one of the scan that broke off."""
        return (
            self._phase is _Phase.SPOILED
            and self._is_end_due
            and self._last_ms is not None
            and elapsed_ms(self._last_ms, at_ms) <= AFTERMATH_GAP_MS
            and elapsed_ms(self._broke_ms, at_ms) <= AFTERMATH_MAX_MS
            and self._profile.may_begin_scan(stroke)
            and self._profile.role(stroke) is not Role.PREFIX
        )

    def _is_end(self, stroke: KeyStroke) -> bool:
        return self._profile.role(stroke) is Role.SUFFIX or stroke.scan_code in keys.ENTERS
