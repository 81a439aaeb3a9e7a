"""What a SUN URL is worth here: whose card it is, and whether it was made just now.

No till holds a key that opens more than one card. Hence:

| what the till has                           | what comes of the URL                              |
| ------------------------------------------- | -------------------------------------------------- |
| the card's file key                         | AUTHENTICATED if the counter rises, else COPYABLE  |
| not that, but the UID: in clear, or told by | COPYABLE, with the URL as evidence for the centre  |
| the reader                                  |                                                    |
| neither: the UID is encrypted, and the chip | UNKNOWN_FORMAT: only the centre knows whose it is  |
| makes up another one for the reader         |                                                    |

A false code, or a UID other than the reader's, is NOT_GENUINE. The counter is this till's memory alone: a URL
that was copied off a card may be shown once at each till that has not seen a later one, until the centre
spreads the counters.
"""

from dataclasses import dataclass, field

from fidpos.domain.card import Refusal, Trust
from fidpos.readers.cards.secrets import CardSecrets, KeyUse
from fidpos.wire.sun import SunMessage, SunNames, Tapped, is_genuine, open_picc, parse_sun

FORM = "nfc-a/ntag424"


@dataclass(frozen=True, slots=True, kw_only=True)
class SunReading:
    """A card known by its SUN URL.

    Attributes:
        uid: upper-case hex.
        evidence: the URL's query where this till could not check it, else empty.
    """

    uid: str
    trust: Trust
    evidence: str = field(default="", repr=False)


def read_sun(
    url: str, secrets: CardSecrets, names: SunNames, *, reader_uid: str = ""
) -> SunReading | Refusal | None:
    """Check a URL as far as this till can; None when it is no SUN URL.

    Args:
        url: as the chip gave it, or as a scanner read it off a phone.
        secrets: keys of single cards, and their counters.
        names: what the URL's parameters are called.
        reader_uid: what the reader says the chip's UID is, in upper-case hex; empty when it cannot be known,
            because the chip makes one up, or because there is no chip.
    """
    message = parse_sun(url, names)
    if message is None:
        return None
    if message.plain is not None:
        return _known(message, message.plain, secrets, reader_uid)
    return _hidden(message, secrets, reader_uid)


def _known(
    message: SunMessage, tapped: Tapped, secrets: CardSecrets, reader_uid: str
) -> SunReading | Refusal:
    uid = tapped.uid.hex().upper()
    if reader_uid not in {"", uid}:
        return Refusal.NOT_GENUINE
    key = secrets.card_key(KeyUse.SUN_FILE, uid, message.key_id)
    if key is None:
        return SunReading(uid=uid, trust=Trust.COPYABLE, evidence=message.evidence)
    if not is_genuine(message, tapped, key.secret):
        return Refusal.NOT_GENUINE
    rises = secrets.counter_rises(FORM, uid, tapped.counter)
    return SunReading(uid=uid, trust=Trust.AUTHENTICATED if rises else Trust.COPYABLE)


def _hidden(message: SunMessage, secrets: CardSecrets, reader_uid: str) -> SunReading | Refusal:
    """UID and counter are encrypted: under this card's meta key, or under one that only the centre has."""
    if reader_uid:
        key = secrets.card_key(KeyUse.SUN_META, reader_uid, message.key_id)
        if key is None:
            return SunReading(uid=reader_uid, trust=Trust.COPYABLE, evidence=message.evidence)
        tapped = open_picc(key.secret, message.picc)
        return Refusal.NOT_GENUINE if tapped is None else _known(message, tapped, secrets, reader_uid)
    for card, candidate in secrets.card_keys(KeyUse.SUN_META):
        tapped = open_picc(candidate.secret, message.picc)
        if tapped is not None and tapped.uid.hex().upper() == card:
            return _known(message, tapped, secrets, reader_uid)
    return Refusal.UNKNOWN_FORMAT
