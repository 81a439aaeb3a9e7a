"""The UID of a contactless card, as far as it says which card it is."""

from fidpos.readers.cards.storage_card import ask_uid
from fidpos.readers.driver import Transmit

_RANDOM_LENGTH = 4
_RANDOM_START = b"\x08"
"""ISO/IEC 14443-3, section 6.5.4: four bytes beginning with 08 are made up anew at each tap."""


def is_made_up(uid: bytes) -> bool:
    """Whether the card makes it up at each tap, so that it says nothing."""
    return len(uid) == _RANDOM_LENGTH and uid.startswith(_RANDOM_START)


def own_uid(transmit: Transmit) -> str:
    """The card's own UID in upper-case hex; empty where there is none, or the card makes it up."""
    uid = ask_uid(transmit)
    return "" if is_made_up(uid) else uid.hex().upper()
