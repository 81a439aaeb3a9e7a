"""A row that is a gift card which was sold by the system before and still holds money."""

from dataclasses import dataclass
from datetime import date

from fidpos.domain import gift_card_number
from fidpos.domain.folding import fold
from fidpos.domain.gift_card import VatKind
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.server.services.importing.cells import CellFault, Unclear, day_of, minor_of
from fidpos.server.services.importing.row import Cells, RowFault
from fidpos.server.services.importing.setting import Setting

_VAT = {
    **dict.fromkeys(
        ("single purpose", "usage unique", "bon a usage unique", "bun", "spv"), VatKind.SINGLE_PURPOSE
    ),
    **dict.fromkeys(
        ("multi purpose", "usages multiples", "bon a usages multiples", "bum", "mpv"), VatKind.MULTI_PURPOSE
    ),
    **dict.fromkeys(("free", "offerte", "offert", "gratuite"), VatKind.FREE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftRow:
    """A gift card and what is left on it; None for no last day."""

    number: GiftCardNumber
    balance_minor: int
    expires_on: date | None
    vat: VatKind


def gift_row(cells: Cells, setting: Setting) -> GiftRow | tuple[RowFault, ...]:
    """The gift card that the row speaks of, or all that is wrong with it."""
    number = cells.read("gift_number", _number, None)
    balance = cells.read("gift_balance", lambda text: _left(text, setting), 0)
    until = cells.read("gift_until", day_of, None)
    if until is not None and until < setting.today:
        cells.wrong("gift_until", CellFault.IN_THE_PAST)
    vat = cells.read("gift_vat", lambda text: _vat(text, setting), None)
    if cells.faults or number is None or vat is None:
        return tuple(cells.faults)
    return GiftRow(number=number, balance_minor=balance, expires_on=until, vat=vat)


def _number(text: str) -> GiftCardNumber | None:
    """One of ours as it is; another one without what only groups it."""
    if not text:
        raise Unclear(CellFault.NEEDED)
    found = gift_card_number.named_by(text)
    if found is None:
        raise Unclear(CellFault.NO_CARD)
    return found


def _left(text: str, setting: Setting) -> int:
    if not text:
        raise Unclear(CellFault.NEEDED)
    return minor_of(text, setting.currency.exponent)


def _vat(text: str, setting: Setting) -> VatKind | None:
    if not text:
        if setting.choices.vat is None:
            raise Unclear(CellFault.NEEDED)
        return setting.choices.vat
    try:
        return _VAT[fold(text)]
    except KeyError:
        raise Unclear(CellFault.NO_VAT) from None
