"""Recognises payment cards by their ATR alone, to say "that is a bank card"; never sends them a command.

No bit of an ATR means "payment". The families below are historical bytes that belong to payment cards in at
least nine of ten entries of the public list of ATRs that pcsc-tools keeps (counted over its 5,070 entries). A
bank card of another family is refused as an unknown format, which protects it just as well.
"""

from fidpos.domain.card import Refusal
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.driver import CardIdentity, Transmit

_STARTS = tuple(
    bytes.fromhex(start)
    for start in ("2063CB", "0031C065", "0031C071", "0031C173C8", "8031C052", "656306", "656311", "65631D")
)


def create(settings: CardSettings, secrets: CardSecrets) -> "PaymentProfile":  # noqa: ARG001
    """Build the profile; it has no settings."""
    return PaymentProfile()


class PaymentProfile:
    """Cards whose ATR is that of a payment family."""

    def matches(self, atr: Atr) -> int:
        """Less sure than the applet, which may live on the same family of chip and is looked for first."""
        return 50 if atr.historical.startswith(_STARTS) else 0

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """Refuse it unread."""
        return Refusal.BANK_CARD
