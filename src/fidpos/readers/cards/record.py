"""The record that carries a card number on a chip that is memory only: SLE44xx, MIFARE Classic.

    "fdp" | version 01 | count of digits, one byte | the digits, ASCII | CRC-32 of all before, big-endian

The CRC (ISO/IEC 8802-3) finds what is left when a card is pulled away while it is written. It is no secret
and stops no forger: a card read this way is as copyable as a printed one.
"""

import zlib

from fidpos.domain.card import Refusal
from fidpos.domain.errors import InvalidValue

MAGIC = b"fdp\x01"

RECORD_LENGTH_MAX = 32
"""Two blocks of a MIFARE Classic; what a reader asks for, because the record says its own length."""

_HEADER_LENGTH = len(MAGIC) + 1
_CRC_LENGTH = 4
DIGITS_MAX = RECORD_LENGTH_MAX - _HEADER_LENGTH - _CRC_LENGTH


def encode_record(number: str) -> bytes:
    """The record that says this number.

    Raises:
        InvalidValue: not 1 to `DIGITS_MAX` ASCII digits.
    """
    if not (0 < len(number) <= DIGITS_MAX and number.isascii() and number.isdigit()):
        raise InvalidValue(f"a record holds 1 to {DIGITS_MAX} digits")
    body = MAGIC + bytes((len(number),)) + number.encode("ascii")
    return body + _crc(body)


def decode_record(data: bytes) -> str | Refusal | None:
    """The number that the memory says, from where a record would begin.

    Returns:
        The digits; BAD_READ (a `str` as well, so ask for it first) for a record of ours that is cut short
        or damaged; None where there is none: a blank chip, or one that carries something else.
    """
    if not data.startswith(MAGIC):
        return None
    end = _HEADER_LENGTH + data[len(MAGIC)] if len(data) >= _HEADER_LENGTH else 0
    number = data[_HEADER_LENGTH:end]
    is_whole = len(number) <= DIGITS_MAX and data[end : end + _CRC_LENGTH] == _crc(data[:end])
    if not is_whole or not number.isdigit():
        return Refusal.BAD_READ
    return number.decode("ascii")


def is_blank(data: bytes) -> bool:
    """Whether nothing was ever written there: chips leave the factory filled with FF or 00."""
    return len(set(data)) <= 1 and data[:1] in {b"", b"\x00", b"\xff"}


def _crc(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_CRC_LENGTH, "big")
