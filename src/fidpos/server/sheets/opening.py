"""Which kind of file it is, by its content: a name says nothing that could be relied on."""

from fidpos.server.sheets.delimited import delimited
from fidpos.server.sheets.reading import BYTES_MAX, Sheet, SheetFault, SheetRefused
from fidpos.server.sheets.workbook import is_archive, workbook


def open_sheet(content: bytes) -> Sheet:
    """The table of an uploaded file.

    Raises:
        SheetRefused: it is not read; reading on may say so too.
    """
    if len(content) > BYTES_MAX:
        raise SheetRefused(SheetFault.TOO_LARGE, at_most_mb=BYTES_MAX // 2**20)
    if not content.strip():
        raise SheetRefused(SheetFault.EMPTY)
    return workbook(content) if is_archive(content) else delimited(content)
