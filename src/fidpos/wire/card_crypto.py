"""AES as cards speak it: one block, CBC without padding, CMAC, and a card's key made of a master key.

Shared with the centre, which alone holds master keys; a till computes with keys of single cards only.
"""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.cmac import CMAC

BLOCK_BYTES = 16
KEY_BYTES = 16
ZERO_BLOCK = bytes(BLOCK_BYTES)

DIVERSIFIER_BYTES_MAX = 31
_DIVERSIFY_AES_128 = b"\x01"


def encrypt(key: bytes, plaintext: bytes, iv: bytes = ZERO_BLOCK) -> bytes:
    """AES-128-CBC over whole blocks, unpadded (NIST SP 800-38A, section 6.2)."""
    encryptor = Cipher(AES(key), CBC(iv)).encryptor()
    return encryptor.update(plaintext) + encryptor.finalize()


def decrypt(key: bytes, ciphertext: bytes, iv: bytes = ZERO_BLOCK) -> bytes:
    """The inverse of `encrypt`."""
    decryptor = Cipher(AES(key), CBC(iv)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


def cmac(key: bytes, message: bytes) -> bytes:
    """AES-128-CMAC, all 16 bytes (NIST SP 800-38B, section 6.2)."""
    mac = CMAC(AES(key))
    mac.update(message)
    return mac.finalize()


def subkeys(key: bytes) -> tuple[bytes, bytes]:
    """K1 and K2 of CMAC (NIST SP 800-38B, section 6.1), for those who chain or pad it in their own way."""
    first = _doubled(encrypt(key, ZERO_BLOCK))
    return first, _doubled(first)


def diversify(master: bytes, diversifier: bytes) -> bytes:
    """A card's own AES-128 key (NXP AN10922, section 2.2.1).

    CMAC over 01 and the diversifier, save that what is shorter than two blocks is padded to two blocks, with
    K2; the standard would pad to one.

    Args:
        master: the merchant's key, which never stands on a till.
        diversifier: 1 to 31 bytes: UID, application id, and whatever else tells one card's key from another.
    """
    assert 0 < len(diversifier) <= DIVERSIFIER_BYTES_MAX
    message = _DIVERSIFY_AES_128 + diversifier
    two_blocks = 2 * BLOCK_BYTES
    first, second = subkeys(master)
    mask = first if len(message) == two_blocks else second
    padded = message if len(message) == two_blocks else (message + b"\x80").ljust(two_blocks, b"\x00")
    last = bytes(a ^ b for a, b in zip(padded[BLOCK_BYTES:], mask, strict=True))
    return encrypt(master, padded[:BLOCK_BYTES] + last)[-BLOCK_BYTES:]


def _doubled(block: bytes) -> bytes:
    value = int.from_bytes(block, "big") << 1
    if value >> 128:
        value ^= (1 << 128) | 0x87
    return value.to_bytes(BLOCK_BYTES, "big")
