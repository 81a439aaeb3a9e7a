"""A file of rows that somebody uploads, read as text: whatever it is, it costs no more than its limits allow.

Both kinds give the same: the headings of the first row that holds anything, then rows with the number under
which a person finds them in their own program.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.errors import FidposError

BYTES_MAX = 16 * 2**20
ROWS_MAX = 200_000
COLUMNS_MAX = 100
CELL_MAX = 2_000


class SheetFault(StrEnum):
    """Why a file is not read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    ENCODING = "encoding"
    UNREADABLE = "unreadable"
    """Neither text in columns nor a workbook; or one that is damaged."""
    UNSAFE = "unsafe"
    """A workbook that unpacks to far more than it is, names other files, or declares entities."""
    NO_HEADINGS = "no_headings"


class SheetRefused(FidposError):
    """A file that is not read; `fault` says why, `params` where."""

    code = "sheet_refused"

    def __init__(self, fault: SheetFault, **params: object) -> None:
        super().__init__(fault.value, **params)
        self.fault = fault

    @property
    def message_key(self) -> str:
        """A sentence for each fault."""
        return f"error.sheet_refused.{self.fault.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row as text.

    Attributes:
        number: as programs that show tables count it, the first one 1.
        cells: as many as there are headings; without blanks around them.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table that is open; its rows are read once, as they are asked for."""

    headings: tuple[str, ...]
    rows: Iterator[SheetRow]


def sheet_of(lines: Iterator[tuple[int, tuple[str, ...]]]) -> Sheet:
    """A sheet out of numbered lines of cells.

    Raises:
        SheetRefused: there is no row with headings. So does reading on beyond a limit.
    """
    bounded = _bounded(lines)
    for _, cells in bounded:
        headings = _without_end(cells)
        if headings:
            if sum(map(bool, headings)) * 2 < len(headings):
                raise SheetRefused(SheetFault.NO_HEADINGS)
            return Sheet(headings=headings, rows=_rows(bounded, len(headings)))
    raise SheetRefused(SheetFault.EMPTY)


def _rows(lines: Iterator[tuple[int, tuple[str, ...]]], width: int) -> Iterator[SheetRow]:
    for number, cells in lines:
        if any(cells):
            filled = (*cells[:width], *[""] * (width - len(cells)))
            yield SheetRow(number=number, cells=filled)


def _bounded(lines: Iterator[tuple[int, tuple[str, ...]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Empty rows count as well: a workbook may say that its next row is the billionth."""
    for number, cells in lines:
        if number > ROWS_MAX + 1:
            raise SheetRefused(SheetFault.TOO_MANY_ROWS, at_most=ROWS_MAX)
        if len(_without_end(cells)) > COLUMNS_MAX:
            raise SheetRefused(SheetFault.TOO_MANY_COLUMNS, row=number, at_most=COLUMNS_MAX)
        if any(len(cell) > CELL_MAX for cell in cells):
            raise SheetRefused(SheetFault.CELL_TOO_LONG, row=number, at_most=CELL_MAX)
        yield number, tuple(cell.strip() for cell in cells)


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty ones at the end."""
    filled = len(cells)
    while filled and not cells[filled - 1].strip():
        filled -= 1
    return cells[:filled]
