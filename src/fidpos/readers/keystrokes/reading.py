"""Finds a known code among the keys of one scan, in whatever layout the scanner was set to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fidpos.readers.keystrokes import keys
from fidpos.readers.keystrokes.keys import KeyStroke
from fidpos.readers.keystrokes.layouts import LAYOUTS, Layout
from fidpos.readers.keystrokes.scanner import NAMED_KEYS

_NAMES = {code: name for name, code in NAMED_KEYS.items()} | {keys.KEYPAD_ENTER: "Enter"}
_AIM_ID = re.compile(r"\][A-Za-z][0-9A-Za-z]$")
_NO_CHAR = "\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read the keys as the code.

    Attributes:
        layout: name of the layout in which they are the code.
        code: which of the codes it is.
        text: what the scanner sent as the code, with the AIM id before it, if there was one.
        is_swapped: every letter came in the other case.
        before, after: keys that do not belong to the code, by name.
    """

    layout: str
    code: str
    text: str
    is_swapped: bool
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def has_aim_id(self) -> bool:
        """Whether the scanner says which kind of code it saw."""
        return len(self.text) > len(self.code)

    @property
    def oddity(self) -> tuple[bool, int, int]:
        """How unlikely a scanner is to be set up like this; the least is believed."""
        return self.is_swapped, len(self.before), len(self.after)


def presses_of(strokes: Iterable[KeyStroke]) -> tuple[KeyStroke, ...]:
    """The keys that went down, without Shift and its like."""
    return tuple(stroke for stroke in strokes if stroke.pressed and stroke.scan_code not in keys.MODIFIERS)


def readings(presses: Sequence[KeyStroke], codes: Iterable[str]) -> tuple[Reading, ...]:
    """Every way to read the keys as one of the codes, the likeliest first."""
    found = [reading for code in codes for name in LAYOUTS for reading in _readings(presses, code, name)]
    return tuple(sorted(found, key=lambda reading: reading.oddity))


def text_in(layout: str, presses: Iterable[KeyStroke]) -> str:
    """What the keys write in a layout, character for key."""
    return "".join(_char(LAYOUTS[layout], stroke) or _NO_CHAR for stroke in presses)


def key_name(stroke: KeyStroke, layout: str) -> str:
    """What settings call the key: its own name, or the character it writes; else its position."""
    name = _NAMES.get(stroke.scan_code)
    char = text_in(layout, [stroke])
    return name or (char if char != _NO_CHAR else f"#{stroke.scan_code}")


def _char(layout: Layout, stroke: KeyStroke) -> str:
    if stroke.command or stroke.alt:
        return ""
    return layout.char(stroke.scan_code, shift=stroke.shift, alt_gr=stroke.alt_gr)


def _readings(presses: Sequence[KeyStroke], code: str, layout: str) -> Iterator[Reading]:
    written = text_in(layout, presses)
    for wanted in dict.fromkeys((code, code.swapcase())):
        start = written.find(wanted)
        if start < 0:
            continue
        aim = _AIM_ID.search(written[:start])
        first = aim.start() if aim else start
        end = start + len(wanted)
        yield Reading(
            layout=layout,
            code=code,
            text=written[first:end],
            is_swapped=wanted != code,
            before=tuple(key_name(stroke, layout) for stroke in presses[:first]),
            after=tuple(key_name(stroke, layout) for stroke in presses[end:]),
        )
