"""The number of a gift card (`domain.gift_card_number`), scanned or typed."""

import re

from fidpos.domain.bearer_number import normalised
from fidpos.domain.card import CardToken, Refusal, TokenKind
from fidpos.domain.gift_card_number import PREFIX, TRAINING_PREFIX, parse
from fidpos.readers.codes.code import Code, Found, Issuer

_LOOKS_LIKE_ONE = re.compile(rf"(?:{PREFIX}|{TRAINING_PREFIX})[0-9A-Z]{{6,}}")


def gift_card(code: Code, _issuer: Issuer) -> Found | Refusal | None:
    """The card; whether it exists and what is on it, the ledger knows."""
    number = parse(code.content)
    if number is None:
        return Refusal.BAD_READ if _is_damaged(code.content) else None
    return Found(
        kind="gift_card",
        usual_symbology="code128",
        token=CardToken(TokenKind.GIFT_CARD, number.canonical),
    )


def _is_damaged(text: str) -> bool:
    """A digit tells it from words that happen to begin like one."""
    return any(char.isdigit() for char in text) and bool(_LOOKS_LIKE_ONE.fullmatch(normalised(text)))
