"""FeliCa cards known by their IDm, the eight bytes that a card says of itself.

The first two bytes tell who made the other six up (NFC Forum Digital Protocol, SENSF_RES). Under 01FE an
NFC-DEP target makes them up at each tap, under 02FE the app of a phone does as it likes: neither is a card.
Anybody can emulate an IDm; hence COPYABLE.
"""

from dataclasses import dataclass

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.cards.storage_card import ask_uid
from fidpos.readers.driver import CardIdentity, Transmit

FORM = "nfc-f/idm"

_CODES = frozenset({0x003B, 0xF011, 0xF012})
"""The card's name in PC/SC part 3, and those that the ACR122U has for FeliCa at 212 and 424 kbit/s."""

_IDM_LENGTH = 8
_PHONE_STARTS = (b"\x01\xfe", b"\x02\xfe")


def create(settings: CardSettings, secrets: CardSecrets) -> "FelicaProfile":  # noqa: ARG001
    """Build the profile; it has no settings."""
    return FelicaProfile()


@dataclass(frozen=True, slots=True)
class FelicaProfile:
    """Any FeliCa card, whoever issued it."""

    def matches(self, atr: Atr) -> int:
        """Sure, and asked before `contactless_uid`, which knows nothing of phones under 01FE."""
        return 90 if atr.storage_card in _CODES else 0

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """Ask the reader for the IDm."""
        idm = ask_uid(transmit)
        if len(idm) != _IDM_LENGTH:
            return Refusal.BAD_READ
        if idm.startswith(_PHONE_STARTS):
            return Refusal.PHONE
        return CardIdentity(medium=Medium.CONTACTLESS, form=FORM, trust=Trust.COPYABLE, uid=idm.hex().upper())
