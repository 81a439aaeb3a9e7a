"""The profile that the contact memory chips share: find the chip by its ATR, read the record."""

from dataclasses import dataclass

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.memory_chip import MemoryChip
from fidpos.readers.cards.record import RECORD_LENGTH_MAX, decode_record
from fidpos.readers.driver import CardIdentity, Transmit


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryProfile:
    """Chips of one family, with our record at an address.

    Whoever holds such a chip can read it, and its PIN guards writing only; hence COPYABLE.
    """

    chip: MemoryChip
    address: int

    def matches(self, atr: Atr) -> int:
        """Sure: the chip's own answer ends the ATR, which some readers begin with a name for the chip."""
        return 90 if atr.historical.endswith(self.chip.answer) else 0

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:  # noqa: ARG002
        """Read the record; None when the chip is blank or somebody else's."""
        # A reader that need not be told the chip refuses this, and reads all the same.
        transmit(self.chip.select())
        answer = transmit(self.chip.read(self.address, RECORD_LENGTH_MAX))
        if not answer.is_success or len(answer.data) < RECORD_LENGTH_MAX:
            return Refusal.BAD_READ
        number = decode_record(answer.data)
        if number is None or isinstance(number, Refusal):
            return number
        return CardIdentity(medium=Medium.CHIP, form=self.chip.form, trust=Trust.COPYABLE, number=number)
