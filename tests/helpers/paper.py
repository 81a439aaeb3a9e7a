"""What a printer would make of a PDF, and what a scanner would read on it."""

import itertools
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image

DOTS_PER_MM = 24
"""About 600 dots an inch, as an office printer has, in whole dots a millimetre."""

_POINT_MM = 25.4 / 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A printed page."""

    picture: Image.Image
    words: str

    @property
    def size_mm(self) -> tuple[float, float]:
        return self.picture.width / DOTS_PER_MM, self.picture.height / DOTS_PER_MM

    def codes(self) -> set[tuple[str, str]]:
        """Symbology and text of every code on it."""
        return {(str(code.format), code.text) for code in zxingcpp.read_barcodes(self.picture)}

    def edges_mm(self, y_mm: float, *, from_mm: float, to_mm: float) -> list[float]:
        """Where along a horizontal line the paper changes between black and white."""
        levels = [
            self._level(x, round(y_mm * DOTS_PER_MM))
            for x in range(round(from_mm * DOTS_PER_MM), round(to_mm * DOTS_PER_MM))
        ]
        edges = []
        for place, (before, after) in enumerate(itertools.pairwise(levels), 1):
            if (before < 128) != (after < 128):
                edges.append(from_mm + place / DOTS_PER_MM)
        return edges

    def colour(self, x_mm: float, y_mm: float) -> str:
        """`#RRGGBB` of a place."""
        pixel = self.picture.getpixel((round(x_mm * DOTS_PER_MM), round(y_mm * DOTS_PER_MM)))
        assert isinstance(pixel, tuple)
        return "#{:02X}{:02X}{:02X}".format(*pixel)

    def _level(self, x: int, y: int) -> int:
        pixel = self.picture.getpixel((x, y))
        assert isinstance(pixel, tuple)
        return int(sum(pixel) / 3)


def printed(pdf: bytes) -> list[Paper]:
    """Every page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_printed(page) for page in document]
    finally:
        document.close()


def _printed(page: pypdfium2.PdfPage) -> Paper:
    picture = page.render(scale=DOTS_PER_MM * _POINT_MM).to_pil().convert("RGB")
    words = page.get_textpage().get_text_bounded()
    return Paper(picture=picture, words=words)
