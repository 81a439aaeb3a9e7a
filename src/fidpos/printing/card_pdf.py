"""A member's card as PDF: one card with cut marks, or ten on a sheet of A4.

    ┌──────────────────────────────┐
    │ Merchant                     │   the merchant's colour
    │ Name of the card             │
    ├──────────────────────────────┤
    │ ▌▌▐ ▌▐▐▌ ▐▌▌▐▐      ▛▘▝▜     │   white, so that every scanner reads black on it
    │ ▌▌▐ ▌▐▐▌ ▐▌▌▐▐      ▙▖▗▟     │
    │ 9012 3400 0000 0048 12       │
    └──────────────────────────────┘

The card is of size ID-1 (ISO/IEC 7810), 85.60 x 53.98 mm. Its colour runs 2 mm beyond the cut where no
other card begins, for a knife that misses the line. Print at 100 %: "fit to page" would change the bars.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fidpos.domain.errors import InvalidValue
from fidpos.printing.page import BLACK, WHITE, Page, TextStyle
from fidpos.printing.symbol import MODULE_MM, Symbol, bars, qr
from fidpos.wire.signed_number import parse as parse_signed

CARD_WIDTH_MM, CARD_HEIGHT_MM = 85.60, 53.98
SHEET_WIDTH_MM, SHEET_HEIGHT_MM = 210.0, 297.0
COLUMNS, ROWS = 2, 5

_MARGIN_MM = 10.0
_BLEED_MM = 2.0
_MARK_START_MM = 3.0
_MARK_END_MM = 8.0

_INSET_MM = 6.0
_BAND_MM = 18.0
_NAME_BASELINE_MM, _NAME_PT = 8.5, 14.0
_CARD_NAME_BASELINE_MM, _CARD_NAME_PT = 14.0, 9.0

_BARS_X_MM, _BARS_Y_MM, _BARS_HEIGHT_MM = 3.0, 23.0, 19.0
_NUMBER_BASELINE_MM, _NUMBER_PT = 47.5, 10.0
_QR_SIDE_MM = 24.0
_QR_X_MM, _QR_Y_MM = CARD_WIDTH_MM - _QR_SIDE_MM - 3.0, 24.0
_QR_MODULE_LEAST_MM, _QR_MODULE_MOST_MM = 0.4, 0.7
"""Below, an office printer's modules run into each other; above, nothing is gained."""

