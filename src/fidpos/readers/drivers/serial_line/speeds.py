"""Which coding to listen with next, after what came could not be read. Pure.

The technician scans the same code again and again; every scan that cannot be read costs one attempt, so the
order counts. How many bytes came says more than their values: a line heard too slowly lumps several
characters into one, a line heard too fast takes one for several.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fidpos.readers.drivers.serial_line.settings import LineCoding

BAUDS = (9600, 115200, 19200, 38400, 57600, 4800, 2400, 1200)
"""From what makers ship to what was usual long ago."""

FIRST = LineCoding(baud=BAUDS[0])

CODINGS = tuple(LineCoding(baud=baud, parity=parity) for parity in ("none", "even", "odd") for baud in BAUDS)
"""Seven data bits need no attempt of their own: heard as eight, their parity is plain to see."""

_MARKS_LENGTH_MAX = 8
"""How many characters of marks and prefix may stand around the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one scan brought that could not be read."""

    coding: LineCoding
    count: int


def next_coding(attempts: Sequence[Attempt], expected_length: int) -> LineCoding | None:
    """What to listen with next; None when everything was tried.

    Args:
        attempts: all so far, at least one, the last one last.
        expected_length: how many characters the code has without marks.
    """
    tried = {attempt.coding for attempt in attempts}
    untried = [coding for coding in CODINGS if coding not in tried]
    likely = [coding for coding in untried if _explains(coding, attempts[-1], expected_length)]
    return next(iter(likely or untried), None)


def _explains(coding: LineCoding, attempt: Attempt, expected_length: int) -> bool:
    """Whether a line that is coded so would have been heard as it was."""
    if attempt.count < expected_length:
        return coding.baud > attempt.coding.baud
    if attempt.count > expected_length + _MARKS_LENGTH_MAX:
        return coding.baud < attempt.coding.baud
    return replace(coding, parity=attempt.coding.parity) == attempt.coding
