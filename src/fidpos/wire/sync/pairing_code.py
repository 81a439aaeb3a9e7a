"""Pairing codes: what an operator hands to whoever sets up a till, on paper or as a picture.

    typed    number 2, 6, ... | secret 13 | short fingerprint 8 | check character      groups of four
    scanned  FIDPOS-PAIR:1:number:secret:fingerprint:address

All but the address is base 32 as Douglas Crockford wrote it down, and the check character is ISO/IEC 7064
MOD 37,36; codes whose check character is one of the four letters left out are not made. The secret holds 65
bits. It is worth something for ten minutes, five tries and one till.

The fingerprint is what lets the till know the centre before it says the secret. Typed, it has only 40 bits,
so each try at finding keys that fit is made dear: it is taken from the whole one by scrypt (RFC 7914).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import msgspec

from fidpos.domain.bearer_number import grouped, normalised
from fidpos.domain.check_digit import mod_37_36
from fidpos.domain.errors import InvalidValue

SECRET_LENGTH = 13
SHORT_LENGTH = 8
FINGERPRINT_LENGTH = 52

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAIL = SECRET_LENGTH + SHORT_LENGTH + 1
_TYPED_MAX = 32
_MARK = "FIDPOS-PAIR:1:"
_SCRYPT_COST, _SCRYPT_BLOCK = 2**14, 8


class PublicKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The centre's public keys: Ed25519, which signs, and X25519, to which boxes are sealed."""

    identity: bytes
    box: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 over both, in base 32."""
        digest = hashlib.sha256(b"fidpos centre 1" + self.identity + self.box).digest()
        return _base32(int.from_bytes(digest, "big"), FINGERPRINT_LENGTH)

    @property
    def short_fingerprint(self) -> str:
        """What is typed of it; takes some 50 ms."""
        return _shortened(self.fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingCode:
    """A code as it was read.

    Attributes:
        merchant: the merchant's number.
        secret: canonical.
        fingerprint: whole or, of a typed code, short.
        address: of the centre; empty in a typed code.
    """

    merchant: int
    secret: str
    fingerprint: str
    address: str = ""

    def names(self, keys: PublicKeys) -> bool:
        """Whether these are the keys of the centre that made the code."""
        is_short = len(self.fingerprint) == SHORT_LENGTH
        ours = keys.short_fingerprint if is_short else keys.fingerprint
        return hmac.compare_digest(ours, self.fingerprint)

    @property
    def secret_hash(self) -> bytes:
        """What the centre keeps of it."""
        return secret_hash(self.merchant, self.secret)


def new_code(merchant: int, keys: PublicKeys, address: str) -> PairingCode:
    """A fresh code of the centre with these keys."""
    short = keys.short_fingerprint
    while True:
        secret = "".join(secrets.choice(_ALPHABET) for _ in range(SECRET_LENGTH))
        code = PairingCode(merchant=merchant, secret=secret, fingerprint=keys.fingerprint, address=address)
        if mod_37_36(_number(merchant) + secret + short) in _ALPHABET:
            return code


def typed(code: PairingCode) -> str:
    """As it is printed for typing."""
    is_short = len(code.fingerprint) == SHORT_LENGTH
    short = code.fingerprint if is_short else _shortened(code.fingerprint)
    body = _number(code.merchant) + code.secret + short
    return grouped(body + mod_37_36(body))


def scanned(code: PairingCode) -> str:
    """As a QR code says it."""
    number = _number(code.merchant)
    return f"{_MARK}{number}:{code.secret}:{code.fingerprint}:{code.address}"


def read_code(text: str) -> PairingCode:
    """The code that was typed, in groups or not, or scanned.

    Raises:
        InvalidValue: not a code, or mistyped.
    """
    text = text.strip()
    return _read_scanned(text) if text.startswith(_MARK) else _read_typed(text)


def secret_hash(merchant: int, secret: str) -> bytes:
    """What is kept of a secret: it has too many bits to be found from this while it lives."""
    return hashlib.sha256(f"fidpos pairing 1:{merchant}:{secret}".encode()).digest()


def _read_scanned(text: str) -> PairingCode:
    number, secret, fingerprint, address = (text.removeprefix(_MARK).split(":", 3) + [""] * 3)[:4]
    lengths = (len(secret), len(fingerprint))
    if lengths != (SECRET_LENGTH, FINGERPRINT_LENGTH) or not _is_base32(number + secret + fingerprint):
        raise InvalidValue("not a pairing code")
    return PairingCode(merchant=_value(number), secret=secret, fingerprint=fingerprint, address=address)


def _read_typed(text: str) -> PairingCode:
    whole = normalised(text) if text.isascii() else ""
    if not _TAIL < len(whole) <= _TYPED_MAX or len(whole) % 4 or not _is_base32(whole):
        raise InvalidValue("not a pairing code")
    if whole[-1] != mod_37_36(whole[:-1]):
        raise InvalidValue("a pairing code that is mistyped")
    number, tail = whole[:-_TAIL], whole[-_TAIL:-1]
    return PairingCode(merchant=_value(number), secret=tail[:SECRET_LENGTH], fingerprint=tail[SECRET_LENGTH:])


def _shortened(fingerprint: str) -> str:
    digest = hashlib.scrypt(
        fingerprint.encode("ascii"), salt=b"fidpos pairing 1", n=_SCRYPT_COST, r=_SCRYPT_BLOCK, p=1, dklen=5
    )
    return _base32(int.from_bytes(digest, "big"), SHORT_LENGTH)


def _number(merchant: int) -> str:
    """Padded so that the whole typed code is a multiple of four."""
    length = 2
    while merchant >= 1 << 5 * length:
        length += 4
    return _base32(merchant, length)


def _base32(value: int, length: int) -> str:
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))


def _value(text: str) -> int:
    value = 0
    for char in text:
        value = value << 5 | _ALPHABET.index(char)
    return value


def _is_base32(text: str) -> bool:
    return bool(text) and all(char in _ALPHABET for char in text)
