"""The letters of tickets: black or white, without grey, as a thermal head burns them."""

from functools import lru_cache

from PIL import ImageFont

from fidpos.paths import resources_dir
from fidpos.printing.block import Size

GLUE = "\N{NO-BREAK SPACE}"
"""A space at which no line is broken."""

_GLUES = {GLUE, "\N{NARROW NO-BREAK SPACE}"}
_FILES = {False: "Inter-Medium.ttf", True: "Inter-Bold.ttf"}


@lru_cache(maxsize=len(_FILES) * len(Size))
def font(size: Size, *, is_bold: bool) -> ImageFont.FreeTypeFont:
    """One cut in one size; laid out by FreeType alone, so that every machine sets the same dots."""
    file = resources_dir() / "fonts" / _FILES[is_bold]
    return ImageFont.truetype(file, size.em, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: Size, *, is_bold: bool) -> int:
    """How many dots wide a text is, rounded up."""
    return -int(-font(size, is_bold=is_bold).getlength(text, mode="1") // 1)


def printable(text: str) -> str:
    """On one line, its spaces plain or `GLUE`, with nothing in it that turns, hides or commands."""
    spaced = "".join(GLUE if sign in _GLUES else " " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in spaced if sign == GLUE or sign.isprintable()).strip()
