"""Tables written row by row, in the same little memory however many there are: CSV and XLSX."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from io import StringIO
from pathlib import Path

import xlsxwriter

from fidpos.server.sheets.neutral import neutral

Cell = str | int | Decimal | date | datetime | None
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SHEET_ROWS_MAX = 1_048_576
"""Of a sheet, its heading included (Office Open XML, as Excel reads it)."""
_CHUNK = 64 * 1024
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_TEXT_MAX = 32_767
"""Characters of a workbook's cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a language writes tables.

    Attributes:
        zone: of the instants, which are written as the clock on the wall shows them.
    """

    separator: str
    decimal_point: str
    zone: tzinfo


def habits_of(language: str, zone: tzinfo) -> Habits:
    """A spreadsheet in French takes a comma for the decimals, and so a semicolon between cells."""
    french = language.startswith("fr")
    return Habits(separator=";" if french else ",", decimal_point="," if french else ".", zone=zone)


def csv_parts(heading: Sequence[str], rows: Iterable[Sequence[Cell]], habits: Habits) -> Iterator[bytes]:
    """UTF-8 with a mark at its beginning, by which spreadsheets know it; lines end as RFC 4180 has it."""
    held = StringIO(newline="")
    held.write(_BOM)
    writer = csv.writer(held, delimiter=habits.separator)
    writer.writerow([neutral(name) for name in heading])
    for row in rows:
        writer.writerow([_text(cell, habits) for cell in row])
        if held.tell() > _CHUNK:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def write_workbook(
    path: Path,
    heading: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    habits: Habits,
    *,
    sheet_rows: int = SHEET_ROWS_MAX,
) -> None:
    """A workbook whose rows go on in another sheet where one is full; text is text, whatever it begins with.

    The file is written once all rows were read; until then they lie beside it.
    """
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = _Formats(
            bold=book.add_format({"bold": True}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            instant=book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            money=book.add_format({"num_format": "#,##0.00"}),
        )
        sheet, line = _begun(book, heading, formats), 1
        for row in rows:
            if line == sheet_rows:
                sheet, line = _begun(book, heading, formats), 1
            _put(sheet, line, row, formats, habits)
            line += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    bold: object
    day: object
    instant: object
    money: object


def _begun(
    book: xlsxwriter.Workbook, heading: Sequence[str], formats: _Formats
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(heading) - 1), 16)
    for column, name in enumerate(heading):
        sheet.write_string(0, column, name, formats.bold)
    return sheet


def _put(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    row: Sequence[Cell],
    formats: _Formats,
    habits: Habits,
) -> None:
    for column, cell in enumerate(row):
        match cell:
            case None | "":
                """Nothing stands there."""
            case str():
                sheet.write_string(line, column, cell[:_TEXT_MAX])
            case datetime():
                sheet.write_datetime(line, column, _on_the_wall(cell, habits), formats.instant)
            case date():
                sheet.write_datetime(line, column, cell, formats.day)
            case Decimal():
                sheet.write_number(line, column, cell, formats.money)
            case _:
                sheet.write_number(line, column, cell)


def _text(cell: Cell, habits: Habits) -> str:
    match cell:
        case None:
            return ""
        case str():
            return neutral(cell)
        case datetime():
            return _on_the_wall(cell, habits).isoformat(" ", "minutes")
        case Decimal():
            return str(cell).replace(".", habits.decimal_point)
        case _:
            return str(cell)


def _on_the_wall(instant: datetime, habits: Habits) -> datetime:
    return instant.astimezone(habits.zone).replace(tzinfo=None)


def counted(
    rows: Iterable[Sequence[Cell]], tell: Callable[[int], None], every: int
) -> Iterator[Sequence[Cell]]:
    """The rows as they are, telling how many there were so far from time to time, and at their end."""
    number = 0
    for number, row in enumerate(rows, 1):
        yield row
        if number % every == 0:
            tell(number)
    tell(number)
