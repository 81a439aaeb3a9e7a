"""A gift card as PDF: a page of A6 for each, to be folded into an envelope.

    ┌──────────────────────────────────────────┐
    │ Merchant                                 │   the merchant's colour
    │ Gift card                        50,00 € │
    ├──────────────────────────────────────────┤
    │ From Mamie                        ▛▘▝▜   │
    │ Happy birthday!                   ▙▖▗▟   │
    │ ▌▌▐ ▌▐▐▌ ▐▌▌▐▐ ▌▌▐ ▌▐▐▌ ▐▌▌▐▐            │   Code 128, and the number to be typed
    │ GCH2 89H8 58P2 WC1J 6GV5    Until …      │
    └──────────────────────────────────────────┘

What a buyer wrote is text and never anything else; signs for which the typeface has no shape stay blank.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.printing.card_pdf import CardDesign
from fidpos.printing.page import Page, TextStyle
from fidpos.printing.symbol import MODULE_MM, code128, qr

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 148.0, 105.0

_INSET_MM = 10.0
_BAND_MM = 32.0
_QR_MODULE_MM = 1.25
_QR_TOP_MM = 36.0
_MESSAGE_SIGNS, _MESSAGE_LINES, _MESSAGE_STEP_MM = 44, 5, 5.5
_BARS_TOP_MM, _BARS_HEIGHT_MM = 75.0, 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardText:
    """What one gift card says, in words that are final.

    Attributes:
        amount: as it is written in the buyer's language.
        offered_by: a whole line, empty for none.
        until: likewise.
    """

    number: GiftCardNumber
    amount: str
    offered_by: str = field(default="", repr=False)
    message: str = field(default="", repr=False)
    until: str = ""


def gift_cards(design: CardDesign, cards: Sequence[GiftCardText]) -> bytes:
    """One page for each card; the same cards give the same bytes.

    Raises:
        InvalidValue: no card at all.
    """
    if not cards:
        raise InvalidValue("a document has at least one gift card")
    page = Page(PAGE_WIDTH_MM, PAGE_HEIGHT_MM, title=design.card_name)
    for card in cards:
        page.turn()
        _draw_band(page, design, card)
        _draw_words(page, card)
        _draw_codes(page, card)
    return page.pdf()


def _draw_band(page: Page, design: CardDesign, card: GiftCardText) -> None:
    page.area(0, 0, width_mm=PAGE_WIDTH_MM, height_mm=_BAND_MM, colour=design.colour)
    name = TextStyle(size_pt=18, colour=design.ink, is_bold=True)
    page.text(design.merchant_name, _INSET_MM, 14, width_mm=PAGE_WIDTH_MM - 2 * _INSET_MM, style=name)
    kind = TextStyle(size_pt=12, colour=design.ink)
    page.text(design.card_name, _INSET_MM, 25, width_mm=70, style=kind)
    amount = TextStyle(size_pt=24, colour=design.ink, is_bold=True)
    page.text(card.amount, 90, 26, width_mm=PAGE_WIDTH_MM - 90 - _INSET_MM, style=amount)


def _draw_words(page: Page, card: GiftCardText) -> None:
    width_mm = 88.0
    offered = TextStyle(size_pt=12, is_bold=True)
    page.text(card.offered_by, _INSET_MM, 42, width_mm=width_mm, style=offered)
    lines = textwrap.wrap(card.message, _MESSAGE_SIGNS, max_lines=_MESSAGE_LINES, placeholder="…")
    for place, line in enumerate(lines):
        baseline_mm = 49 + place * _MESSAGE_STEP_MM
        page.text(line, _INSET_MM, baseline_mm, width_mm=width_mm, style=TextStyle(size_pt=10))


def _draw_codes(page: Page, card: GiftCardText) -> None:
    code = qr(card.number.canonical)
    side_mm = code.width * _QR_MODULE_MM
    page.symbol(code, PAGE_WIDTH_MM - side_mm - 5, _QR_TOP_MM, module_mm=_QR_MODULE_MM)
    bars = code128(card.number.canonical)
    page.symbol(bars, _INSET_MM - 3, _BARS_TOP_MM, module_mm=MODULE_MM, row_mm=_BARS_HEIGHT_MM)
    page.text(card.number.grouped, _INSET_MM, 95, width_mm=80, style=TextStyle(size_pt=11, is_bold=True))
    page.text(card.until, _INSET_MM, 100, width_mm=120, style=TextStyle(size_pt=8))
