"""Recognises phones that show no card of ours, to say so; touches no application on them.

A phone that emulates a card answers with an empty ATS, of which readers make the ATR 3B80800101, and makes
up a UID of four bytes beginning with 08 at each tap. The UID comes from
the reader. Both are asked for: many bank cards make up their UID as well, and many cards have an empty ATS.
What has both and is no phone is an identity document of some states; it is refused in any case.
"""

from dataclasses import dataclass

from fidpos.domain.card import Refusal
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.cards.storage_card import ask_uid
from fidpos.readers.cards.uid import is_made_up
from fidpos.readers.driver import CardIdentity, Transmit


def create(settings: CardSettings, secrets: CardSecrets) -> "PhoneProfile":  # noqa: ARG001
    """Build the profile; it has no settings."""
    return PhoneProfile()


@dataclass(frozen=True, slots=True)
class PhoneProfile:
    """Contactless chips that say nothing of themselves."""

    def matches(self, atr: Atr) -> int:
        """Last of all: a phone may carry our applet, and is then a card of ours."""
        return 10 if atr.is_contactless and not atr.historical else 0

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """PHONE by its UID; None for a card with one of its own, which stays unknown."""
        return Refusal.PHONE if is_made_up(ask_uid(transmit)) else None
