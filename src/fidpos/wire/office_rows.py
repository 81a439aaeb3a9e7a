"""Rows of the centre's own journal are signed: whoever wrote them holds the centre's keys."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_PURPOSE = b"fidpos office row 1"


def sign(identity: bytes, row_hash: bytes) -> bytes:
    """The signature of a row, by its hash (Ed25519, RFC 8032).

    Args:
        identity: the centre's private key.
        row_hash: of 32 bytes; it covers the row and, through the chain, all before it.
    """
    return Ed25519PrivateKey.from_private_bytes(identity).sign(_PURPOSE + row_hash)


def is_signed(identity: bytes, row_hash: bytes, signature: bytes) -> bool:
    """Whether the holder of this public key signed the row."""
    try:
        Ed25519PublicKey.from_public_bytes(identity).verify(signature, _PURPOSE + row_hash)
    except InvalidSignature:
        return False
    return True
