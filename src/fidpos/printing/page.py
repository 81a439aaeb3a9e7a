"""A PDF in millimetres: the few things a card is made of, over fpdf2.

Codes are one filled path each, with four decimals of a point: exact module widths, and no hairlines between
modules where a viewer smooths edges. The same content gives the same bytes: the file carries no date.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from fpdf import FPDF

from fidpos.paths import resources_dir
from fidpos.printing.symbol import Symbol

_FAMILY = "Inter"
_BOLD = "Inter-Bold.ttf"
_MEDIUM = "Inter-Medium.ttf"
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
_HAIRLINE_MM = 0.1
_SHRINK_MOST = 0.7

BLACK = "#000000"
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """How a line of text looks; its size is the largest it may have."""

    size_pt: float
    colour: str = BLACK
    is_bold: bool = False


class Page:
    """Pages of one size; one thread at a time.

    Args:
        width_mm, height_mm: of each page.
        title: what a viewer shows as the name of the document.
    """

    def __init__(self, width_mm: float, height_mm: float, *, title: str) -> None:
        self._pdf = FPDF(unit="mm", format=(width_mm, height_mm))
        self._pdf.set_creation_date(_NO_DATE)
        self._pdf.set_title(title)
        self._pdf.set_margin(0)
        self._pdf.set_auto_page_break(auto=False)
        fonts = resources_dir() / "fonts"
        self._pdf.add_font(_FAMILY, "B", fonts / _BOLD)
        self._pdf.add_font(_FAMILY, "", fonts / _MEDIUM)

    def turn(self) -> None:
        """Begin a page; nothing is drawn before the first one."""
        self._pdf.add_page()

    def area(self, x_mm: float, y_mm: float, *, width_mm: float, height_mm: float, colour: str) -> None:
        """A filled rectangle, its corner at the upper left."""
        self._pdf.set_fill_color(colour)
        self._pdf.rect(x_mm, y_mm, width_mm, height_mm, style="F")

    def line(self, start_mm: tuple[float, float], end_mm: tuple[float, float]) -> None:
        """A hairline, to cut along."""
        self._pdf.set_draw_color(BLACK)
        self._pdf.set_line_width(_HAIRLINE_MM)
        self._pdf.line(*start_mm, *end_mm)

    def symbol(
        self, drawn: Symbol, x_mm: float, y_mm: float, *, module_mm: float, row_mm: float | None = None
    ) -> None:
        """A code, the corner of its quiet zone at the upper left; bars say how high their one row is."""
        row_mm = row_mm or module_mm
        with self._pdf.new_path() as path:
            path.style.fill_color = BLACK
            path.style.stroke_color = None
            for dark in drawn.dark:
                left, top = x_mm + dark.start * module_mm, y_mm + dark.row * row_mm
                path.rectangle(left, top, dark.length * module_mm, row_mm)

    def text(self, text: str, x_mm: float, baseline_mm: float, *, width_mm: float, style: TextStyle) -> None:
        """One line, made smaller to fit the width, and cut short where it would become too small to read."""
        self._pdf.set_text_color(style.colour)
        self._pdf.set_font(_FAMILY, "B" if style.is_bold else "", style.size_pt)
        self._pdf.text(x_mm, baseline_mm, self._fitted("".join(filter(str.isprintable, text)), width_mm))

    def _fitted(self, text: str, width_mm: float) -> str:
        """What of the text is shown, with the type set to the size at which it is."""
        size_pt, natural_mm = self._pdf.font_size_pt, self._pdf.get_string_width(text)
        if natural_mm <= width_mm:
            return text
        self._pdf.set_font_size(size_pt * max(_SHRINK_MOST, width_mm / natural_mm))
        if natural_mm * _SHRINK_MOST <= width_mm:
            return text
        while text and self._pdf.get_string_width(text + "…") > width_mm:
            text = text[:-1]
        return text + "…"

    def pdf(self) -> bytes:
        """The whole document."""
        return bytes(self._pdf.output())
