"""The record that carries a card number on a chip that is memory only: SLE44xx, MIFARE Classic.

    "fdp" | version 01 | length of the number, one byte | the number, ASCII | CRC-32 of all before, big-endian

The number is digits, or that of a gift card (`number`).

The CRC (ISO/IEC 8802-3) finds what is left when a card is pulled away while it is written. It is no secret
and stops no forger: a card read this way is as copyable as a printed one.
"""

import zlib

from fidpos.domain.card import Refusal
from fidpos.domain.errors import InvalidValue
from fidpos.readers.cards.number import is_card_number

MAGIC = b"fdp\x01"

RECORD_LENGTH_MAX = 32
"""Two blocks of a MIFARE Classic; what a reader asks for, because the record says its own length."""

_HEADER_LENGTH = len(MAGIC) + 1
_CRC_LENGTH = 4
NUMBER_LENGTH_MAX = RECORD_LENGTH_MAX - _HEADER_LENGTH - _CRC_LENGTH


def encode_record(number: str) -> bytes:
    """The record that says this number.

    Raises:
        InvalidValue: no number of a card, or longer than `NUMBER_LENGTH_MAX`.
    """
    if not (len(number) <= NUMBER_LENGTH_MAX and is_card_number(number)):
        raise InvalidValue(f"a record holds the number of a card, at most {NUMBER_LENGTH_MAX} characters")
    body = MAGIC + bytes((len(number),)) + number.encode("ascii")
    return body + _crc(body)


def decode_record(data: bytes) -> str | Refusal | None:
    """The number that the memory says, from where a record would begin.

    Returns:
        The number; BAD_READ (a `str` as well, so ask for it first) for a record of ours that is cut short
        or damaged; None where there is none: a blank chip, or one that carries something else.
    """
    if not data.startswith(MAGIC):
        return None
    end = _HEADER_LENGTH + data[len(MAGIC)] if len(data) >= _HEADER_LENGTH else 0
    number = data[_HEADER_LENGTH:end]
    is_whole = len(number) <= NUMBER_LENGTH_MAX and data[end : end + _CRC_LENGTH] == _crc(data[:end])
    text = number.decode("latin-1")
    return text if is_whole and is_card_number(text) else Refusal.BAD_READ


def is_blank(data: bytes) -> bool:
    """Whether nothing was ever written there: chips leave the factory filled with FF or 00."""
    return len(set(data)) <= 1 and data[:1] in {b"", b"\x00", b"\xff"}


def _crc(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_CRC_LENGTH, "big")
