"""Reads what a scanner typed whose keys reach nobody else. Pure; one thread.

Where a scanner types among people, `decoder` has to find out whose each key is. Here every key is the
scanner's, so that nothing is held and nothing delivered; what remains is the promise that part of a number,
or parts of two, never make one:

- a code ends with its suffix, is whole by its length, and has no pause, no second prefix, no key pressed
  while another was down and no key that no scanner types within;
- a code begins with its prefix, or, for a scanner without one, right after the code before it or after a
  silence. What follows a broken code, keys that the system lost, or the moment in which we began to listen,
  is that code's rest until its suffix or a silence shows that it is not.

Time is the system's own time of each key.
"""

from enum import Enum, auto
from typing import Final, assert_never

from fidpos.readers.codes.frame import FRAME_LENGTH_MAX
from fidpos.readers.keystrokes import keys
from fidpos.readers.keystrokes.decoder import Damaged, Scanned
from fidpos.readers.keystrokes.keys import KeyStroke, elapsed_ms
from fidpos.readers.keystrokes.scanner import Role, ScannerProfile

DELIVERY_SLACK_MS: Final = 50
"""How much later than the largest gap a code counts as broken off: the next key may be on its way."""

REST_SILENCE_MS: Final = 1_000
"""The rest of a broken code may come so much later (radio scanners); what comes later still is new."""


class _Phase(Enum):
    IDLE = auto()
    """Silence, or the end of a code's tail: what comes next is a beginning."""
    SCANNING = auto()
    SPOILED = auto()
    """The rest of a code whose beginning is lost; nothing of it counts."""
    CLOSED = auto()
    """A code has just ended; what still comes is its tail, or the next one."""


class GrabbedDecoder:
    """The text of each code; `offer` every stroke, and `expire` once `wait_ms` has passed without one.

    Args:
        profile: how the scanner is set up.
        now_ms: the time at which strokes begin to be seen, on their own clock.
    """

    def __init__(self, profile: ScannerProfile, *, now_ms: int) -> None:
        self._profile = profile
        self._text: list[str] = []
        self._down: set[int] = set()
        self._opened_ms = now_ms
        self._last_ms = now_ms
        self._rest_ms = profile.gap_max_ms
        """A silence so long shows that what was spoiled is over."""
        self._phase = _Phase.SPOILED

    @property
    def wait_ms(self) -> int | None:
        """Call `expire` when no further stroke came for so long; None for no need to."""
        return self._profile.gap_max_ms + DELIVERY_SLACK_MS if self._phase is _Phase.SCANNING else None

    def offer(self, stroke: KeyStroke) -> Scanned | Damaged | None:
        """The code that this stroke completed, or that it showed to be damaged."""
        if not stroke.pressed:
            self._down.discard(stroke.scan_code)
            return None
        if stroke.scan_code in keys.MODIFIERS:
            return None
        silence_ms = elapsed_ms(self._last_ms, stroke.timestamp_ms)
        self._last_ms = stroke.timestamp_ms
        is_paused = silence_ms > self._profile.gap_max_ms
        broken = self.expire() if is_paused else None
        if is_paused and (self._phase is _Phase.CLOSED or silence_ms > self._rest_ms):
            self._phase = _Phase.IDLE
        return self._press(stroke, is_paused=is_paused) or broken

    def expire(self) -> Damaged | None:
        """The scanner fell silent, or is gone: a code that is open is damaged."""
        return self._spoil() if self._phase is _Phase.SCANNING else None

    def lose(self, now_ms: int) -> Damaged:
        """The system lost strokes: whatever was being typed until now is damaged."""
        self._last_ms = now_ms
        return self._spoil()

    def _press(self, stroke: KeyStroke, *, is_paused: bool) -> Scanned | Damaged | None:
        role = self._profile.role(stroke)
        match self._phase:
            case _Phase.IDLE | _Phase.CLOSED:
                return self._press_first(stroke, role)
            case _Phase.SPOILED:
                if role is Role.PREFIX and is_paused:
                    self._open(stroke)
                elif role is Role.SUFFIX:
                    self._phase = _Phase.CLOSED
                return None
            case _Phase.SCANNING:
                return self._press_scanning(stroke, role)
            case _:
                assert_never(self._phase)

    def _press_first(self, stroke: KeyStroke, role: Role) -> Damaged | None:
        """A key outside of any code; one that neither begins a code nor writes anything is nothing."""
        has_prefix = bool(self._profile.prefix)
        if role is (Role.PREFIX if has_prefix else Role.TEXT):
            self._open(stroke)
        elif role is Role.TEXT and self._phase is _Phase.IDLE:
            return self._spoil()
        return None

    def _press_scanning(self, stroke: KeyStroke, role: Role) -> Scanned | Damaged | None:
        is_clean = not self._down and not stroke.auto_repeat
        self._down.add(stroke.scan_code)
        match role:
            case Role.TEXT if is_clean and len(self._text) < FRAME_LENGTH_MAX:
                self._text.append(self._profile.char(stroke))
                return None
            case Role.SUFFIX:
                return self._close(is_clean=is_clean)
            case _:
                return self._spoil()

    def _open(self, stroke: KeyStroke) -> None:
        self._phase = _Phase.SCANNING
        self._opened_ms = stroke.timestamp_ms
        self._down = {stroke.scan_code}
        self._text = [] if self._profile.prefix else [self._profile.char(stroke)]

    def _close(self, *, is_clean: bool) -> Scanned | Damaged:
        text = "".join(self._text)
        self._text = []
        self._phase = _Phase.CLOSED
        if not is_clean or not self._profile.is_whole(text):
            return Damaged()
        return Scanned(text, elapsed_ms(self._opened_ms, self._last_ms))

    def _spoil(self) -> Damaged:
        self._text = []
        self._phase = _Phase.SPOILED
        self._rest_ms = REST_SILENCE_MS
        return Damaged()
