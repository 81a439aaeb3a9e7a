"""The contract of a card format, and how one is chosen for the card at hand.

A profile first looks at the ATR alone, which costs nothing and touches nothing; only the profiles that claim
the card talk to it, the surest first. None ever selects a payment directory (PPSE, 1PAY.SYS) or application.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from fidpos.domain.card import Refusal
from fidpos.readers.cards.atr import Atr, parse_atr
from fidpos.readers.driver import CardIdentity
from fidpos.readers.errors import AtrInvalid

SW_SUCCESS = 0x9000


@dataclass(frozen=True, slots=True)
class Response:
    """What a card answered: data and status word (ISO/IEC 7816-4, section 5.6)."""

    data: bytes
    status: int

    @property
    def is_success(self) -> bool:
        """Whether the status word is 9000."""
        return self.status == SW_SUCCESS


Transmit = Callable[[bytes], Response]
"""Sends one command and waits for its answer; raises what the transport raises when the card is gone."""


class CardProfile(Protocol):
    """One card format."""

    @property
    def name(self) -> str:
        """What settings call it, such as `applet`."""
        ...

    def matches(self, atr: Atr) -> int:
        """How sure the profile is that the card is of its format, 0 for "not mine" to 100."""
        ...

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:
        """What the card says of itself; None when it turns out to be of another format."""
        ...


def identify_card(
    profiles: Sequence[CardProfile], raw_atr: bytes, transmit: Transmit
) -> CardIdentity | Refusal:
    """Ask the profiles that claim the card, the surest first; `transmit` is used at most as they need it."""
    try:
        atr = parse_atr(raw_atr)
    except AtrInvalid:
        return Refusal.BAD_READ
    scored = [(profile.matches(atr), profile) for profile in profiles]
    for score, profile in sorted(scored, key=lambda pair: -pair[0]):
        if score > 0:
            found = profile.identify(atr, transmit)
            if found is not None:
                return found
    return Refusal.UNKNOWN_FORMAT


def split_response(raw: bytes) -> Response:
    """The bytes of an answer as data and status word; an answer without one counts as 6F00."""
    if len(raw) < 2:
        return Response(b"", 0x6F00)
    return Response(raw[:-2], int.from_bytes(raw[-2:], "big"))
