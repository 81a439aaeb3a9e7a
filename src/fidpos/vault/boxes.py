"""Boxes: bytes that anybody can seal for one receiver, and only the receiver can open.

HPKE (RFC 9180) in base mode, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305. A box says
nothing of who sealed it: what must be believed is signed besides.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from fidpos.domain.errors import InvalidValue
from fidpos.vault.errors import SealBroken

PUBLIC_KEY_BYTES = 32
PRIVATE_KEY_BYTES = 32

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def new_box_key() -> bytes:
    """A fresh private key (RFC 7748)."""
    return X25519PrivateKey.generate().private_bytes_raw()


def box_public_key(private_key: bytes) -> bytes:
    """The public half, for those who seal.

    Raises:
        InvalidValue: not a private key of 32 bytes.
    """
    return _private(private_key).public_key().public_bytes_raw()


def seal_box(public_key: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Seal `plaintext` for the holder of the private key; `info` says what it is, and opens it again.

    Raises:
        InvalidValue: not a public key.
    """
    try:
        key = X25519PublicKey.from_public_bytes(public_key)
        return _SUITE.encrypt(plaintext, key, info)
    except ValueError:
        raise InvalidValue("not a public key for boxes") from None


def open_box(private_key: bytes, box: bytes, info: bytes) -> bytes:
    """What was sealed.

    Raises:
        SealBroken: changed, cut, for another key, or sealed as something else.
        InvalidValue: not a private key of 32 bytes.
    """
    key = _private(private_key)
    try:
        return _SUITE.decrypt(box, key, info)
    except (InvalidTag, ValueError):
        raise SealBroken("the box does not open") from None


def _private(private_key: bytes) -> X25519PrivateKey:
    if len(private_key) != PRIVATE_KEY_BYTES:
        raise InvalidValue(f"a private key has {PRIVATE_KEY_BYTES} bytes")
    return X25519PrivateKey.from_private_bytes(private_key)