_GROUP_LENGTH = 4
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDesign:
    """What all cards of a merchant have in common.

    Attributes:
        card_name: what the merchant calls its card, such as "Carte Club".
        colour: of the upper band, `#RRGGBB`; its text is black or white, whichever is read better on it.
    """

    merchant_name: str
    card_name: str
    colour: str

    def __post_init__(self) -> None:
        """Refuse what cannot be printed.

        Raises:
            InvalidValue: a colour of another form.
        """
        if not _COLOUR.fullmatch(self.colour):
            raise InvalidValue("a colour is #RRGGBB")

    @property
    def ink(self) -> str:
        """Black or white, whichever has the higher contrast with the colour (WCAG 2.2, contrast ratio)."""
        light = _luminance(self.colour)
        return WHITE if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else BLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class CardText:
    """What one card says.

    Attributes:
        number: the member's own number, short or long.
        qr_text: what the QR code holds: the number signed by the merchant; empty for the number alone.
    """

    number: str = field(repr=False)
    qr_text: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse a card that no till could read, or that would be two members' at once.

        Raises:
            InvalidValue: a wrong check digit, or a QR text that names another number.
        """
        bars(self.number)
        signed = parse_signed(self.qr_text)
        if self.qr_text not in {"", self.number} and (signed is None or signed.number != self.number):
            raise InvalidValue("the QR code holds the card's number, signed or plain")

    @property
    def grouped(self) -> str:
        """The number as people read it out."""
        starts = range(0, len(self.number), _GROUP_LENGTH)
        return " ".join(self.number[start : start + _GROUP_LENGTH] for start in starts)


def member_card(design: CardDesign, number: str, *, qr_text: str = "") -> bytes:
    """One card on a page of its own, with marks to cut along.

    Args:
        design: the merchant's.
        number: see `CardText.number`.
        qr_text: see `CardText.qr_text`.

    Returns:
        A PDF; the same card gives the same bytes.

    Raises:
        InvalidValue: a number that no till could read, or a QR text that is not this number's.
    """
    card = CardText(number=number, qr_text=qr_text)
    page = Page(CARD_WIDTH_MM + 2 * _MARGIN_MM, CARD_HEIGHT_MM + 2 * _MARGIN_MM, title=design.card_name)
    page.turn()
    _draw_cards(page, design, [card], origin_mm=(_MARGIN_MM, _MARGIN_MM), columns=1)
    return page.pdf()


def card_sheet(design: CardDesign, cards: Sequence[CardText]) -> bytes:
    """Any number of cards, ten on each page of A4.

    Raises:
        InvalidValue: no card at all.
    """
    if not cards:
        raise InvalidValue("a sheet has at least one card")
    page = Page(SHEET_WIDTH_MM, SHEET_HEIGHT_MM, title=design.card_name)
    origin_mm = (
        (SHEET_WIDTH_MM - COLUMNS * CARD_WIDTH_MM) / 2,
        (SHEET_HEIGHT_MM - ROWS * CARD_HEIGHT_MM) / 2,
    )
    for start in range(0, len(cards), COLUMNS * ROWS):
        page.turn()
        _draw_cards(page, design, cards[start : start + COLUMNS * ROWS], origin_mm=origin_mm, columns=COLUMNS)
    return page.pdf()


def _draw_cards(
    page: Page,
    design: CardDesign,
    cards: Sequence[CardText],
    *,
    origin_mm: tuple[float, float],
    columns: int,
) -> None:
    """Side by side without gaps, from the upper left; the last row may be short."""
    left, top = origin_mm
    for row, start in enumerate(range(0, len(cards), columns)):
        y = top + row * CARD_HEIGHT_MM
        row_of_cards = cards[start : start + columns]
        _draw_band(page, design.colour, left, y, cards=len(row_of_cards), is_first=row == 0)
        for column, card in enumerate(row_of_cards):
            _draw_card(page, design, card, left + column * CARD_WIDTH_MM, y)
    _draw_marks(page, origin_mm, columns=min(columns, len(cards)), rows=-(-len(cards) // columns))


def _draw_band(page: Page, colour: str, x: float, y: float, *, cards: int, is_first: bool) -> None:
    """The band of a row of cards in one piece; upwards it bleeds only where no other card begins."""
    above_mm = _BLEED_MM if is_first else 0.0
    width_mm = cards * CARD_WIDTH_MM + 2 * _BLEED_MM
    page.area(x - _BLEED_MM, y - above_mm, width_mm=width_mm, height_mm=_BAND_MM + above_mm, colour=colour)


def _draw_card(page: Page, design: CardDesign, card: CardText, x: float, y: float) -> None:
    left, width_mm = x + _INSET_MM, CARD_WIDTH_MM - 2 * _INSET_MM
    name = TextStyle(size_pt=_NAME_PT, colour=design.ink, is_bold=True)
    page.text(design.merchant_name, left, y + _NAME_BASELINE_MM, width_mm=width_mm, style=name)
    card_name = TextStyle(size_pt=_CARD_NAME_PT, colour=design.ink)
    page.text(design.card_name, left, y + _CARD_NAME_BASELINE_MM, width_mm=width_mm, style=card_name)
    page.symbol(
        bars(card.number), x + _BARS_X_MM, y + _BARS_Y_MM, module_mm=MODULE_MM, row_mm=_BARS_HEIGHT_MM
    )
    number = TextStyle(size_pt=_NUMBER_PT)
    page.text(card.grouped, left, y + _NUMBER_BASELINE_MM, width_mm=_QR_X_MM - _INSET_MM, style=number)
    _draw_qr(page, qr(card.qr_text or card.number), x + _QR_X_MM, y + _QR_Y_MM)


def _draw_qr(page: Page, code: Symbol, x: float, y: float) -> None:
    """As large as its place allows, in the middle of it."""
    module_mm = min(_QR_SIDE_MM / code.width, _QR_MODULE_MOST_MM)
    assert module_mm >= _QR_MODULE_LEAST_MM, "a signed number fits"
    inset_mm = (_QR_SIDE_MM - code.width * module_mm) / 2
    page.symbol(code, x + inset_mm, y + inset_mm, module_mm=module_mm)


def _draw_marks(page: Page, origin_mm: tuple[float, float], *, columns: int, rows: int) -> None:
    """Outside the block of cards, in line with each of their edges."""
    left, top = origin_mm
    right, bottom = left + columns * CARD_WIDTH_MM, top + rows * CARD_HEIGHT_MM
    for column in range(columns + 1):
        x = left + column * CARD_WIDTH_MM
        page.line((x, top - _MARK_END_MM), (x, top - _MARK_START_MM))
        page.line((x, bottom + _MARK_START_MM), (x, bottom + _MARK_END_MM))
    for row in range(rows + 1):
        y = top + row * CARD_HEIGHT_MM
        page.line((left - _MARK_END_MM, y), (left - _MARK_START_MM, y))
        page.line((right + _MARK_START_MM, y), (right + _MARK_END_MM, y))


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance: 0 for black, 1 for white."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)
