"""What card formats need of the store: keys of single cards, and counters that may only rise.

No till holds a key that opens more than one card: what it has was diversified for that card, by the centre or
when the card was written here. What cannot be checked without a merchant-wide key is checked by the centre.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKey:
    """A key of one card; `key_id` tells an old one from the one that replaced it."""

    key_id: int
    secret: bytes = field(repr=False)


class CardSecrets(Protocol):
    """Keys and counters by card; called from readers' threads, and answers within a few milliseconds.

    `card` is the text under which the key was kept: the UID in upper-case hex where there is one, else the
    number on the card.
    """

    def card_key(self, use: KeyUse, card: str, key_id: int | None = None) -> CardKey | None:
        """The card's key: the one of this id, or the newest; None when this till was never given it."""
        ...

    def card_keys(self, use: KeyUse) -> tuple[tuple[str, CardKey], ...]:
        """All keys of this use that the till holds, for cards that hide who they are; newest first."""
        ...

    def signing_key(self, key_id: int) -> bytes | None:
        """The merchant's Ed25519 public key (32 bytes) of this id, while it is in use."""
        ...

    def counter_rises(self, form: str, card: str, counter: int) -> bool:
        """Whether the counter is higher than any this till saw of the card; if so it is kept, durably."""
        ...


class NoSecrets:
    """A till that was given no key: every card stays as trustworthy as a printed one."""

    def card_key(self, use: KeyUse, card: str, key_id: int | None = None) -> CardKey | None:  # noqa: ARG002
        """None."""
        return None

    def card_keys(self, use: KeyUse) -> tuple[tuple[str, CardKey], ...]:  # noqa: ARG002
        """None."""
        return ()

    def signing_key(self, key_id: int) -> bytes | None:  # noqa: ARG002
        """None."""
        return None

    def counter_rises(self, form: str, card: str, counter: int) -> bool:  # noqa: ARG002
        """Nothing is kept, so nothing is known to rise."""
        return False
