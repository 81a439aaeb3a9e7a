"""Writing an SLE4442: the record under the maker's PIN, then a PIN of the card's own in its place.

    CHANGE_CODE   FF D2 00 01 03 <PIN>   (ACS ACR38 reference manual, section 9.2.2.6.6)

A wrong PIN costs one of three tries and the third one the card, so that none is presented unless the reader
says that more than one is left. The card's own PIN is kept before the card gets it: whoever reads the chip
cannot change what is on it, and fidpos still can.
"""

import secrets as randomness

from fidpos.domain.card import Refusal
from fidpos.domain.card_key import CardKey, KeyUse
from fidpos.domain.card_writing import WriteProblem
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.formats.applet.profile import RandomBytes
from fidpos.readers.cards.formats.memory_sle4442.profile import CHIP
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.record import MAGIC, decode_record, encode_record, is_blank
from fidpos.readers.cards.writing import Attempt, CardKeyKeeper, is_part_of
from fidpos.readers.driver import Transmit

FACTORY_PIN = b"\xff\xff\xff"
FIRST_KEY_ID = 1


def create_writer(settings: CardSettings, keys: CardKeyKeeper) -> "MemoryWriter":
    """Build the writer."""
    return MemoryWriter(keys, address=int(str(settings["address"])))


def change_pin(pin: bytes) -> bytes:
    """Give the chip another PIN; allowed once the old one was presented."""
    return bytes((0xFF, 0xD2, 0x00, 0x01, len(pin))) + pin


class MemoryWriter:
    """Writes our record where the profile looks for it."""

    def __init__(
        self, keys: CardKeyKeeper, *, address: int, random_bytes: RandomBytes = randomness.token_bytes
    ) -> None:
        self._keys = keys
        self._address = address
        self._random_bytes = random_bytes

    def matches(self, atr: Atr) -> bool:
        """The chip's own answer ends the ATR."""
        return atr.historical.endswith(CHIP.answer)

    def identity(self, transmit: Transmit) -> str:  # noqa: ARG002
        """These chips have no number of their own."""
        return ""

    def write(self, number: str, transmit: Transmit, attempt: Attempt) -> WriteProblem | None:
        """See `CardWriter.write`; the mark by which a reader knows the record is written last."""
        record = encode_record(number)
        if not transmit(CHIP.select()).is_success:
            return WriteProblem.UNSAFE_READER
        there = transmit(CHIP.read(self._address, len(record)))
        if not there.is_success or len(there.data) < len(record):
            return WriteProblem.NOT_KEPT
        if not _is_free(there.data[: len(record)], record):
            return WriteProblem.NOT_BLANK
        if attempt.is_resumed and is_blank(there.data[: len(record)]):
            return WriteProblem.ANOTHER_CARD
        pin = self._pin(number)
        problem = self._open(pin, transmit, is_whole=there.data.startswith(record))
        if problem is not None:
            return problem
        attempt.begin()
        return self._put(record, pin, transmit)

    def _put(self, record: bytes, pin: bytes, transmit: Transmit) -> WriteProblem | None:
        mark, rest = record[:1], record[1:]
        for command in (
            CHIP.write(self._address + 1, rest),
            CHIP.write(self._address, mark),
            change_pin(pin),
        ):
            if not transmit(command).is_success:
                return WriteProblem.NOT_KEPT
        return None

    def _open(self, pin: bytes, transmit: Transmit, *, is_whole: bool) -> WriteProblem | None:
        """Present the PIN that the chip may have by now, its own being its last; never on the last try."""
        pins = (pin, FACTORY_PIN) if is_whole else (FACTORY_PIN,)
        tries = CHIP.tries_left(transmit(CHIP.read_error_counter()))
        if tries is None:
            return WriteProblem.UNSAFE_READER
        for each in pins:
            if tries < 2:
                return WriteProblem.LOCKED if tries == 0 else WriteProblem.PIN_REFUSED
            if CHIP.is_pin_right(transmit(CHIP.present_pin(each))):
                return None
            tries = CHIP.tries_left(transmit(CHIP.read_error_counter())) or 0
        return WriteProblem.PIN_REFUSED

    def _pin(self, number: str) -> bytes:
        kept = self._keys.card_key(KeyUse.MEMORY_PIN, number)
        if kept is not None:
            return kept.secret
        pin = CardKey(key_id=FIRST_KEY_ID, secret=self._random_bytes(len(FACTORY_PIN)))
        self._keys.put_card_key(KeyUse.MEMORY_PIN, number, pin)
        return pin.secret


def _is_free(there: bytes, record: bytes) -> bool:
    """Whether nothing is there but what is to stand there, or a record that lacks its mark.

    Such a record was begun before a till lost power: without its mark it was never anybody's.
    """
    marked = MAGIC[:1] + there[1:]
    was_begun = is_blank(there[:1]) and decode_record(marked) not in {None, Refusal.BAD_READ}
    return was_begun or is_part_of(there, record)
