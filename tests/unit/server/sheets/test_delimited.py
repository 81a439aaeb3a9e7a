"""Text in columns, as the programs of shops write it."""

import pytest

from fidpos.server.sheets.opening import open_sheet
from fidpos.server.sheets.reading import BYTES_MAX, CELL_MAX, COLUMNS_MAX, ROWS_MAX, SheetFault, SheetRefused


def cells(content: bytes) -> list[tuple[str, ...]]:
    sheet = open_sheet(content)
    return [sheet.headings, *(row.cells for row in sheet.rows)]


def fault(content: bytes) -> SheetFault:
    with pytest.raises(SheetRefused) as raised:
        cells(content)
    return raised.value.fault


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_encoding_and_separator_of_the_trade_is_read(encoding: str, separator: str) -> None:
    text = "Prénom|Ville\r\nZoé|Orléans\r\n".replace("|", separator)

    assert cells(text.encode(encoding)) == [("Prénom", "Ville"), ("Zoé", "Orléans")]


def test_a_separator_within_quotes_separates_nothing() -> None:
    assert cells(b'name;address\n"Martin; Jean";"1, rue, du, Port"\n') == [
        ("name", "address"),
        ("Martin; Jean", "1, rue, du, Port"),
    ]


def test_the_line_that_names_the_separator_is_no_row() -> None:
    sheet = open_sheet(b"sep=,\nname,city\nA,B\n")

    assert sheet.headings == ("name", "city")
    assert [row.number for row in sheet.rows] == [3]


def test_rows_are_as_wide_as_the_headings_and_empty_ones_are_passed_over() -> None:
    sheet = open_sheet(b"\na;b;c;;\n1;2\n;;\n1;2;3;4\n")

    assert [(row.number, row.cells) for row in sheet.rows] == [(3, ("1", "2", "")), (5, ("1", "2", "3"))]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", SheetFault.EMPTY),
        (b" \r\n ;;\r\n", SheetFault.EMPTY),
        (b"a" * (BYTES_MAX + 1), SheetFault.TOO_LARGE),
        (b"a\n" + b"1\n" * (ROWS_MAX + 1), SheetFault.TOO_MANY_ROWS),
        (b";".join([b"a"] * (COLUMNS_MAX + 1)), SheetFault.TOO_MANY_COLUMNS),
        (b"a\n" + b"x" * (CELL_MAX + 1), SheetFault.CELL_TOO_LONG),
        (b"a;b\n\x81\x8d\n", SheetFault.ENCODING),
        (b"%PDF-1.7\0\1\2", SheetFault.UNREADABLE),
        (b"a\n" + b"x" * 200_000, SheetFault.UNREADABLE),
        (b"a;;;;;b\n", SheetFault.NO_HEADINGS),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(content: bytes, why: SheetFault) -> None:
    assert fault(content) is why
