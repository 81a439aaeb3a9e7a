"""A sheet as PDF: letters and codes as shapes, each where the printer would have put it."""

from fidpos.printing.page import BLACK, Page, TextStyle
from fidpos.printing.typesetting import DOTS_PER_MM, PlacedArea, PlacedSymbol, PlacedText, Sheet

_MARGIN_MM = 4.0
_POINT_MM = 25.4 / 72
_EDGE_MM = 1.0
"""By which letters may run a little wider here than the dots did."""


def ticket_pdf(sheet: Sheet, *, title: str) -> bytes:
    """One page as long as the ticket."""
    page = Page(_mm(sheet.width) + 2 * _MARGIN_MM, _mm(sheet.height) + 2 * _MARGIN_MM, title=title)
    page.turn()
    for item in sheet.items:
        match item:
            case PlacedText():
                style = TextStyle(size_pt=_mm(item.size.em) / _POINT_MM, is_bold=item.is_bold)
                room_mm = _mm(sheet.width - item.x) + _EDGE_MM
                page.text(item.text, _at(item.x), _at(item.baseline), width_mm=room_mm, style=style)
            case PlacedArea():
                size = {"width_mm": _mm(item.width), "height_mm": _mm(item.height)}
                page.area(_at(item.x), _at(item.y), **size, colour=BLACK)
            case PlacedSymbol():
                sizes = {"module_mm": _mm(item.module), "row_mm": _mm(item.row)}
                page.symbol(item.symbol, _at(item.x), _at(item.y), **sizes)
    return page.pdf()


def _mm(dots: int) -> float:
    return dots / DOTS_PER_MM


def _at(dots: int) -> float:
    return _MARGIN_MM + _mm(dots)
