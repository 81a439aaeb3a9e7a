"""MIFARE Classic with our record in a sector, behind the key of that one card.

The till holds keys of single cards, never one that opens all of them. Since Crypto1 is broken, whoever
holds the card can copy it, key and all; hence COPYABLE. A card whose key this till was not given is none of
this format, and may still be known by its UID (format `contactless_uid`).
"""

from dataclasses import dataclass

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.record import decode_record
from fidpos.readers.cards.secrets import CardSecrets, KeyUse
from fidpos.readers.cards.storage_card import ask_uid, authenticate, load_key, read_block
from fidpos.readers.driver import CardIdentity, Transmit

FORM = "nfc-a/mifare_classic"
BLOCKS_PER_SECTOR = 4
BLOCK_LENGTH = 16
RECORD_BLOCKS = 2

_SECTORS = {0x0001: 16, 0x0002: 40, 0x0026: 5}
"""By the card's name in PC/SC part 3: MIFARE Classic 1K, 4K and Mini."""


def create(settings: CardSettings, secrets: CardSecrets) -> "MifareClassicProfile":
    """Build the profile."""
    return MifareClassicProfile(sector=int(str(settings["sector"])), secrets=secrets)


@dataclass(frozen=True, slots=True, kw_only=True)
class MifareClassicProfile:
    """Cards that have the sector."""

    sector: int
    secrets: CardSecrets

    @property
    def first_block(self) -> int:
        """Where the record begins; the manifest stops below sector 32, from which on sectors are larger."""
        return self.sector * BLOCKS_PER_SECTOR

    def matches(self, atr: Atr) -> int:
        """Sure of the kind of card, and asked before its UID is taken for want of anything better."""
        return 90 if self.sector < _SECTORS.get(atr.storage_card or 0, 0) else 0

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """Open the sector with the card's own key and read the record."""
        uid = ask_uid(transmit)
        if not uid:
            return Refusal.BAD_READ
        key = self.secrets.card_key(KeyUse.MIFARE_CLASSIC, uid.hex().upper())
        if key is None:
            return None
        data = self._read_record(key.secret, transmit)
        number = data if isinstance(data, Refusal) else decode_record(data)
        if number is None or isinstance(number, Refusal):
            return number
        return CardIdentity(medium=Medium.CONTACTLESS, form=FORM, trust=Trust.COPYABLE, number=number)

    def _read_record(self, key: bytes, transmit: Transmit) -> bytes | Refusal:
        """The blocks of the record.

        Returns:
            UNCHECKED when the reader takes no key, BAD_READ when the key opens nothing or the card moved.
        """
        if not transmit(load_key(key)).is_success:
            return Refusal.UNCHECKED
        if not transmit(authenticate(self.first_block)).is_success:
            return Refusal.BAD_READ
        data = b""
        for block in range(self.first_block, self.first_block + RECORD_BLOCKS):
            answer = transmit(read_block(block))
            if not answer.is_success or len(answer.data) != BLOCK_LENGTH:
                return Refusal.BAD_READ
            data += answer.data
        return data
