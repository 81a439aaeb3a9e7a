"""QR codes as drawings within the page: no file, no script, no style of their own."""

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """The code of a text; a page says beside it, in words, what it holds."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(border=3, omitsize=True, svgclass="qr")
    return Markup(drawing)  # noqa: S704 -- modules of a QR code, drawn by us
