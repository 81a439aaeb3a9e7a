"""Cards to try the formats with, and what a till must make of each: in process and through the service."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.bootstrap.demo.virtual_card import CardTakenAway
from fidpos.domain.card import Refusal, Trust
from fidpos.domain.card_key import KeyUse
from fidpos.readers.cards.formats.memory_sle4428.profile import CHIP as SLE4428
from fidpos.readers.cards.formats.memory_sle4442.profile import CHIP as SLE4442
from fidpos.readers.cards.ndef import text_message, uri_message
from fidpos.readers.cards.record import encode_record
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip, contactless_atr
from fidpos.readers.own_number import make_ean13, make_long
from fidpos.wire.signed_number import sign
from tests.helpers.card_secrets import HeldSecrets
from tests.helpers.virtual_cards.memory_chip import MemoryChipCard
from tests.helpers.virtual_cards.storage_card import (
    CLASSIC_1K,
    FELICA,
    ClassicCard,
    PlainCard,
    Raw,
    TagCard,
    storage_atr,
)

NUMBER = make_long("1234", 7)
SHORT_NUMBER = make_ean13("1234", 7)
FOREIGN_NUMBER = make_long("4321", 7)
RECORD = encode_record(NUMBER)

CLASSIC_UID = "A1B2C3D4"
CLASSIC_KEY = bytes.fromhex("0F1E2D3C4B5A")
TAG_UID = "04E10CDA993C80"
TAG_SIGNATURE = "8B76052EE42F5567BEB53238B3E3F9950707C0DCC956B5C5EFCFDB709B2D82B3"
"""A public test vector, with the UID above."""

URI_PREFIX = "https://carte.example/c/"
SIGNING_KEY = bytes(range(32))
SIGNED = sign(NUMBER, 3, SIGNING_KEY, TAG_UID)

CHOSEN: dict[str, dict[str, object]] = {
    "applet": {},
    "memory_sle4442": {},
    "memory_sle4428": {},
    "mifare_classic": {"sector": 2},
    "ntag21x": {"uri_prefix": URI_PREFIX},
    "felica": {},
}
GENUINE_ONLY = CHOSEN | {"ntag21x": {"require_originality": True}}


def secrets() -> HeldSecrets:
    """What the till holds: the key of one MIFARE Classic, and the merchant's public key."""
    public_key = Ed25519PrivateKey.from_private_bytes(SIGNING_KEY).public_key().public_bytes_raw()
    held = HeldSecrets().hold(KeyUse.MIFARE_CLASSIC, CLASSIC_UID, CLASSIC_KEY)
    return held.trust(3, public_key)


