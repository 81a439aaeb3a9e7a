"""Contact memory chips (SLE44xx) through PC/SC: what they are, and the reader's commands for them.

These chips speak no ISO/IEC 7816-4; the reader does, in pseudo-commands of its maker. They are those of ACS
(ACR38, ACR39: reference manuals, "Memory Card - SLE 4418 ..." and "- SLE 4432 ..."), the most common. HID's
OMNIKEY and Identiv's readers know the same READ and no SELECT (PLT-03099, section 8.1), so that they read
such a card as well. They are not written to: they cannot tell how many tries of the PIN are left.
"""

from dataclasses import dataclass

from fidpos.readers.driver import SW_SUCCESS, Response

PROTECTED_LENGTH = 32
"""Maker's and issuer's bytes at the beginning, which can be locked for ever; our data stays behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryChip:
    """A family of chips.

    Attributes:
        form: the format's name in a `CardIdentity`.
        answer: the chip's own answer to reset (ISO/IEC 7816-10); the ATR that a reader makes up ends with it.
        card_type: its number in SELECT_CARD_TYPE.
        size: bytes of memory.
        pin_length: bytes of the PIN without which it cannot be written.
        tries_max: wrong PINs in a row after which it can never be written again.
    """

    form: str
    answer: bytes
    card_type: int
    size: int
    pin_length: int
    tries_max: int

    def select(self) -> bytes:
        """Tell the reader which chip it holds; resets the chip. Without it a reader of ACS answers 6985."""
        return bytes((0xFF, 0xA4, 0x00, 0x00, 0x01, self.card_type))

    def read(self, address: int, length: int) -> bytes:
        """Read; some firmware (ACR38 1.x) adds four bytes of protection bits behind what was asked for."""
        return bytes((0xFF, 0xB0, address >> 8, address & 0xFF, length))

    def write(self, address: int, data: bytes) -> bytes:
        """Write; allowed once the PIN was presented, until the next reset."""
        return bytes((0xFF, 0xD0, address >> 8, address & 0xFF, len(data))) + data

    def read_error_counter(self) -> bytes:
        """Ask for the error counter, the first byte of the answer; costs no try."""
        return bytes((0xFF, 0xB1, 0x00, 0x00, self.pin_length + 1))

    def present_pin(self, pin: bytes) -> bytes:
        """Present the PIN. A wrong one costs a try, and the last try the card: read the counter before."""
        return bytes((0xFF, 0x20, 0x00, 0x00, self.pin_length)) + pin

    def tries_left(self, answer: Response) -> int | None:
        """How many tries are left, by the answer to `read_error_counter`; None when it does not say."""
        if not answer.is_success or not answer.data:
            return None
        return (answer.data[0] & self._counter_full).bit_count()

    def is_pin_right(self, answer: Response) -> bool:
        """Whether the answer to `present_pin` says yes: its second status byte is the counter, full again."""
        return answer.status == SW_SUCCESS | self._counter_full

    @property
    def _counter_full(self) -> int:
        """One bit for each try that is left."""
        return (1 << self.tries_max) - 1
