"""The memory of a Type 2 tag (Ultralight, NTAG21x), read no further than its NDEF message needs."""

from fidpos.domain.card import Refusal
from fidpos.readers.cards.ndef import Search, find_message
from fidpos.readers.cards.storage_card import read_block
from fidpos.readers.driver import Transmit

PAGE_LENGTH = 4
READ_LENGTH = 16
CONTAINER_PAGE = 3
FIRST_DATA_PAGE = 4

_FORMATTED = 0xE1
SIZE_UNIT = 8

_AREA_READ_MAX = 256
"""A number, even a signed one, needs half of it; whoever stores more stores something else."""


def read_message(transmit: Transmit) -> bytes | Refusal | None:
    """The tag's NDEF message; None for a tag that has none, or one far too long to be ours.

    The capability container in page 3 (Type 2 Tag Operation 1.2, section 2.1) says E1, version, size, access.
    """
    first = _read(CONTAINER_PAGE, transmit)
    if first is None:
        return Refusal.BAD_READ
    if first[0] != _FORMATTED:
        return None
    size = first[2] * SIZE_UNIT
    area = first[PAGE_LENGTH:]
    while (found := find_message(area[:size], size)) is Search.MORE:
        if len(area) >= _AREA_READ_MAX:
            return None
        more = _read(FIRST_DATA_PAGE + len(area) // PAGE_LENGTH, transmit)
        if more is None:
            return Refusal.BAD_READ
        area += more
    match found:
        case Search.NONE:
            return None
        case bytes():
            return found
        case _:
            return Refusal.BAD_READ


def _read(page: int, transmit: Transmit) -> bytes | None:
    """Four pages; beyond the last one the tag goes on with its first, which the caller cuts off."""
    answer = transmit(read_block(page, READ_LENGTH))
    return answer.data if answer.is_success and len(answer.data) == READ_LENGTH else None
