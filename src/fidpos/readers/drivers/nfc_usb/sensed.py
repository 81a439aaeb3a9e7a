"""A card as it was sensed, and the answer to reset that PC/SC part 3 has a reader make up for it."""

from dataclasses import dataclass
from enum import Enum

_STORAGE_CARD = bytes.fromhex("804F0CA000000306")
_ISO_14443_A = 0x03
_ISO_14443_B = 0x07
_FELICA = 0x11
_RANDOM_START = 0x08

_CARD_NAMES = {
    0x00: 0x0003,  # Ultralight, NTAG21x
    0x08: 0x0001,  # MIFARE Classic 1K
    0x88: 0x0001,  # the same by Infineon
    0x18: 0x0002,  # MIFARE Classic 4K
    0x09: 0x0026,  # MIFARE Mini
    0x10: 0x0038,  # MIFARE Plus 2K, security level 2
    0x11: 0x0039,  # MIFARE Plus 4K, security level 2
}
"""Card name of PC/SC part 3, supplement, by SAK (NXP AN10833); 0 says that none is known."""
_TOPAZ_NAME = 0x002F
_FELICA_NAME = 0x003B

_CLASSIC_NAMES = frozenset({0x0001, 0x0002, 0x0026})
HISTORICAL_MAX = 15


class Protocol(Enum):
    """How one speaks to the card."""

    TYPE_2 = "type_2"
    """Ultralight and NTAG: pages of four bytes."""
    CLASSIC = "classic"
    """MIFARE Classic: nothing without its cipher."""
    ISO_DEP = "iso_dep"
    """ISO/IEC 14443-4: command APDUs."""
    FELICA = "felica"
    OTHER = "other"
    """It told its number, and that is all that we can do with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensedCard:
    """What a card said while it was selected.

    Attributes:
        technology: bit rate and type, as nfcpy names it.
        uid: in the order in which it is sent, which is also that of PC/SC.
        name: its card name in PC/SC part 3; 0 for none, or for a chip.
        attributes: of a type B card, bytes 5 to 11 of its ATQB; of a FeliCa card, its PMm.
    """

    technology: str
    uid: bytes
    protocol: Protocol
    name: int = 0
    attributes: bytes = b""

    @property
    def is_random(self) -> bool:
        """Whether it makes up another UID each time it is selected (ISO/IEC 14443-3, 6.5.4), as phones do."""
        if self.technology.endswith("B"):
            return True
        return len(self.uid) == 4 and self.uid[0] == _RANDOM_START

    def is_same(self, other: "SensedCard") -> bool:
        """Whether that may be this card; of two that make up their UIDs nobody can tell."""
        if self.technology != other.technology or self.protocol is not other.protocol:
            return False
        return self.uid == other.uid or (self.is_random and other.is_random)

    @property
    def storage_atr(self) -> bytes:
        """The ATR of a memory card: registered id, standard and card name (part 3, section 3.1.3.2.3.2)."""
        standard = {"A": _ISO_14443_A, "B": _ISO_14443_B}.get(self.technology[-1], _FELICA)
        return made_up_atr(_STORAGE_CARD + bytes((standard,)) + self.name.to_bytes(2, "big") + bytes(4))


def type_a(technology: str, *, uid: bytes, sak: int) -> SensedCard:
    """A card of ISO/IEC 14443 type A; bit 6 of SAK says that it speaks part 4 (14443-3, table 9)."""
    if sak & 0x20:
        return SensedCard(technology=technology, uid=uid, protocol=Protocol.ISO_DEP)
    name = _CARD_NAMES.get(sak, 0)
    protocol = Protocol.CLASSIC if name in _CLASSIC_NAMES else Protocol.OTHER
    return SensedCard(
        technology=technology, uid=uid, protocol=Protocol.TYPE_2 if sak == 0 else protocol, name=name
    )


def topaz(technology: str, *, uid: bytes) -> SensedCard:
    """A card of NFC type 1, which has no SAK."""
    return SensedCard(technology=technology, uid=uid, protocol=Protocol.OTHER, name=_TOPAZ_NAME)


def type_b(technology: str, *, atqb: bytes) -> SensedCard:
    """A card of type B by its ATQB without CRC; bit 1 of its protocol byte says that it speaks part 4."""
    protocol = Protocol.ISO_DEP if atqb[10] & 0x01 else Protocol.OTHER
    return SensedCard(technology=technology, uid=atqb[1:5], protocol=protocol, attributes=atqb[5:12])


def felica(technology: str, *, idm: bytes, pmm: bytes) -> SensedCard:
    """A FeliCa card."""
    return SensedCard(
        technology=technology, uid=idm, protocol=Protocol.FELICA, name=_FELICA_NAME, attributes=pmm
    )


def made_up_atr(historical: bytes) -> bytes:
    """`3B 8n 80 01`, at most fifteen historical bytes and the check byte (part 3, section 3.1.3.2.3.1)."""
    kept = historical[:HISTORICAL_MAX]
    body = bytes((0x80 | len(kept), 0x80, 0x01)) + kept
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes((check,))
