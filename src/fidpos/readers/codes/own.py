"""A bare number of ours, printed or typed."""

from fidpos.domain.card import CardToken, Refusal, TokenKind
from fidpos.readers.codes.code import Code, Found, Issuer
from fidpos.readers.own_number import NumberKind, OwnNumber, parse

_USUAL_SYMBOLOGY = {NumberKind.SHORT: "ean13", NumberKind.LONG: "code128"}


def own_number(code: Code, issuer: Issuer) -> Found | Refusal | None:
    """Our number, another merchant's, or an article's; what is damaged is left to the other kinds."""
    own = parse(code.content, issuer.layout)
    if isinstance(own, OwnNumber):
        token = CardToken(TokenKind.NUMBER, own.digits)
        return Found(kind="barcode", usual_symbology=_USUAL_SYMBOLOGY[own.kind], token=token)
    return own if own in {Refusal.OTHER_MERCHANT, Refusal.ARTICLE} else None
