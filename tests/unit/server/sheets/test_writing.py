"""Tables are written as spreadsheets read them, whatever stands in their cells."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from fidpos.server.sheets.neutral import meant
from fidpos.server.sheets.writing import Cell, counted, csv_parts, habits_of, write_workbook

FRENCH = habits_of("fr", ZoneInfo("Europe/Paris"))
ENGLISH = habits_of("en", ZoneInfo("UTC"))
_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def read(parts: list[bytes], delimiter: str) -> list[list[str]]:
    text = b"".join(parts).decode()
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=delimiter))


@given(cells=st.lists(_text, min_size=2, max_size=4))
def test_text_comes_back_and_is_never_a_formula(cells: list[str]) -> None:
    _, row = read(list(csv_parts(["a"], [cells], FRENCH)), ";")

    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert [meant(cell) for cell in row] == cells or any(cell.startswith("'") for cell in cells)


def test_numbers_days_and_instants_are_written_as_the_language_has_them() -> None:
    row: list[Cell] = [
        Decimal("-12.40"),
        7,
        date(2026, 11, 18),
        datetime(2026, 11, 18, 23, 30, tzinfo=UTC),
        None,
    ]

    assert read(list(csv_parts(["a"], [row], FRENCH)), ";")[1] == [
        *("-12,40", "7", "2026-11-18", "2026-11-19 00:30", "")
    ]
    assert read(list(csv_parts(["a"], [row], ENGLISH)), ",")[1][0] == "-12.40"


def test_a_long_table_comes_in_pieces() -> None:
    parts = list(csv_parts(["a"], (["x" * 100] for _ in range(5_000)), FRENCH))

    assert max(map(len, parts)) < 70_000
    assert len(read(parts, ";")) == 5_001


def test_a_workbook_goes_on_in_another_sheet(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_workbook(path, ["Number"], ([number] for number in range(5)), FRENCH, sheet_rows=3)

    sheets = load_workbook(path).worksheets
    assert [[cell.value for cell in row] for sheet in sheets for row in sheet.rows] == [
        *(["Number"], [0], [1], ["Number"], [2], [3], ["Number"], [4])
    ]


def test_a_workbook_holds_text_as_text_and_days_as_days(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    row: list[Cell] = ["=1+1", "0612345678", "http://x.example", Decimal("12.40"), date(2026, 11, 18)]
    write_workbook(path, ["a", "b", "c", "d", "e"], [row], FRENCH)

    found = next(iter(load_workbook(path).active.iter_rows(min_row=2)))
    assert [cell.data_type for cell in found] == ["s", "s", "s", "n", "d"]
    assert found[0].value == "=1+1"
    assert found[2].hyperlink is None


def test_rows_are_counted_as_they_pass() -> None:
    told: list[int] = []

    assert len(list(counted(([n] for n in range(5)), told.append, 2))) == 5
    assert told == [2, 4, 5]
