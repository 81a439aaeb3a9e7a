"""A key press as the presenters know it, whichever keyboard, keypad or button it came from."""

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """Keys that act; all others only carry their text."""

    ENTER = "enter"
    ESCAPE = "escape"
    BACKSPACE = "backspace"
    DELETE = "delete"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    F1 = "f1"
    F2 = "f2"
    F3 = "f3"
    F4 = "f4"
    F5 = "f5"
    F6 = "f6"
    F7 = "f7"
    F8 = "f8"
    F9 = "f9"
    F10 = "f10"
    F11 = "f11"
    F12 = "f12"
    SHIFT_F3 = "shift+f3"
    SHIFT_F8 = "shift+f8"
    TAB = "tab"
    BACKTAB = "shift+tab"


_UNSHIFTED_ROW = {
    **dict(zip("&é\"'(-è_çà", "1234567890", strict=True)),
    "§": "6",
    "!": "8",
}
"""Digit row of French and Belgian keyboards without Shift: at the counter nobody means an ampersand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press: a key that acts, or the text it types."""

    key: Key | None = None
    text: str = ""

    @classmethod
    def of(cls, key: Key) -> "Press":
        """A press of a key that acts."""
        return cls(key=key)

    @classmethod
    def typing(cls, text: str) -> "Press":
        """A press that types."""
        return cls(text=text)

    @property
    def digit(self) -> str:
        """The digit that is meant, also on an AZERTY row without Shift; empty for anything else."""
        if len(self.text) != 1:
            return ""
        return self.text if self.text in "0123456789" else _UNSHIFTED_ROW.get(self.text, "")

    @property
    def is_comma(self) -> bool:
        """The decimal separator: comma or point, of the keypad or the main block."""
        return self.text in {",", "."}
