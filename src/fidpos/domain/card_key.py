"""Keys of single cards: what they open, and how long they are.

No till holds a key that opens more than one card: what it has was diversified for that card, by the centre or
when the card was written here. What cannot be checked without a merchant-wide key is checked by the centre.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from fidpos.domain.errors import InvalidValue


class KeyUse(StrEnum):
    """What a card's key opens; a card may have one for each use."""

    APPLET = "applet"
    """AES-128: the applet's answer to INTERNAL AUTHENTICATE."""
    MIFARE_CLASSIC = "mifare_classic"
    """Six bytes: key A of the sector that carries the number."""
    DESFIRE = "desfire"
    """AES-128: the application's read key."""
    SUN_META = "sun_meta"
    """AES-128: opens the encrypted UID and counter of an NTAG 424 DNA."""
    SUN_FILE = "sun_file"
    """AES-128: the session key of its message code is made of it."""
    MEMORY_PIN = "memory_pin"
    """Two or three bytes: lets a memory chip be written."""


AES_KEY_BYTES = 16

_LENGTHS = {
    KeyUse.APPLET: {AES_KEY_BYTES},
    KeyUse.MIFARE_CLASSIC: {6},
    KeyUse.DESFIRE: {AES_KEY_BYTES},
    KeyUse.SUN_META: {AES_KEY_BYTES},
    KeyUse.SUN_FILE: {AES_KEY_BYTES},
    KeyUse.MEMORY_PIN: {2, 3},
}
_KEY_ID_MAX = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKey:
    """A key of one card; `key_id` tells an old one from the one that replaced it."""

    key_id: int
    secret: bytes = field(repr=False)


def check_card_key(use: KeyUse, key: CardKey) -> None:
    """See that a key can be what it is said to be.

    Raises:
        InvalidValue: of another length, or its id does not fit the one byte that cards have for it.
    """
    if len(key.secret) not in _LENGTHS[use]:
        raise InvalidValue(f"a key for {use.value} is not {len(key.secret)} bytes long")
    if not 0 <= key.key_id <= _KEY_ID_MAX:
        raise InvalidValue("the id of a card's key is one byte")
