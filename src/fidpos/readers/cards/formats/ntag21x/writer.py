"""Writing an NTAG21x or Ultralight: the number as an NDEF text, or in a URI if the settings say so."""

from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.formats.ntag21x.memory import (
    CONTAINER_PAGE,
    FIRST_DATA_PAGE,
    PAGE_LENGTH,
    READ_LENGTH,
    SIZE_UNIT,
)
from fidpos.readers.cards.formats.ntag21x.profile import NTAG_CODES
from fidpos.readers.cards.ndef import message_block, text_message, uri_message
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.storage_card import ask_uid, read_block, write_block
from fidpos.readers.cards.writing import Attempt, CardKeyKeeper, is_part_of
from fidpos.readers.driver import Transmit

_FORMATTED = 0xE1
_MAY_WRITE = 0x00
_EMPTY = bytes.fromhex("0300FE")
"""An empty message: what stands behind it is nothing to anybody."""
_LOCK_BLOCK = (bytes.fromhex("0103A00C"), bytes.fromhex("340300FE"))
"""Pages 4 and 5 of an NTAG213 from the factory (data sheet, section 8.5.6): lock bytes, an empty message."""


def create_writer(settings: CardSettings, keys: CardKeyKeeper) -> "TagWriter":  # noqa: ARG001
    """Build the writer."""
    return TagWriter(uri_prefix=str(settings["uri_prefix"]))


class TagWriter:
    """Writes the message's first page last: until then the tag is as empty as it was."""

    def __init__(self, *, uri_prefix: str) -> None:
        self._uri_prefix = uri_prefix

    def matches(self, atr: Atr) -> bool:
        """The card's name in the ATR that its reader makes up."""
        return atr.storage_card in NTAG_CODES

    def identity(self, transmit: Transmit) -> str:
        """The UID."""
        return ask_uid(transmit).hex().upper()

    def write(self, number: str, transmit: Transmit, attempt: Attempt) -> WriteProblem | None:
        """See `CardWriter.write`."""
        pages = self._pages(number)
        there = self._read(len(pages), transmit)
        if there is None:
            return WriteProblem.NOT_KEPT
        container, data = there
        if container[0] != _FORMATTED:
            return WriteProblem.OTHER_KIND
        if container[3] & 0x0F != _MAY_WRITE:
            return WriteProblem.LOCKED
        if container[2] * SIZE_UNIT < len(pages) * PAGE_LENGTH:
            return WriteProblem.TOO_SMALL
        if not _is_free(data, pages):
            return WriteProblem.NOT_BLANK
        attempt.begin()
        for place in reversed(range(len(pages))):
            if not transmit(write_block(FIRST_DATA_PAGE + place, pages[place])).is_success:
                return WriteProblem.NOT_KEPT
        return None

    def _pages(self, number: str) -> list[bytes]:
        message = uri_message(self._uri_prefix + number) if self._uri_prefix else text_message(number)
        block = message_block(message)
        block += bytes(-len(block) % PAGE_LENGTH)
        return [block[at : at + PAGE_LENGTH] for at in range(0, len(block), PAGE_LENGTH)]

    def _read(self, count: int, transmit: Transmit) -> tuple[bytes, bytes] | None:
        """Capability container, and as many data pages as will be written."""
        data = b""
        for page in range(CONTAINER_PAGE, FIRST_DATA_PAGE + count, READ_LENGTH // PAGE_LENGTH):
            answer = transmit(read_block(page, READ_LENGTH))
            if not answer.is_success or len(answer.data) != READ_LENGTH:
                return None
            data += answer.data
        return data[:PAGE_LENGTH], data[PAGE_LENGTH : (1 + count) * PAGE_LENGTH]


def _is_free(data: bytes, pages: list[bytes]) -> bool:
    """Whether the tag is empty, or has what was begun here: then its first page is still an empty one's."""
    first, second = data[:PAGE_LENGTH], data[PAGE_LENGTH : 2 * PAGE_LENGTH]
    if first.startswith(_EMPTY):
        return True
    if first == _LOCK_BLOCK[0]:
        return second in {_LOCK_BLOCK[1], pages[1]}
    return is_part_of(data, b"".join(pages))
