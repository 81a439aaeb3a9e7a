"""A member's number with the merchant's signature: what a QR code or an NFC tag carries for a bare number.

    FP1-<key id>-<number>-<signature>       FP1-3-901234000000004812-M5RJ…

The signature is Ed25519 (RFC 8032), so that a till holds public keys only: who steals one can verify numbers
and make none. The key id lets a key go out of use while cards signed by the next one are already printed.

The signature is written in base 32 (RFC 4648), 103 characters. Base 64 needs both cases, which takes a QR
code out of its alphanumeric mode and makes it larger. Base 45 (RFC 9285) would save seven characters, but
needs `$ % * +` and spaces, which scanners that type like a keyboard mistake or trim. Letters, digits and a
hyphen survive them, and CapsLock too: case means nothing here. With an 18-digit number that is a QR code of
41 modules a side, and the NDEF record fits into the 144 bytes of the smallest tag, an NTAG213.

A signature made for a chip covers its UID as well. The UID is not in the text, since the chip says it itself:
copied to paper or to another chip, the signature no longer holds. A signature proves that the merchant made
the number, not who holds it out: a photograph of a QR code is as good as the card.
"""

import base64
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fidpos.domain.errors import InvalidValue

PREFIX = "FP1-"
KEY_ID_MAX = 9999

_PURPOSE = b"fidpos signed number 1\0"
_SIGNATURE_LENGTH = 103
_SHAPE = re.compile(rf"{PREFIX}(0|[1-9][0-9]{{0,3}})-([0-9]{{8,20}})-([A-Z2-7]{{{_SIGNATURE_LENGTH}}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNumber:
    """A whole signed text, not yet verified.

    Attributes:
        number: digits, as they stand on the card.
        key_id: which of the merchant's keys is said to have signed.
        signature: 64 bytes.
    """

    number: str = field(repr=False)
    key_id: int
    signature: bytes = field(repr=False)


def sign(number: str, key_id: int, private_key: bytes, uid: str = "") -> str:
    """The text for a QR code, or for the chip with this UID.

    Args:
        number: 8 to 20 digits with their check digits; whether they are right is the caller's to know.
        key_id: 0 to 9999, known to the tills with the public key.
        private_key: 32 bytes (RFC 8032, section 5.1.5); never leaves the centre.
        uid: upper-case hex in reader order; empty for what is printed.

    Raises:
        InvalidValue: a number or key id that could not be read again.
    """
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    signature = key.sign(_message(number, key_id, uid))
    text = f"{PREFIX}{key_id}-{number}-{_base32(signature)}"
    if parse(text) is None:
        raise InvalidValue("a signed number has 8 to 20 digits and a key id up to 9999")
    return text


def parse(text: str) -> SignedNumber | None:
    """What a scanned text says, None when it is not of this form or not whole."""
    shape = _SHAPE.fullmatch(text.upper()) if text.isascii() else None
    if shape is None:
        return None
    signature = _signature(shape[3])
    if signature is None:
        return None
    return SignedNumber(number=shape[2], key_id=int(shape[1]), signature=signature)


def verify(signed: SignedNumber, public_key: bytes, uid: str = "") -> bool:
    """Whether the merchant signed exactly this number, for exactly this UID or for none.

    Args:
        signed: what was read.
        public_key: 32 bytes, the one of `signed.key_id`.
        uid: of the chip that carries the text, as in `sign`; empty for what was scanned.
    """
    key = Ed25519PublicKey.from_public_bytes(public_key)
    try:
        key.verify(signed.signature, _message(signed.number, signed.key_id, uid))
    except InvalidSignature:
        return False
    return True


def _message(number: str, key_id: int, uid: str) -> bytes:
    return _PURPOSE + f"{key_id}-{number}-{uid}".encode("ascii")


def _base32(signature: bytes) -> str:
    return base64.b32encode(signature).decode("ascii").rstrip("=")


def _signature(text: str) -> bytes | None:
    """The bytes, None where the spare bits of the last character are not zero: one signature has one text."""
    signature = base64.b32decode(text + "=" * (-len(text) % 8))
    return signature if _base32(signature) == text else None
