"""ESC/POS, as far as a picture needs it: the dots, a cut, and how the printer is.

A ticket goes out as a picture. So it looks the same on every printer and in the preview, has the accents of
every name and the sign of every currency, whatever code pages the printer has; and nothing that somebody
typed is ever a command. (Epson, ESC/POS Application Programming Guide: GS v 0, GS V, DLE EOT, GS r.)
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fidpos.till.ticket.printer import PrinterState

if TYPE_CHECKING:
    from fidpos.printing.dots import Dots

INITIALISE = b"\x1b@"
CUT = b"\x1dVB\x00"
"""Feed to the knife, then cut but for one point."""

ASK_OFFLINE, ASK_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
"""Answered at once, even by a printer that prints or cannot."""
ASK_WHEN_DONE = b"\x1dr\x01"
"""Answered in its turn: once all that was sent before is on paper."""

BAND_ROWS = 128
"""Rows a picture: small enough for the memory of the smallest printer."""

_RASTER = b"\x1dv0\x00"
_REAL_TIME_MASK, _REAL_TIME = 0b1001_0011, 0b0001_0010
_IN_TURN_MASK = 0b1001_0000
_COVER_OPEN, _PAPER_STOP, _ERROR = 0b100, 0b10_0000, 0b100_0000
_PAPER_END = 0b110_0000
_NO_PAPER_IN_TURN = 0b1100


def bands(dots: "Dots") -> Iterator[bytes]:
    """The picture in pieces, each a command of its own."""
    for top in range(0, dots.height, BAND_ROWS):
        rows = min(BAND_ROWS, dots.height - top)
        data = dots.rows[top * dots.row_bytes : (top + rows) * dots.row_bytes]
        size = dots.row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
        yield _RASTER + size + data


def ticket(dots: "Dots") -> tuple[bytes, ...]:
    """All that is sent for a ticket, in pieces."""
    return (INITIALISE, *bands(dots), CUT)


def is_real_time(answer: int) -> bool:
    """Whether a byte answers `ASK_OFFLINE` or `ASK_PAPER`."""
    return answer & _REAL_TIME_MASK == _REAL_TIME


def is_in_turn(answer: int) -> bool:
    """Whether a byte answers `ASK_WHEN_DONE`."""
    return answer & _IN_TURN_MASK == 0


def trouble(offline: int, paper: int) -> PrinterState | None:
    """What the two answers say; None when nothing is wrong."""
    if paper & _PAPER_END == _PAPER_END or offline & _PAPER_STOP:
        return PrinterState.NO_PAPER
    if offline & _COVER_OPEN:
        return PrinterState.COVER_OPEN
    return PrinterState.FAULTY if offline & _ERROR else None


def ran_out(answer: int) -> bool:
    """Whether the answer in its turn says that no paper is left."""
    return answer & _NO_PAPER_IN_TURN == _NO_PAPER_IN_TURN
