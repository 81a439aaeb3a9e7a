"""The fidpos applet on an ISO/IEC 7816 chip, with contacts or without; `commands` says the bytes.

Reading the number proves no more than a printed one, so it is COPYABLE. Where this till holds the card's
own key, the chip must answer a fresh challenge with it: AUTHENTICATED if the answer is right, NOT_GENUINE if
it is wrong. A card that has no key, or does not know the command, stays COPYABLE: a copy of an older card is
worth what a photograph of a barcode is worth.
"""

import hmac
import secrets as randomness
from collections.abc import Callable

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.exchange import exchange
from fidpos.readers.cards.formats.applet import commands
from fidpos.readers.cards.number import is_card_number
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardKey, CardSecrets, KeyUse
from fidpos.readers.driver import CardIdentity, Transmit
from fidpos.wire.card_crypto import cmac

RandomBytes = Callable[[int], bytes]


def create(settings: CardSettings, secrets: CardSecrets) -> "AppletProfile":  # noqa: ARG001
    """Build the profile; it has no settings."""
    return AppletProfile(secrets)


class AppletProfile:
    """Chips that carry the fidpos applet, whatever else they carry.

    Args:
        secrets: keys of single cards, by number and key id.
        random_bytes: makes the challenges.
    """

    def __init__(self, secrets: CardSecrets, random_bytes: RandomBytes = randomness.token_bytes) -> None:
        self._secrets = secrets
        self._random_bytes = random_bytes

    def matches(self, atr: Atr) -> int:
        """Sure when the maker's bytes say so, possible for every chip that is no memory card."""
        if commands.MARKER in atr.historical:
            return 100
        return 0 if atr.storage_card is not None or atr.is_memory_chip else 60

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:
        """Select the applet, read its number, challenge it; None when the chip does not carry it."""
        if not exchange(commands.SELECT, transmit).is_success:
            return None
        answer = exchange(commands.GET_NUMBER, transmit)
        number = answer.data.decode("latin-1")
        is_one = len(number) <= commands.NUMBER_LENGTH_MAX and is_card_number(number)
        if not answer.is_success or not is_one:
            return Refusal.BAD_READ
        trust = self._challenged(number, transmit)
        if isinstance(trust, Refusal):
            return trust
        return CardIdentity(
            medium=Medium.CONTACTLESS if atr.is_contactless else Medium.CHIP,
            form="iso7816/fidpos",
            trust=trust,
            number=number,
        )

    def _challenged(self, number: str, transmit: Transmit) -> Trust | Refusal:
        key = self._key(number, transmit)
        if key is None:
            return Trust.COPYABLE
        challenge = self._random_bytes(commands.CHALLENGE_BYTES)
        answer = exchange(commands.internal_authenticate(key.key_id, challenge), transmit)
        if answer.status in {commands.SW_INS_NOT_SUPPORTED, commands.SW_CLASS_NOT_SUPPORTED}:
            return Trust.COPYABLE
        if not answer.is_success or len(answer.data) != commands.ANSWER_BYTES:
            return Refusal.BAD_READ
        if not hmac.compare_digest(answer.data, cmac(key.secret, challenge)):
            return Refusal.NOT_GENUINE
        return Trust.AUTHENTICATED

    def _key(self, number: str, transmit: Transmit) -> CardKey | None:
        """The key that the card says it has; it is not even asked when the till holds none for it."""
        if self._secrets.card_key(KeyUse.APPLET, number) is None:
            return None
        answer = exchange(commands.GET_KEY_ID, transmit)
        if not answer.is_success or len(answer.data) != 1:
            return None
        return self._secrets.card_key(KeyUse.APPLET, number, answer.data[0])
