"""The number of a gift card (`domain.gift_card_number`), scanned or typed."""

from fidpos.domain.card import CardToken, Refusal, TokenKind
from fidpos.domain.gift_card_number import PREFIX, TRAINING_PREFIX, parse
from fidpos.readers.codes.bearer import is_damaged
from fidpos.readers.codes.code import Code, Found, Issuer


def gift_card(code: Code, _issuer: Issuer) -> Found | Refusal | None:
    """The card; whether it exists and what is on it, the ledger knows."""
    number = parse(code.content)
    if number is None:
        return Refusal.BAD_READ if is_damaged(code.content, (PREFIX, TRAINING_PREFIX)) else None
    return Found(
        kind="gift_card",
        usual_symbology="code128",
        token=CardToken(TokenKind.GIFT_CARD, number.canonical),
    )
