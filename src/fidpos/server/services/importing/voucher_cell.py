"""A cell with the vouchers of a member, as another centre wrote it; see `wire.voucher_text`."""

from fidpos.domain.errors import FidposError
from fidpos.rules.codec import effect_from_json, effect_to_json
from fidpos.server.services.importing.cells import CellFault, Unclear
from fidpos.wire.codec import embed
from fidpos.wire.voucher_text import BroughtVoucher, vouchers_from_text


def vouchers_of(text: str) -> tuple[BroughtVoucher, ...]:
    """What the cell holds; nothing for an empty one.

    Raises:
        Unclear: no vouchers, or one that gives what no rule can give.
    """
    try:
        found = vouchers_from_text(text) if text else ()
        return tuple(_checked(each) for each in found)
    except FidposError:
        raise Unclear(CellFault.NO_VOUCHER) from None


def _checked(voucher: BroughtVoucher) -> BroughtVoucher:
    return voucher.giving(embed(effect_to_json(effect_from_json(bytes(voucher.effect)))))
