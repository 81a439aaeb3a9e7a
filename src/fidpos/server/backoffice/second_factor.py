"""The second factor: a code that changes every 30 seconds (RFC 6238), and codes for a lost telephone."""

from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes

from pyotp import TOTP

STEP_S = 30
AROUND = (0, -1, 1)
"""Steps before and after the present one whose codes are taken: telephones are some seconds off."""
SECRET_BYTES = 20
RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
_GROUP = 4
_CODE_DIGITS = 6


def new_secret() -> bytes:
    """As long as the digest it is used with (RFC 4226, section 4, R6)."""
    return token_bytes(SECRET_BYTES)


def address_of(secret: bytes, *, login: str, issuer: str) -> str:
    """What the QR code says to the telephone: whose code it is, where, and the secret."""
    return TOTP(spelt(secret)).provisioning_uri(name=login, issuer_name=issuer)


def spelt(secret: bytes) -> str:
    """The secret as a person can type it."""
    return b32encode(secret).decode()


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None for none around now."""
    said = "".join(code.split())
    if len(said) != _CODE_DIGITS or not said.isascii() or not said.isdigit():
        return None
    present, totp = int(now.timestamp()) // STEP_S, TOTP(spelt(secret))
    around = [present + each for each in AROUND]
    return next((step for step in around if compare_digest(totp.at(step * STEP_S), said)), None)


def new_recovery_codes() -> Sequence[str]:
    """Shown once; 80 bits each."""
    return tuple(_grouped(b32encode(token_bytes(_RECOVERY_BYTES)).decode()) for _ in range(RECOVERY_CODES))


def recovery_digest(code: str) -> str:
    """What is kept of one, however it is typed: with so many random bits a plain digest tells nothing."""
    plain = "".join(each for each in code.upper() if each.isalnum())
    return sha256(plain.encode()).hexdigest()


def _grouped(text: str) -> str:
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
