"""The contract of a card format.

It is a folder with a `manifest.toml` and a module `profile.py`, whose function

    def create(settings: CardSettings, secrets: CardSecrets) -> CardProfile

builds it. A profile first looks at the ATR alone, which costs nothing and touches nothing; only the profiles
that claim the card talk to it, the surest first. None ever selects a payment directory (PPSE, 1PAY.SYS) or
application.
"""

from typing import Protocol

from fidpos.domain.card import Refusal
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.driver import CardIdentity, DriverSettings, Response, Transmit

CardSettings = DriverSettings
"""Every setting that the format's manifest declares, defaults filled in, types and bounds checked."""


class CardProfile(Protocol):
    """One card format; several readers' threads use it at once, so it keeps nothing between cards."""

    def matches(self, atr: Atr) -> int:
        """How sure the profile is that the card is of its format, 0 for "not mine" to 100."""
        ...

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:
        """What the card says of itself; None when it turns out to be of another format."""
        ...


class ProfileFactory(Protocol):
    """The function `create` of a format's module."""

    def __call__(self, settings: CardSettings, secrets: CardSecrets) -> CardProfile:
        """Build the profile.

        Raises:
            SettingsRefused: settings that contradict each other.
        """
        ...


def split_response(raw: bytes) -> Response:
    """The bytes of an answer as data and status word; an answer without one counts as 6F00."""
    if len(raw) < 2:
        return Response(b"", 0x6F00)
    return Response(raw[:-2], int.from_bytes(raw[-2:], "big"))
