"""The rotating code of a virtual card (`domain.rotating_code`)."""

from fidpos.domain.card import Medium, Refusal
from fidpos.domain.rotating_code import PREFIX, parse
from fidpos.readers.codes.code import Code, Found, Issuer, own_token


def rotating_code(code: Code, issuer: Issuer) -> Found | Refusal | None:
    """The number, no more trusted than a photograph, with the code as evidence for the centre."""
    shown = parse(code.content)
    if shown is None:
        return Refusal.BAD_READ if code.content.upper().startswith(PREFIX) else None
    token = own_token(shown.number, issuer.layout)
    if isinstance(token, Refusal):
        return token
    return Found(kind="rotating", usual_symbology="qr", token=token, medium=Medium.PHONE, evidence=shown.text)
