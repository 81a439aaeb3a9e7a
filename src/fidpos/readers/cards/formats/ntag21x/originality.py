"""The originality signature: NXP signs the UID of each NTAG21x and Ultralight EV1; few copies have one.

It proves that the chip is NXP's, not that the card is ours, and a copy of both UID and signature passes: it
raises the price of a copy, not the trust. Sources: NTAG213/215/216 data sheet, section 8.8.3 and 10.8
(READ_SIG); public keys in application notes AN11350 and AN11341.
"""

from fidpos.domain.card import Refusal
from fidpos.readers.cards.formats.ntag21x.raw_exchange import raw_exchange
from fidpos.readers.cards.formats.ntag21x.secp128r1 import Point, verify
from fidpos.readers.driver import Transmit

READ_SIG = b"\x3c\x00"
SIGNATURE_LENGTH = 32

_NTAG21X = Point(0x494E1A386D3D3CFE3DC10E5DE68A499B, 0x1C202DB5B132393E89ED19FE5BE8BC61)
_ULTRALIGHT_EV1 = Point(0x90933BDCD6E99B4E255E3DA55389A827, 0x564E11718E017292FAF23226A96614B8)

_TRIES_MAX = 2
"""A tag that does not know the command is as silent as one that was badly held; it is asked once more."""


def check_originality(uid: bytes, transmit: Transmit) -> Refusal | None:
    """Why the tag cannot be taken for NXP's; None when it can.

    Returns:
        UNCHECKED when the reader has no command for it, NOT_GENUINE for a false signature or none.
    """
    for _ in range(_TRIES_MAX):
        answer = raw_exchange(READ_SIG, transmit)
        if answer is None:
            return Refusal.UNCHECKED
        if len(answer) == SIGNATURE_LENGTH:
            return None if is_original(uid, answer) else Refusal.NOT_GENUINE
    return Refusal.NOT_GENUINE


def is_original(uid: bytes, signature: bytes) -> bool:
    """Whether NXP signed the UID; the UID itself stands where a digest would."""
    half = SIGNATURE_LENGTH // 2
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    digest = int.from_bytes(uid, "big")
    return any(verify(key, digest, r=r, s=s) for key in (_NTAG21X, _ULTRALIGHT_EV1))
