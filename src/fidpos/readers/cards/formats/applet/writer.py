"""Writing the fidpos applet on a blank chip: number, key, a proof of the key, then the lock."""

import hmac
import secrets as randomness

from fidpos.domain.card_key import AES_KEY_BYTES, CardKey, KeyUse
from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.exchange import exchange
from fidpos.readers.cards.formats.applet import commands
from fidpos.readers.cards.formats.applet.profile import RandomBytes
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.writing import Attempt, CardKeyKeeper
from fidpos.readers.driver import Transmit
from fidpos.wire.card_crypto import cmac

FIRST_KEY_ID = 1


def create_writer(settings: CardSettings, keys: CardKeyKeeper) -> "AppletWriter":  # noqa: ARG001
    """Build the writer; it has no settings."""
    return AppletWriter(keys)


class AppletWriter:
    """Gives each card a key of its own, made here and kept before the card gets it."""

    def __init__(self, keys: CardKeyKeeper, random_bytes: RandomBytes = randomness.token_bytes) -> None:
        self._keys = keys
        self._random_bytes = random_bytes

    def matches(self, atr: Atr) -> bool:
        """Any chip that is no memory card may carry the applet."""
        return atr.storage_card is None

    def identity(self, transmit: Transmit) -> str:  # noqa: ARG002
        """A blank applet says nothing of itself."""
        return ""

    def write(self, number: str, transmit: Transmit, attempt: Attempt) -> WriteProblem | None:
        """See `CardWriter.write`."""
        if not exchange(commands.SELECT, transmit).is_success:
            return WriteProblem.OTHER_KIND
        there = exchange(commands.GET_NUMBER, transmit)
        is_ours = there.is_success and there.data == number.encode("ascii")
        if there.is_success and there.data and not is_ours:
            return WriteProblem.NOT_BLANK
        if exchange(commands.GET_STATE, transmit).data == commands.STATE_LOCKED:
            return None if is_ours and self._is_proved(number, transmit) else WriteProblem.LOCKED
        if attempt.is_resumed and not is_ours:
            return WriteProblem.ANOTHER_CARD
        return self._put(number, transmit, attempt)

    def _put(self, number: str, transmit: Transmit, attempt: Attempt) -> WriteProblem | None:
        key = self._key(number)
        attempt.begin()
        for command in (commands.put_number(number), commands.put_key(key.key_id, key.secret)):
            if not exchange(command, transmit).is_success:
                return WriteProblem.NOT_KEPT
        if not self._is_proved(number, transmit):
            return WriteProblem.NOT_KEPT
        return None if exchange(commands.LOCK, transmit).is_success else WriteProblem.NOT_KEPT

    def _key(self, number: str) -> CardKey:
        """The key that this number was given before a card was pulled away, or a new one."""
        kept = self._keys.card_key(KeyUse.APPLET, number)
        if kept is not None:
            return kept
        key = CardKey(key_id=FIRST_KEY_ID, secret=self._random_bytes(AES_KEY_BYTES))
        self._keys.put_card_key(KeyUse.APPLET, number, key)
        return key

    def _is_proved(self, number: str, transmit: Transmit) -> bool:
        key = self._keys.card_key(KeyUse.APPLET, number)
        if key is None:
            return False
        challenge = self._random_bytes(commands.CHALLENGE_BYTES)
        answer = exchange(commands.internal_authenticate(key.key_id, challenge), transmit)
        return answer.is_success and hmac.compare_digest(answer.data, cmac(key.secret, challenge))
