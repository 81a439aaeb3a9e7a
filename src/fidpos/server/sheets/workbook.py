"""Workbooks (XLSX): the first sheet that is shown, values only.

A workbook is an archive of XML. Before any of it is parsed, the archive says what it would unpack to, and
zipfile never unpacks more of a file than it says; a document type, by which entities come, and links to other
workbooks are refused. defusedxml then parses it, which openpyxl does by itself where it is installed.
"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError

import openpyxl
import openpyxl.xml
from defusedxml.common import DefusedXmlException

from fidpos.server.sheets.reading import Sheet, SheetFault, SheetRefused, sheet_of

UNPACKED_MAX = 96 * 2**20
_RATIO_MAX = 120
_SMALL = 2**20
"""What unpacks to less is harmless however well it is packed."""
_FILES_MAX = 500
_HEAD = 4096

_DAMAGED = (
    *(zipfile.BadZipFile, ParseError, ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(EOFError, OSError, NotImplementedError, RuntimeError, UnicodeError, OverflowError, zlib.error),
)
"""What openpyxl and zipfile raise for an archive that is no workbook."""


def is_archive(content: bytes) -> bool:
    """Whether it may be a workbook: a ZIP begins like this."""
    return content.startswith(b"PK\x03\x04")


def workbook(content: bytes) -> Sheet:
    """The table of a workbook.

    Raises:
        SheetRefused: no workbook, an unsafe one, or beyond the limits.
    """
    assert openpyxl.xml.DEFUSEDXML, "defusedxml has to be installed"
    try:
        _check_archive(content)
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shown = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if shown is None:
            raise SheetRefused(SheetFault.EMPTY)
        shown.reset_dimensions()
        return sheet_of(_lines(shown.iter_rows(values_only=True)))
    except _DAMAGED as fault:
        raise SheetRefused(_what(fault)) from fault


def _lines(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        for number, values in enumerate(rows, 1):
            yield number, tuple(map(_text, values))
    except _DAMAGED as fault:
        raise SheetRefused(_what(fault)) from fault


def _check_archive(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        files = archive.infolist()
        unpacked = sum(each.file_size for each in files)
        swollen = unpacked > _SMALL and unpacked > _RATIO_MAX * max(len(content), 1)
        if len(files) > _FILES_MAX or unpacked > UNPACKED_MAX or swollen:
            raise SheetRefused(SheetFault.UNSAFE)
        if any(each.filename.startswith("xl/externalLinks/") for each in files):
            raise SheetRefused(SheetFault.UNSAFE)
        for each in files:
            if each.filename.endswith((".xml", ".rels")):
                with archive.open(each) as part:
                    if b"<!doctype" in part.read(_HEAD).replace(b"\0", b"").lower():
                        raise SheetRefused(SheetFault.UNSAFE)


def _what(fault: BaseException | None) -> SheetFault:
    """What openpyxl wraps may have been the parser's refusal."""
    while fault is not None:
        if isinstance(fault, DefusedXmlException):
            return SheetFault.UNSAFE
        fault = fault.__cause__ or fault.__context__
    return SheetFault.UNREADABLE


def _text(value: object) -> str:
    """As a person would type it; a number that is whole has no decimals."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime() if value.time() == time(0):
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 10**15:
            return str(int(value))
        case _:
            return str(value)
