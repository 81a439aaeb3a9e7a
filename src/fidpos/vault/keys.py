"""The keys of one till, kept together because one without the other is of no use."""

import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Self

from fidpos.domain.errors import InvalidValue
from fidpos.vault import sealing


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TillKeys:
    """What the key store holds for a till.

    Attributes:
        store_key: opens the encrypted store.
        pin_pepper: mixed into every PIN before it is hashed, so that a copied store does not suffice to
            search PINs.
        card_seal: seals the keys of cards within the store, so that a copy of it under another key, such as
            the merchant's backup, opens no card.
    """

    store_key: bytes
    pin_pepper: bytes
    card_seal: bytes

    def __post_init__(self) -> None:
        """Refuse keys of another size.

        Raises:
            InvalidValue: one of them has not 32 bytes.
        """
        if any(len(key) != sealing.KEY_BYTES for key in (self.store_key, self.pin_pepper, self.card_seal)):
            raise InvalidValue(f"a till's keys have {sealing.KEY_BYTES} bytes each")

    @classmethod
    def generate(cls) -> Self:
        """Fresh random keys."""
        return cls(store_key=sealing.new_key(), pin_pepper=sealing.new_key(), card_seal=sealing.new_key())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The keys that `text` holds.

        Raises:
            InvalidValue: not what `TillKeys.text` gives.
        """
        try:
            store_key, pin_pepper, card_seal = (binascii.unhexlify(part) for part in text.split("."))
        except ValueError:
            raise InvalidValue("not the keys of a till") from None
        return cls(store_key=store_key, pin_pepper=pin_pepper, card_seal=card_seal)

    @property
    def pairing_seal(self) -> bytes:
        """Seals what the till keeps of its pairing beside its store; follows from the key of the store."""
        return hmac.digest(self.store_key, b"fidpos pairing seal 1", hashlib.sha256)

    @property
    def text(self) -> str:
        """The keys as text, for a key store; never for a log or a screen."""
        return f"{self.store_key.hex()}.{self.pin_pepper.hex()}.{self.card_seal.hex()}"

    def __repr__(self) -> str:
        """Says nothing, so that no traceback or log line carries a key."""
        return "TillKeys(…)"
