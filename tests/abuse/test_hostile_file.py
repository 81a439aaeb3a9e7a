"""Files that are sent to the office to do harm: to its memory, its disk, and whoever opens what it writes."""

import zipfile
from io import BytesIO

import openpyxl
import pytest

from fidpos.server.sheets.neutral import meant, neutral
from fidpos.server.sheets.opening import open_sheet
from fidpos.server.sheets.reading import SheetFault, SheetRefused


def workbook(**files: bytes) -> bytes:
    """A workbook with more in it than a workbook has."""
    book, out = openpyxl.Workbook(), BytesIO()
    book.active.append(("number", "name"))
    book.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        {"xl/media/bomb.xml": b"\0" * 50_000_000},
        {"xl/more.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'},
        {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
    ],
    ids=["bomb", "entity", "link"],
)
def test_a_workbook_that_reaches_beyond_itself_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(SheetRefused) as raised:
        open_sheet(workbook(**files))

    assert raised.value.fault is SheetFault.UNSAFE


@pytest.mark.parametrize("cell", ["=1+1", "+33612", "-2", "@SUM(A1)", "\tx", "\r=1"])
def test_what_a_spreadsheet_would_work_out_is_written_as_text_and_read_back(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"
    assert meant(neutral(cell)) == cell