class Pulled:
    """A card that is pulled away when it is asked for its data."""

    def __init__(self, card: VirtualChip) -> None:
        self._card = card

    @property
    def atr(self) -> bytes:
        return self._card.atr

    def reset(self) -> None:
        self._card.reset()

    def respond(self, command: bytes) -> bytes:
        if command[:2] == b"\xff\xb0":
            raise CardTakenAway
        return self._card.respond(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A card, and what a till makes of it.

    Attributes:
        token: text of the token, or why it is refused.
        chosen: the formats in use.
    """

    card: Callable[[], VirtualChip]
    token: str | Refusal
    form: str = ""
    trust: Trust = Trust.COPYABLE
    chosen: dict[str, dict[str, object]] | None = None


def _ours(card: Callable[[], VirtualChip], form: str, number: str = NUMBER) -> Sample:
    return Sample(card=card, token=f"num:{number}", form=form)


def _tag(
    token: str | Refusal, *, message: bytes, trust: Trust = Trust.COPYABLE, uid: str = TAG_UID
) -> Sample:
    return Sample(card=lambda: TagCard(uid, message=message), token=token, form="nfc-a/ntag21x", trust=trust)


def _proven(token: str | Refusal, raw: Raw, signature: str = "", number: str = NUMBER) -> Sample:
    return Sample(
        card=lambda: TagCard(TAG_UID, message=text_message(number), raw=raw, signature=signature),
        token=token,
        form="nfc-a/ntag21x",
        chosen=GENUINE_ONLY,
    )


def _classic(
    token: str | Refusal, content: bytes, key: bytes = CLASSIC_KEY, uid: str = CLASSIC_UID
) -> Sample:
    return Sample(
        card=lambda: ClassicCard(uid, sector=2, key=key, content=content),
        token=token,
        form="nfc-a/mifare_classic",
    )


_FALSE_SIGNATURE = TAG_SIGNATURE[:-2] + "B4"
_FALSE_SIGNED = sign(NUMBER, 3, bytes(32), TAG_UID)

SAMPLES: dict[str, Sample] = {
    "sle4442": _ours(lambda: MemoryChipCard(SLE4442, RECORD), "memory/sle4442"),
    "sle4442 in a reader that needs no select": _ours(
        lambda: MemoryChipCard(SLE4442, RECORD, needs_select=False), "memory/sle4442"
    ),
    "sle4442 in a reader that adds the protection bits": _ours(
        lambda: MemoryChipCard(SLE4442, RECORD, extra=b"\xff" * 4), "memory/sle4442"
    ),
    "sle4442 in a reader that names it": _ours(
        lambda: MemoryChipCard(SLE4442, RECORD, announced=b"Sle4442="), "memory/sle4442"
    ),
    "sle4442 blank": Sample(card=lambda: MemoryChipCard(SLE4442), token=Refusal.UNKNOWN_FORMAT),
    "sle4442 of somebody else": Sample(
        card=lambda: MemoryChipCard(SLE4442, b"PARKING 0042"), token=Refusal.UNKNOWN_FORMAT
    ),
    "sle4442 of another merchant": Sample(
        card=lambda: MemoryChipCard(SLE4442, encode_record(FOREIGN_NUMBER)), token=Refusal.OTHER_MERCHANT
    ),
    "sle4442 half written": Sample(card=lambda: MemoryChipCard(SLE4442, RECORD[:15]), token=Refusal.BAD_READ),
    "sle4442 with one digit changed": Sample(
        card=lambda: MemoryChipCard(SLE4442, RECORD.replace(b"7", b"8", 1)), token=Refusal.BAD_READ
    ),
    "sle4442 pulled": Sample(card=lambda: Pulled(MemoryChipCard(SLE4442, RECORD)), token=Refusal.BAD_READ),
    "sle4428": _ours(
        lambda: MemoryChipCard(SLE4428, encode_record(SHORT_NUMBER)), "memory/sle4428", SHORT_NUMBER
    ),
    "sle4428 blank": Sample(card=lambda: MemoryChipCard(SLE4428), token=Refusal.UNKNOWN_FORMAT),
    "sle4428 half written": Sample(card=lambda: MemoryChipCard(SLE4428, RECORD[:-1]), token=Refusal.BAD_READ),
    "sle4428 pulled": Sample(card=lambda: Pulled(MemoryChipCard(SLE4428, RECORD)), token=Refusal.BAD_READ),
    "classic": _classic(f"num:{NUMBER}", RECORD),
    "classic blank": _classic(Refusal.UNKNOWN_FORMAT, b""),
    "classic half written": _classic(Refusal.BAD_READ, RECORD[:16]),
    "classic whose key this till has not": _classic(Refusal.UNKNOWN_FORMAT, RECORD, uid="01020304"),
    "classic with another key": _classic(Refusal.BAD_READ, RECORD, key=bytes(6)),
    "classic in a reader that takes no keys": Sample(
        card=lambda: ClassicCard(CLASSIC_UID, sector=2, key=CLASSIC_KEY, content=RECORD, takes_keys=False),
        token=Refusal.UNCHECKED,
    ),
    "classic pulled": Sample(
        card=lambda: Pulled(ClassicCard(CLASSIC_UID, sector=2, key=CLASSIC_KEY)), token=Refusal.BAD_READ
    ),
    "classic known by its uid": Sample(
        card=lambda: PlainCard(storage_atr(CLASSIC_1K), "01020304"),
        token="uid:01020304",
        form="nfc-a/uid",
        chosen=CHOSEN | {"contactless_uid": {"kinds": ["mifare_classic_1k"]}},
    ),
    "tag with a text": _tag(f"num:{NUMBER}", message=text_message(NUMBER)),
    "tag with an address": _tag(f"num:{SHORT_NUMBER}", message=uri_message(URI_PREFIX + SHORT_NUMBER)),
    "tag with a signed number": _tag(
        f"num:{NUMBER}", message=text_message(SIGNED), trust=Trust.SIGNED_STATIC
    ),
    "larger tag with an address and a signed number": Sample(
        card=lambda: TagCard(TAG_UID, message=uri_message(URI_PREFIX + SIGNED), container="E1103E00"),
        token=f"num:{NUMBER}",
        form="nfc-a/ntag21x",
        trust=Trust.SIGNED_STATIC,
    ),
    "tag with a number signed for paper": _tag(
        f"num:{NUMBER}", message=text_message(sign(NUMBER, 3, SIGNING_KEY))
    ),
    "tag with a number signed by a key this till has not": _tag(
        f"num:{NUMBER}", message=text_message(sign(NUMBER, 4, SIGNING_KEY, TAG_UID))
    ),
    "tag with the signed number of another tag": _tag(
        Refusal.NOT_GENUINE, message=text_message(SIGNED), uid="04E10CDA993C81"
    ),
    "tag with a false signature": _tag(Refusal.NOT_GENUINE, message=text_message(_FALSE_SIGNED)),
    "tag of another merchant": _tag(
        Refusal.OTHER_MERCHANT, message=text_message(sign(FOREIGN_NUMBER, 3, bytes(32), TAG_UID))
    ),
    "tag with half a signed number": _tag(Refusal.BAD_READ, message=text_message(SIGNED[:60])),
    "tag blank": _tag(Refusal.UNKNOWN_FORMAT, message=b""),
    "tag without a format": Sample(
        card=lambda: TagCard(TAG_UID, container="00000000"), token=Refusal.UNKNOWN_FORMAT
    ),
    "tag with a web page": _tag(
        Refusal.UNKNOWN_FORMAT, message=uri_message(f"https://www.example.org/{NUMBER}")
    ),
    "tag with a phone number": _tag(Refusal.UNKNOWN_FORMAT, message=text_message("0612345678")),
    "tag with a message cut short": _tag(Refusal.BAD_READ, message=text_message(NUMBER)[:-3]),
    "tag pulled": Sample(
        card=lambda: Pulled(TagCard(TAG_UID, message=text_message(NUMBER))), token=Refusal.BAD_READ
    ),
    "tag proven genuine": _proven(f"num:{NUMBER}", Raw.TRANSPARENT, TAG_SIGNATURE),
    "tag proven genuine by a PN532": _proven(f"num:{NUMBER}", Raw.PN532, TAG_SIGNATURE),
    "tag with another tag's proof": _proven(Refusal.NOT_GENUINE, Raw.TRANSPARENT, _FALSE_SIGNATURE),
    "tag without a proof": _proven(Refusal.NOT_GENUINE, Raw.TRANSPARENT),
    "tag without a proof in a PN532": _proven(Refusal.NOT_GENUINE, Raw.PN532),
    "tag in a reader that cannot ask for the proof": _proven(Refusal.UNCHECKED, Raw.NOT_AT_ALL),
    "tag of another merchant that cannot be proven": _proven(
        Refusal.OTHER_MERCHANT, Raw.NOT_AT_ALL, number=FOREIGN_NUMBER
    ),
    "felica": Sample(
        card=lambda: PlainCard(storage_atr(FELICA), "01010112841B2F05"),
        token="uid:01010112841B2F05",
        form="nfc-f/idm",
    ),
    "felica in an ACR122": Sample(
        card=lambda: PlainCard(storage_atr(0xF011), "01010112841B2F05"),
        token="uid:01010112841B2F05",
        form="nfc-f/idm",
    ),
    "felica of a phone's app": Sample(
        card=lambda: PlainCard(storage_atr(FELICA), "02FE0102030405FF"), token=Refusal.PHONE
    ),
    "felica of a phone that wants to talk": Sample(
        card=lambda: PlainCard(storage_atr(FELICA), "01FE6C1A9D3B5E77"), token=Refusal.PHONE
    ),
    "phone": Sample(card=lambda: PlainCard(contactless_atr(b""), "08A1B2C3"), token=Refusal.PHONE),
    "unknown chip": Sample(
        card=lambda: PlainCard(contactless_atr(b""), "04A1B2C3D4E5F6"), token=Refusal.UNKNOWN_FORMAT
    ),
    "unknown chip that hides its uid": Sample(
        card=lambda: PlainCard(contactless_atr(b"\x77\x80"), "08A1B2C3"), token=Refusal.UNKNOWN_FORMAT
    ),
}
