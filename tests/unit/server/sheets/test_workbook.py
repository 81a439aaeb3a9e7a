"""Workbooks: what is in their cells, and what they may not do to whoever opens them."""

import zipfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.server.sheets.opening import open_sheet
from fidpos.server.sheets.reading import ROWS_MAX, SheetFault, SheetRefused

SHEET = "xl/worksheets/sheet1.xml"


def made(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_files(content: bytes, files: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its files replaced or added."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in files:
                after.writestr(name, before.read(name))
        for name, body in files.items():
            after.writestr(name, body)
    return out.getvalue()


def fault(content: bytes) -> SheetFault:
    with pytest.raises(SheetRefused) as raised:
        list(open_sheet(content).rows)
    return raised.value.fault


def test_cells_are_read_as_one_would_type_them() -> None:
    sheet = open_sheet(
        made(
            ("Nom", "Né le", "Points", "Solde", "Actif"),
            ("Zoé", date(1980, 5, 4), 120.0, 12.5, True),
            ("Max", datetime.fromisoformat("1999-01-02T03:04"), 7, None, False),
        )
    )

    assert sheet.headings == ("Nom", "Né le", "Points", "Solde", "Actif")
    assert [row.cells for row in sheet.rows] == [
        ("Zoé", "1980-05-04", "120", "12.5", "1"),
        ("Max", "1999-01-02T03:04:00", "7", "", "0"),
    ]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_files(made(("a",)), {"xl/media/nothing.xml": b"\0" * 80_000_000})

    assert len(bomb) < 200_000
    assert fault(bomb) is SheetFault.UNSAFE


def test_more_files_than_any_workbook_has_are_refused() -> None:
    assert fault(with_files(made(("a",)), {f"xl/{n}": b"" for n in range(600)})) is SheetFault.UNSAFE


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_document_type_is_refused_wherever_it_stands(name: str) -> None:
    content = made(("a",), ("b",))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read(name)
    entity = b'<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
    start = body.find(b"?>") + 2 if body.startswith(b"<?xml") else 0

    assert fault(with_files(content, {name: body[:start] + entity + body[start:]})) is SheetFault.UNSAFE


def test_an_entity_far_behind_the_beginning_is_refused_by_the_parser() -> None:
    content = made(("a",), ("b",))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read(SHEET)
    start = body.find(b"?>") + 2 if body.startswith(b"<?xml") else 0
    entity = b"<!--" + b"x" * 9000 + b'--><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    assert fault(with_files(content, {SHEET: body[:start] + entity + body[start:]})) is SheetFault.UNSAFE


def test_links_to_other_workbooks_are_refused() -> None:
    linked = with_files(made(("a",)), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})

    assert fault(linked) is SheetFault.UNSAFE


def test_a_row_that_says_it_is_the_billionth_is_not_waited_for() -> None:
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="1000000000"><c/></row>'
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )

    assert ROWS_MAX < 10**9
    assert fault(with_files(made(("a",)), {SHEET: sheet})) is SheetFault.TOO_MANY_ROWS


def test_a_damaged_workbook_is_refused_and_nothing_else_happens() -> None:
    # Made once: when it was made stands in it, and packs differently from one second to the next.
    whole = made(("a", "b"), (1, 2), (3, 4))

    @settings(max_examples=60)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        content = bytearray(whole)
        for _ in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))

        with suppress(SheetRefused):
            list(open_sheet(bytes(content)).rows)

    check()
