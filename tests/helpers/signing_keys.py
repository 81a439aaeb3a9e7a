"""A till that was given the merchant's public keys, and the centre that signs with the private ones."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.readers.cards.secrets import NoSecrets
from fidpos.wire.signed_number import sign


class SigningKeys(NoSecrets):
    """Two keys that are in use at once, 3 and 4; the till knows no other."""

    def signing_key(self, key_id: int) -> bytes | None:
        return _public(key_id) if key_id in {3, 4} else None


def signed(number: str, key_id: int = 3, uid: str = "") -> str:
    """What the centre prints."""
    return sign(number, key_id, _private(key_id), uid)


def forged(number: str, key_id: int = 3) -> str:
    """What somebody prints who knows everything but the private key."""
    return sign(number, key_id, _private(key_id)[::-1])


def _private(key_id: int) -> bytes:
    return bytes(range(key_id, key_id + 32))


def _public(key_id: int) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(_private(key_id)).public_key().public_bytes_raw()
