"""Sealing: encrypt and authenticate some bytes under a key, for one purpose.

Layout of what `seal` returns (ChaCha20-Poly1305, RFC 8439, section 2.8):

    offset 0     1 byte    version, 1
    offset 1    12 bytes   nonce, random
    offset 13    n bytes   ciphertext, as long as the plaintext
    offset 13+n 16 bytes   tag, over the ciphertext, the version byte and the caller's `aad`

Nonces are random, so one key may seal up to 2^32 messages; a member's own key never comes near that.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fidpos.domain.errors import InvalidValue
from fidpos.vault.errors import SealBroken

KEY_BYTES = 32
OVERHEAD_BYTES = 1 + 12 + 16
"""How much longer sealed bytes are than what they hold."""

_VERSION = b"\x01"
_NONCE_BYTES = 12


def new_key() -> bytes:
    """A fresh random key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Seal `plaintext`; `aad` says what for and for whom, and must be the same when it is opened.

    Raises:
        InvalidValue: not a key of 32 bytes.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + _cipher(key).encrypt(nonce, plaintext, _VERSION + aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """What was sealed.

    Raises:
        SealBroken: changed, cut, another key, another `aad`, or a version this program does not know.
        InvalidValue: not a key of 32 bytes.
    """
    cipher = _cipher(key)
    if len(sealed) < OVERHEAD_BYTES or sealed[:1] != _VERSION:
        raise SealBroken("too short, or sealed by another version")
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, ciphertext, _VERSION + aad)
    except InvalidTag:
        raise SealBroken("the seal does not match") from None


def _cipher(key: bytes) -> ChaCha20Poly1305:
    if len(key) != KEY_BYTES:
        raise InvalidValue(f"a key has {KEY_BYTES} bytes")
    return ChaCha20Poly1305(key)
