"""MIFARE DESFire EV1 to EV3 with the merchant's application: the card proves its own key, then its number.

    SelectApplication  90 5A 00 00 03 <id, least significant byte first> 00
    GetKeyVersion      90 64 00 00 01 <key number> 00        -> which key, before any is used
    AuthenticateAES    90 AA ...                             see `session`
    ReadData           90 BD 00 00 07 <file> <offset> <length> 00

Native commands wrapped as ISO/IEC 7816-4 has it: class 90, status 91xx (data sheet MF3ICDx21_41_81, section
8.4). The file's communication mode is plain or MACed: in both the card sends a code after the data, and a
number is believed only with it. The key is the card's own, found by its UID, so a card that makes up its UID
is not for this format. A card whose key this till does not hold is read as far as it lets anybody read:
COPYABLE.
"""

import secrets as randomness
from collections.abc import Callable

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.formats.desfire.session import RANDOM_BYTES, Session, challenge
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardKey, CardSecrets, KeyUse
from fidpos.readers.cards.uid import own_uid
from fidpos.readers.driver import CardIdentity, Response, Transmit
from fidpos.readers.errors import SettingsRefused

FORM = "nfc-a/desfire"

SELECT_APPLICATION = 0x5A
GET_KEY_VERSION = 0x64
AUTHENTICATE_AES = 0xAA
ADDITIONAL_FRAME = 0xAF
READ_DATA = 0xBD

SW_OPERATION_OK = 0x9100
SW_ADDITIONAL_FRAME = 0x91AF
SW_AUTHENTICATION_ERROR = 0x91AE
SW_NO_SUCH_KEY = 0x9140

_APPLICATION_BYTES = 3
_USUAL_HISTORICAL = b"\x80"

RandomBytes = Callable[[int], bytes]


def create(settings: CardSettings, secrets: CardSecrets) -> "DesfireProfile":
    """Build the profile.

    Raises:
        SettingsRefused: an application id that is none.
    """
    return DesfireProfile(
        secrets,
        application=_application(str(settings["application"])),
        key_number=int(str(settings["key_number"])),
        file=int(str(settings["file"])),
        length=int(str(settings["length"])),
    )


class DesfireProfile:
    """Cards with the merchant's application.

    Args:
        secrets: keys of single cards, by UID and key version.
        application: its id as it is sent, least significant byte first.
        key_number: the key that may read the file.
        file: the file that holds the number.
        length: how many bytes to read of it.
        random_bytes: makes the reader's challenge.
    """

    def __init__(
        self,
        secrets: CardSecrets,
        *,
        application: bytes,
        key_number: int,
        file: int,
        length: int,
        random_bytes: RandomBytes = randomness.token_bytes,
    ) -> None:
        self._secrets = secrets
        self._application = application
        self._key_number = bytes((key_number,))
        self._read = bytes((file,)) + bytes(3) + length.to_bytes(3, "little")
        self._length = length
        self._random_bytes = random_bytes

    def matches(self, atr: Atr) -> int:
        """Likely by the chip family, possible for every contactless chip that is no memory card."""
        if not atr.is_contactless or atr.storage_card is not None:
            return 0
        return 90 if atr.historical == _USUAL_HISTORICAL else 45

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """Select the application, authenticate, read the number; None when it is another card."""
        if _send(SELECT_APPLICATION, self._application, transmit).status != SW_OPERATION_OK:
            return None
        key = self._key(transmit)
        if key is None:
            return self._read_by_anybody(transmit)
        session = self._authenticated(key, transmit)
        if isinstance(session, Refusal):
            return session
        session.said(bytes((READ_DATA,)) + self._read)
        answer = _send(READ_DATA, self._read, transmit)
        if answer.status != SW_OPERATION_OK:
            return Refusal.BAD_READ
        data = session.checked(answer.data)
        return Refusal.NOT_GENUINE if data is None else self._identity(data, Trust.AUTHENTICATED)

    def _key(self, transmit: Transmit) -> CardKey | None:
        uid = own_uid(transmit)
        if not uid or self._secrets.card_key(KeyUse.DESFIRE, uid) is None:
            return None
        answer = _send(GET_KEY_VERSION, self._key_number, transmit)
        if answer.status != SW_OPERATION_OK or len(answer.data) != 1:
            return None
        return self._secrets.card_key(KeyUse.DESFIRE, uid, answer.data[0])

    def _read_by_anybody(self, transmit: Transmit) -> CardIdentity | Refusal | None:
        answer = _send(READ_DATA, self._read, transmit)
        if answer.status != SW_OPERATION_OK:
            return None
        return self._identity(answer.data, Trust.COPYABLE)

    def _authenticated(self, key: CardKey, transmit: Transmit) -> Session | Refusal:
        first = _send(AUTHENTICATE_AES, self._key_number, transmit)
        if first.status != SW_ADDITIONAL_FRAME or len(first.data) != RANDOM_BYTES:
            return _refusal(first)
        ours = challenge(key.secret, first.data, self._random_bytes(RANDOM_BYTES))
        last = _send(ADDITIONAL_FRAME, ours.token, transmit)
        if last.status != SW_OPERATION_OK:
            return _refusal(last)
        return ours.session(last.data) or Refusal.NOT_GENUINE

    def _identity(self, data: bytes, trust: Trust) -> CardIdentity | Refusal:
        number = data.rstrip(b"\x00")
        if len(data) != self._length or not number.isdigit():
            return Refusal.BAD_READ
        return CardIdentity(medium=Medium.CONTACTLESS, form=FORM, trust=trust, number=number.decode("ascii"))


def _refusal(answer: Response) -> Refusal:
    """The card does not know the key it should have, or something went wrong on the way."""
    is_false = answer.status in {SW_AUTHENTICATION_ERROR, SW_NO_SUCH_KEY}
    return Refusal.NOT_GENUINE if is_false else Refusal.BAD_READ


def _send(command: int, data: bytes, transmit: Transmit) -> Response:
    return transmit(bytes((0x90, command, 0x00, 0x00, len(data))) + data + b"\x00")


def _application(text: str) -> bytes:
    try:
        application = bytes.fromhex(text)
    except ValueError:
        application = b""
    if len(application) != _APPLICATION_BYTES:
        raise SettingsRefused(f"desfire.application {text!r} is not six hex digits")
    return application[::-1]
