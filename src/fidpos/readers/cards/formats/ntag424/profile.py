"""NTAG 424 DNA: an NFC tag whose NDEF file holds a URL that changes at each tap; `cards.sun` judges it.

    SELECT       00 A4 04 00 07 D2 76 00 00 85 01 01 00   the NDEF application
    SELECT       00 A4 00 0C 02 E1 04                     its NDEF file
    READ BINARY  00 B0 <offset> <length>                  two bytes of length, then the message

(NFC Forum Type 4 Tag 1.0, section 5.4; data sheet NT4H2421Gx, section 8.2.2.) The chip counts the tap when
the file is first read. The UID that the reader knows from anticollision must be the one in the URL, unless
the chip makes up another one at each tap.
"""

from fidpos.domain.card import Medium, Refusal
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.exchange import exchange
from fidpos.readers.cards.ndef import parse_message, uri_of
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.cards.sun import FORM, read_sun
from fidpos.readers.cards.uid import own_uid
from fidpos.readers.driver import CardIdentity, Transmit
from fidpos.wire.sun import SunNames

SELECT_APPLICATION = bytes.fromhex("00A4040007D276000085010100")
SELECT_FILE = bytes.fromhex("00A4000C02E104")

_USUAL_HISTORICAL = b"\x80"
"""NXP's chips of this family and DESFire alike; the tag's maker may change it."""
_LENGTH_BYTES = 2
_CHUNK_BYTES = 128
_MESSAGE_BYTES_MAX = 1024


def create(settings: CardSettings, secrets: CardSecrets) -> "Ntag424Profile":
    """Build the profile."""
    names = {name: str(value) for name, value in settings.items() if name != "url"}
    return Ntag424Profile(secrets, SunNames(**names), url=str(settings["url"]))


class Ntag424Profile:
    """Tags with a SUN URL.

    Args:
        secrets: keys of single cards, and their counters.
        names: what the URL's parameters are called.
        url: what the merchant's URLs begin with, or empty.
    """

    def __init__(self, secrets: CardSecrets, names: SunNames, *, url: str = "") -> None:
        self._secrets = secrets
        self._names = names
        self._url = url

    def matches(self, atr: Atr) -> int:
        """Likely by the chip family, possible for every contactless chip that is no memory card."""
        if not atr.is_contactless or atr.storage_card is not None:
            return 0
        return 85 if atr.historical == _USUAL_HISTORICAL else 40

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """Read the URL and judge it; None when there is none, or none of ours."""
        if not exchange(SELECT_APPLICATION, transmit).is_success or not transmit(SELECT_FILE).is_success:
            return None
        message = _message(transmit)
        if isinstance(message, Refusal):
            return message
        url = _url(message)
        if url is None or not url.startswith(self._url):
            return None
        found = read_sun(url, self._secrets, self._names, reader_uid=own_uid(transmit))
        if found is None or isinstance(found, Refusal):
            return found
        return CardIdentity(
            medium=Medium.CONTACTLESS,
            form=FORM,
            trust=found.trust,
            uid=found.uid,
            evidence=found.evidence,
        )


def _url(message: bytes) -> str | None:
    records = parse_message(message)
    return uri_of(records[0]) if records else None


def _message(transmit: Transmit) -> bytes | Refusal:
    """The NDEF message, empty on a tag that holds none."""
    head = _read(0, _LENGTH_BYTES, transmit)
    length = int.from_bytes(head, "big")
    if len(head) != _LENGTH_BYTES or length > _MESSAGE_BYTES_MAX:
        return Refusal.BAD_READ
    message = b""
    while len(message) < length:
        wanted = min(_CHUNK_BYTES, length - len(message))
        part = _read(_LENGTH_BYTES + len(message), wanted, transmit)
        if len(part) != wanted:
            return Refusal.BAD_READ
        message += part
    return message


def _read(offset: int, length: int, transmit: Transmit) -> bytes:
    answer = transmit(b"\x00\xb0" + offset.to_bytes(2, "big") + bytes((length,)))
    return answer.data if answer.is_success else b""
