"""How the shop's scanner is set up: its layout, its sentinels, its numbers and its speed."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from fidpos.readers.driver import DriverSettings
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.keystrokes import keys
from fidpos.readers.keystrokes.keys import KeyStroke
from fidpos.readers.keystrokes.layouts import LAYOUTS, TEXT_KEYS, Layout

SCANNER_GAP_MAX_MS = 29
"""A hand needs 30 ms and more from key to key."""

NAMED_KEYS = keys.FUNCTION_KEYS | {"Enter": keys.ENTER, "Tab": keys.TAB}
"""Keys that settings call by name."""


class Role(Enum):
    """What a pressed key can be within a scan."""

    PREFIX = auto()
    SUFFIX = auto()
    TEXT = auto()
    FOREIGN = auto()
    """No part of a number: a function key, or how a scanner types a control code (Esc, Ctrl and a key)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerProfile:
    """The settings of the driver, checked against each other.

    Attributes:
        prefix, suffix: a key's name such as `F11`, or the character itself; a scanner whose keys nobody else
            types may do without a prefix (empty).
        lengths: how many digits a whole number may have.
    """

    layout: Layout
    prefix: str
    suffix: str
    lengths: frozenset[int]
    gap_max_ms: int
    caps_lock_compensated: bool
    scan_untimed: bool

    @classmethod
    def from_settings(cls, settings: DriverSettings) -> Self:
        """The profile of a scanner that types where people type, as the wedge's manifest describes it.

        Raises:
            SettingsRefused: sentinels that no scan could be told by, or a length that is none.
        """
        profile = cls._checked(settings, scan_untimed=bool(settings["scan_untimed"]))
        _check_sentinel(profile.prefix, profile.layout)
        return profile

    @classmethod
    def of_grabbed(cls, settings: DriverSettings) -> Self:
        """The profile of a scanner whose keys reach nobody else: it may be slow, or do without a prefix.

        Not both: at a hand's speed only its prefix tells one code's beginning from another one's rest.

        Raises:
            SettingsRefused: as above, or slow and without a prefix.
        """
        profile = cls._checked(settings, scan_untimed=False)
        if profile.prefix:
            _check_sentinel(profile.prefix, profile.layout)
        elif profile.gap_max_ms > SCANNER_GAP_MAX_MS:
            raise SettingsRefused(f"a scanner slower than {SCANNER_GAP_MAX_MS} ms a key needs a prefix")
        return profile

    @classmethod
    def _checked(cls, settings: DriverSettings, *, scan_untimed: bool) -> Self:
        layout = LAYOUTS[str(settings["layout"])]
        prefix, suffix = str(settings["prefix"]), str(settings["suffix"])
        if prefix == suffix or prefix in {"Enter", "Tab"}:
            raise SettingsRefused("the prefix is a key of its own: not the suffix, Enter or Tab")
        _check_sentinel(suffix, layout)
        return cls(
            layout=layout,
            prefix=prefix,
            suffix=suffix,
            lengths=_lengths(settings["lengths"]),
            gap_max_ms=int(str(settings["gap_max_ms"])),
            caps_lock_compensated=bool(settings["caps_lock_compensated"]),
            scan_untimed=scan_untimed,
        )

    def time_ms(self, stroke: KeyStroke) -> int | None:
        """When the key was hit; None for a key that no scanner can have hit."""
        if not stroke.scan_code:
            return None
        return stroke.timestamp_ms or (stroke.received_ms if self.scan_untimed else None)

    def role(self, stroke: KeyStroke) -> Role:
        """What the key would be within a scan."""
        if stroke.command or stroke.alt:
            return Role.FOREIGN
        written = self.char(stroke)
        if self._is_sentinel(self.prefix, stroke.scan_code, written):
            return Role.PREFIX
        if self._is_sentinel(self.suffix, stroke.scan_code, written):
            return Role.SUFFIX
        return Role.TEXT if written else Role.FOREIGN

    def char(self, stroke: KeyStroke) -> str:
        """The character the scanner means, empty for a key that writes none."""
        char = self.layout.char(stroke.scan_code, shift=stroke.shift, alt_gr=stroke.alt_gr)
        is_swapped = self.caps_lock_compensated and stroke.caps_lock and char.isalpha()
        return char.swapcase() if is_swapped else char

    def may_begin_scan(self, stroke: KeyStroke) -> bool:
        """Whether the key is worth holding back until it is known whose it is."""
        if stroke.command or stroke.alt:
            return False
        is_typed = stroke.scan_code in TEXT_KEYS or stroke.scan_code in keys.ENTERS
        return is_typed or self.role(stroke) in {Role.PREFIX, Role.SUFFIX}

    def is_whole(self, text: str) -> bool:
        """Whether a number has all its digits; anything else must prove by itself that it is whole."""
        has_aim_id = text.startswith("]") and len(text) > 3
        content = text[3:] if has_aim_id else text
        return len(content) in self.lengths if content.isdecimal() else bool(content)

    @staticmethod
    def _is_sentinel(sentinel: str, scan_code: int, written: str) -> bool:
        if not sentinel:
            return False
        if sentinel == "Enter":
            return scan_code in keys.ENTERS
        return written == sentinel if len(sentinel) == 1 else scan_code == NAMED_KEYS[sentinel]


def _check_sentinel(sentinel: str, layout: Layout) -> None:
    if sentinel in NAMED_KEYS:
        return
    written = {*layout.plain.values(), *layout.shifted.values(), *layout.alt_gr.values()}
    if sentinel not in written or sentinel.isalnum() or sentinel.isspace():
        raise SettingsRefused(f"no scan can be told by the sentinel {sentinel!r}")


def _lengths(given: object) -> frozenset[int]:
    texts = given if isinstance(given, tuple) else ()
    if not texts or not all(text.isdecimal() and int(text) > 0 for text in texts):
        raise SettingsRefused("lengths are whole numbers, at least one")
    return frozenset(map(int, texts))
