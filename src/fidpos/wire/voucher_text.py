"""Vouchers of a member as a file carries them from one centre to another: text, without their ids.

A voucher that is bound to whoever holds its number does not come along: nobody but that paper knows it.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import VoucherId
from fidpos.rules.titles import Titles
from fidpos.wire.events import VoucherBody


class BroughtVoucher(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A voucher as it comes along; see `VoucherBody`."""

    source: str
    title: Titles
    effect: msgspec.Raw
    valid_from: date
    valid_until: date | None = None
    least_minor: int = 0

    def giving(self, effect: msgspec.Raw) -> "BroughtVoucher":
        """The same with this effect."""
        return msgspec.structs.replace(self, effect=effect)

    def body(self, voucher_id: VoucherId) -> VoucherBody:
        """The voucher that it becomes."""
        return VoucherBody(id=voucher_id, **msgspec.structs.asdict(self))


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(tuple[BroughtVoucher, ...])
_FIELDS = BroughtVoucher.__struct_fields__


def vouchers_to_text(vouchers: Iterable[VoucherBody]) -> str:
    """Those that are bound to no number, as `vouchers_from_text` reads them; empty for none."""
    told = [
        BroughtVoucher(**{name: getattr(each, name) for name in _FIELDS})
        for each in vouchers
        if not each.number_digest
    ]
    return _encoder.encode(told).decode() if told else ""


def vouchers_from_text(text: str) -> tuple[BroughtVoucher, ...]:
    """What the text holds; whether somebody can give what they give, their effects say.

    Raises:
        InvalidValue: no vouchers.
    """
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError as fault:
        raise InvalidValue("no vouchers") from fault
