"""The commands of PC/SC part 3 (section 3.2.2.1) for contactless memory cards, and for the UID of any card.

The reader answers them on the card's behalf; transports other than PC/SC translate them.
"""

from fidpos.readers.driver import Transmit

GET_UID = bytes((0xFF, 0xCA, 0x00, 0x00, 0x00))
"""Section 3.2.2.1.3: in the reader's own order of bytes."""

_KEY_NUMBER = 0x00
_KEY_A = 0x60


def ask_uid(transmit: Transmit) -> bytes:
    """The card's UID; empty when it cannot be had."""
    answer = transmit(GET_UID)
    return answer.data if answer.is_success else b""


def load_key(key: bytes) -> bytes:
    """Load a key into the reader's volatile memory (section 3.2.2.1.4), so that it leaves with the power."""
    return bytes((0xFF, 0x82, 0x00, _KEY_NUMBER, len(key))) + key


def authenticate(block: int) -> bytes:
    """Open the block's sector with the key just loaded, as key A (section 3.2.2.1.6)."""
    return bytes((0xFF, 0x86, 0x00, 0x00, 0x05, 0x01, block >> 8, block & 0xFF, _KEY_A, _KEY_NUMBER))


def read_block(number: int, length: int = 16) -> bytes:
    """Read from a block of a MIFARE Classic, or a page of an Ultralight, on (section 3.2.2.1.8)."""
    return bytes((0xFF, 0xB0, number >> 8, number & 0xFF, length))


def write_block(number: int, data: bytes) -> bytes:
    """Write a block (16 bytes) or a page (4 bytes; section 3.2.2.1.9)."""
    return bytes((0xFF, 0xD6, number >> 8, number & 0xFF, len(data))) + data
