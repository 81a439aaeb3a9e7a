"""The answer to reset: what a card says before anybody asks (ISO/IEC 7816-3, section 8; PC/SC part 3)."""

from dataclasses import dataclass

from fidpos.readers.errors import AtrInvalid

_LENGTH_MAX = 33
_CONVENTIONS = (0x3B, 0x3F)

_STORAGE_CARD = bytes.fromhex("804F0CA000000306")
"""PC/SC part 3, section 3.1.3.2.3: how a reader announces a contactless memory card in place of its ATR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atr:
    """A well-formed answer to reset.

    Attributes:
        raw: all of it.
        historical: what the maker put in: card family, capabilities, sometimes a name.
    """

    raw: bytes
    historical: bytes

    @property
    def is_contactless(self) -> bool:
        """Whether a contactless reader made it up: PC/SC part 3 has them say `3B 8n 80 01` for every card."""
        return self.raw[:1] == b"\x3b" and self.raw[1] >> 4 == 0x8 and self.raw[2:4] == b"\x80\x01"

    @property
    def storage_card(self) -> int | None:
        """The card's name code of PC/SC part 3 (0x0001 is MIFARE Classic 1K), None unless a memory card."""
        if not self.historical.startswith(_STORAGE_CARD) or len(self.historical) < 11:
            return None
        return int.from_bytes(self.historical[9:11], "big")

    @property
    def is_memory_chip(self) -> bool:
        """Whether a reader made it up for a contact chip that is memory only and knows no ISO/IEC 7816-4.

        Such a chip says four bytes at reset (ISO/IEC 7816-10), which readers put behind `3B 04`; a chip with
        a protocol says more. So say the entries of the public list of ATRs that pcsc-tools keeps.
        """
        return self.raw[:2] == b"\x3b\x04"


def parse_atr(raw: bytes) -> Atr:
    """Walk the interface bytes to where the historical bytes stand.

    Raises:
        AtrInvalid: cut short, too long, of no known convention, or with a wrong check byte.
    """
    if not 2 <= len(raw) <= _LENGTH_MAX or raw[0] not in _CONVENTIONS:
        raise AtrInvalid("no answer to reset")
    interface, count = raw[1] >> 4, raw[1] & 0x0F
    at = 2
    has_check = False
    while interface:
        at += (interface & 0x7).bit_count()
        if not interface & 0x8:
            break
        if at >= len(raw):
            raise AtrInvalid("cut short among the interface bytes")
        interface = raw[at] >> 4
        has_check = has_check or raw[at] & 0x0F != 0
        at += 1
    end = at + count
    if len(raw) != end + has_check:
        raise AtrInvalid("length does not fit")
    if has_check and _xor(raw[1:]) != 0:
        raise AtrInvalid("wrong check byte")
    return Atr(raw=raw, historical=raw[at:end])


def _xor(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total
