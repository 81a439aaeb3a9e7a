"""What a scanner means by a key, in the keyboard layout the scanner was set to.

That layout has nothing to do with the till's: a scanner set to US on an AZERTY till types `è-à&é` for
digits, and its keys still stand where a US keyboard has 7 6 0 1 2. A character that differs between
systems, is a dead key or is not ASCII is left out (`·`); a code that needs one is refused, not guessed.
"""

from dataclasses import dataclass
from typing import Final

_NOTHING = "·"

_ROWS = (range(2, 14), range(16, 28), range(30, 41), range(44, 54), (41, 43, 86))
"""Digits, three rows of letters, then the keys left of 1, beside Enter and left of the lowest row."""

_KEYPAD = dict(
    zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73, 55, 74, 78, 83, 98), "0123456789*-+./", strict=True)
)
"""NumLock or not: a scanner that types on the keypad means digits."""

_SPACE = {57: " "}

TEXT_KEYS: Final = frozenset(code for row in _ROWS for code in row) | _KEYPAD.keys() | _SPACE.keys()
"""Every key that writes something on some layout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The characters of each key by level."""

    plain: dict[int, str]
    shifted: dict[int, str]
    alt_gr: dict[int, str]

    def char(self, scan_code: int, *, shift: bool, alt_gr: bool) -> str:
        """The ASCII character of a key, empty when it writes none."""
        if alt_gr:
            return "" if shift else self.alt_gr.get(scan_code, "")
        return (self.shifted if shift else self.plain).get(scan_code, "")


def _level(*rows: str) -> dict[int, str]:
    return {
        code: char
        for codes, chars in zip(_ROWS, rows, strict=True)
        for code, char in zip(codes, chars, strict=True)
        if char != _NOTHING
    }


LAYOUTS: Final = {
    "us": Layout(
        plain=_level("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "`\\·") | _KEYPAD | _SPACE,
        shifted=_level("!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"', "ZXCVBNM<>?", "~|·") | _SPACE,
        alt_gr={},
    ),
    "fr": Layout(
        plain=_level("&·\"'(-·_··)=", "azertyuiop·$", "qsdfghjklm·", "wxcvbn,;:!", "·*<") | _KEYPAD | _SPACE,
        shifted=_level("1234567890·+", "AZERTYUIOP··", "QSDFGHJKLM%", "WXCVBN?./·", "··>") | _SPACE,
        alt_gr=_level("·~#{[|`\\^@]}", "············", "···········", "··········", "···"),
    ),
    "be": Layout(
        plain=_level("&·\"'(··!··)-", "azertyuiop·$", "qsdfghjklm·", "wxcvbn,;:=", "··<") | _KEYPAD | _SPACE,
        shifted=_level("1234567890·_", "AZERTYUIOP·*", "QSDFGHJKLM%", "WXCVBN?./+", "··>") | _SPACE,
        alt_gr=_level("|@#··^··{}··", "··········[]", "···········", "··········", "··\\"),
    ),
}
