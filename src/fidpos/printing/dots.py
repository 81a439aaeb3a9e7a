"""A sheet as dots: what a printer burns, and what the preview shows of it."""

import io
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from fidpos.printing.typeface import font
from fidpos.printing.typesetting import PlacedArea, PlacedSymbol, PlacedText, Sheet

_DARK, _LIGHT = 1, 0
_PAPER_WHITE = 1
_PREVIEW_MARGIN = 24
_OBEYED_ANYWHERE = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""DLE EOT, ENQ and DC4: they ask, recover, open the drawer, whatever they stand in (ESC/POS Reference)."""
_DLE_AND_A_DOT = b"\x18"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Rows from the top, eight dots a byte, the left one in the highest bit; 1 is black."""

    width: int
    height: int
    rows: bytes = field(repr=False)

    @property
    def row_bytes(self) -> int:
        """Bytes of a row."""
        return self.width // 8

    def png(self) -> bytes:
        """As a picture, with the paper's margin around it."""
        burnt = Image.frombytes("1", (self.width, self.height), self.rows, "raw", "1;I")
        margin = _PREVIEW_MARGIN
        paper = Image.new("1", (self.width + 2 * margin, self.height + 2 * margin), _PAPER_WHITE)
        paper.paste(burnt, (margin, margin))
        file = io.BytesIO()
        paper.save(file, "PNG", optimize=True)
        return file.getvalue()


def burn(sheet: Sheet) -> Dots:
    """Every dot of a sheet; the same sheet gives the same dots."""
    assert sheet.width % 8 == 0, "rows are whole bytes"
    picture = Image.new("1", (sheet.width, sheet.height), _LIGHT)
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    for item in sheet.items:
        match item:
            case PlacedText():
                face = font(item.size, is_bold=item.is_bold)
                pen.text((item.x, item.baseline), item.text, font=face, anchor="ls", fill=_DARK)
            case PlacedArea():
                _fill(pen, item.x, item.y, item.width, item.height)
            case PlacedSymbol():
                for dark in item.symbol.dark:
                    left, top = item.x + dark.start * item.module, item.y + dark.row * item.row
                    _fill(pen, left, top, dark.length * item.module, item.row)
    return Dots(width=sheet.width, height=sheet.height, rows=_harmless(picture.tobytes()))


def _harmless(rows: bytes) -> bytes:
    """The dots without what a printer obeys even in the middle of a picture: one dot more takes its place."""
    for command in _OBEYED_ANYWHERE:
        rows = rows.replace(command, _DLE_AND_A_DOT + command[1:])
    return rows


def _fill(pen: ImageDraw.ImageDraw, x: int, y: int, width: int, height: int) -> None:
    pen.rectangle((x, y, x + width - 1, y + height - 1), fill=_DARK)
