"""Dots: where they were set, the same in the preview, and none of them a command."""

import io

import pytest
from PIL import Image

from fidpos.printing.dots import burn
from fidpos.printing.symbol import code128
from fidpos.printing.typesetting import PlacedArea, PlacedSymbol, Sheet

_MARGIN = 24


def areas(*places: tuple[int, int, int, int]) -> Sheet:
    items = tuple(PlacedArea(x=x, y=y, width=width, height=height) for x, y, width, height in places)
    return Sheet(width=24, height=4, items=items)


def test_an_area_is_black_where_it_was_set_and_nowhere_else() -> None:
    dots = burn(areas((8, 1, 9, 2)))

    assert dots.rows.hex(" ", 3) == "000000 00ff80 00ff80 000000"


def test_the_preview_has_the_same_dots_in_a_margin_of_white() -> None:
    dots = burn(areas((0, 0, 3, 4), (20, 2, 4, 2)))

    with Image.open(io.BytesIO(dots.png())) as picture:
        assert picture.size == (24 + 2 * _MARGIN, 4 + 2 * _MARGIN)
        paper = picture.convert("1")
        box = (_MARGIN, _MARGIN, _MARGIN + 24, _MARGIN + 4)
        assert paper.crop(box).tobytes("raw", "1;I") == dots.rows
        assert paper.getpixel((0, 0)) == paper.getpixel((_MARGIN - 1, _MARGIN)) != 0


def test_a_symbol_is_drawn_module_by_module() -> None:
    symbol = code128("A1")
    sheet = Sheet(width=256, height=3, items=(PlacedSymbol(symbol=symbol, x=0, y=0, module=2, row=3),))

    row = burn(sheet).rows[:32]

    dark = {column for run in symbol.dark for column in range(2 * run.start, 2 * (run.start + run.length))}
    assert {place for place in range(256) if row[place // 8] >> (7 - place % 8) & 1} == dark


@pytest.mark.parametrize("second", [0x04, 0x05, 0x14])
def test_no_dots_are_a_command_that_printers_obey_in_the_middle_of_a_picture(second: int) -> None:
    bits = [place for place in range(8) if second >> (7 - place) & 1]

    dots = burn(areas((3, 0, 1, 1), *((8 + place, 0, 1, 1) for place in bits)))

    assert dots.rows[:3] == bytes((0x18, second, 0x00))


def test_no_command_is_made_of_the_end_of_a_row_and_the_beginning_of_the_next() -> None:
    dots = burn(areas((19, 0, 1, 1), (5, 1, 1, 1)))

    assert dots.rows[:6].hex(" ", 3) == "000018 040000"
