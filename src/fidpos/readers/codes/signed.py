"""A number with the merchant's signature (`wire.signed_number`)."""

from fidpos.domain.card import Refusal, Trust
from fidpos.readers.codes.code import Code, Found, Issuer, own_token
from fidpos.wire.signed_number import PREFIX, parse, verify


def signed_number(code: Code, issuer: Issuer) -> Found | Refusal | None:
    """The number, trusted as far as its signature goes.

    With a key that this till was not given, the number is ours by its check digits and as good as a printed
    one; the text goes along as evidence for the centre, which has every key.
    """
    signed = parse(code.content)
    if signed is None:
        return Refusal.BAD_READ if code.content.upper().startswith(PREFIX) else None
    token = own_token(signed.number, issuer.layout)
    if isinstance(token, Refusal):
        return token
    public_key = issuer.secrets.signing_key(signed.key_id)
    if public_key is None:
        return Found(kind="signed", usual_symbology="qr", token=token, evidence=code.content.upper())
    if not verify(signed, public_key):
        return Refusal.NOT_GENUINE
    return Found(kind="signed", usual_symbology="qr", token=token, trust=Trust.SIGNED_STATIC)
