"""Keys as the till's window sees them, and what the wedge rules about each.

Keys are named by position (Linux input codes, which equal the PC's set-1 codes up to F12), never by the
character that the till's own layout makes of them.
"""

from dataclasses import dataclass
from typing import Final, Protocol

TAB: Final = 15
ENTER: Final = 28
KEYPAD_ENTER: Final = 96
RIGHT_ALT: Final = 100

ENTERS: Final = frozenset({ENTER, KEYPAD_ENTER})

_CLOCK_MASK: Final = 0xFFFF_FFFF

MODIFIERS: Final = frozenset({29, 42, 54, 56, 58, 69, 97, RIGHT_ALT, 125, 126})
"""Ctrl, Shift, Alt, CapsLock, NumLock and the logo keys: they change other keys and are not counted."""

FUNCTION_KEYS: Final = {
    **{f"F{number}": 58 + number for number in range(1, 11)},
    "F11": 87,
    "F12": 88,
}


class KeyStroke(Protocol):
    """One key going down or up, as the window's key feed offers it."""

    @property
    def serial(self) -> int:
        """Names this stroke in a `Ruling`; rises by one."""
        ...

    @property
    def scan_code(self) -> int:
        """Position of the key; 0 when the system does not tell."""
        ...

    @property
    def pressed(self) -> bool:
        """Down, or else up."""
        ...

    @property
    def auto_repeat(self) -> bool:
        """The system says that it repeats a key that is held down."""
        ...

    @property
    def timestamp_ms(self) -> int:
        """When the system saw the key, 32 bits that wrap; 0 for keys made by a program."""
        ...

    @property
    def received_ms(self) -> int:
        """When it reached the window, on the monotonic clock."""
        ...

    @property
    def shift(self) -> bool:
        """Shift is down."""
        ...

    @property
    def alt(self) -> bool:
        """Alt, not AltGr, is down."""
        ...

    @property
    def alt_gr(self) -> bool:
        """AltGr is down."""
        ...

    @property
    def command(self) -> bool:
        """Ctrl or a logo key is down."""
        ...

    @property
    def caps_lock(self) -> bool:
        """CapsLock is on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What becomes of strokes; one named in neither list stays held until a later ruling.

    Attributes:
        deliver: serials that go to the till now, in this order.
        swallow: serials that were a scanner's and go nowhere.
        wait_ms: call `expire` when no further stroke came for so long; None leaves a running wait as it is.
    """

    deliver: tuple[int, ...] = ()
    swallow: tuple[int, ...] = ()
    wait_ms: int | None = None


def elapsed_ms(earlier_ms: int, later_ms: int) -> int:
    """Time between two strokes; the system's 32-bit clock may have wrapped."""
    return (later_ms - earlier_ms) & _CLOCK_MASK
