"""The number of a voucher that is bound to the bearer (`domain.voucher_number`), scanned or typed."""

from fidpos.domain.card import CardToken, Refusal, TokenKind
from fidpos.domain.voucher_number import PREFIX, TRAINING_PREFIX, parse
from fidpos.readers.codes.bearer import is_damaged
from fidpos.readers.codes.code import Code, Found, Issuer


def voucher(code: Code, _issuer: Issuer) -> Found | Refusal | None:
    """The voucher; whether it exists and what it gives, the store knows."""
    number = parse(code.content)
    if number is None:
        return Refusal.BAD_READ if is_damaged(code.content, (PREFIX, TRAINING_PREFIX)) else None
    return Found(
        kind="voucher",
        usual_symbology="code128",
        token=CardToken(TokenKind.VOUCHER, number.canonical),
    )
