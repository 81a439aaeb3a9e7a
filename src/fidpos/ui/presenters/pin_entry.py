"""The PIN being typed on the lock screen; it never shows in a repr, a log or a picture."""

from dataclasses import dataclass, field, replace

from fidpos.ui.presenters.keys import Key, Press

PIN_DIGITS_MIN = 4
PIN_DIGITS_MAX = 8
PIN_DIGITS_USUAL = 6
"""How many places are drawn before anything is typed."""


@dataclass(frozen=True, slots=True)
class PinEntry:
    """Digits typed so far."""

    digits: str = field(default="", repr=False)

    @property
    def is_complete(self) -> bool:
        """Long enough to be tried."""
        return len(self.digits) >= PIN_DIGITS_MIN

    def typed(self, press: Press) -> "PinEntry":
        """The entry after a press; itself when the press is no digit or there is no room."""
        if press.key is Key.BACKSPACE:
            return replace(self, digits=self.digits[:-1]) if self.digits else self
        if not press.digit or len(self.digits) == PIN_DIGITS_MAX:
            return self
        return replace(self, digits=self.digits + press.digit)
