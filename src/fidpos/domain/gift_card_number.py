"""Numbers of gift cards: money for whoever holds them out, so they cannot be guessed.

    prefix 2 | random 17 | check character        GCH2 89H8 58P2 WC1J 6GV5

The random part is base 32 as Douglas Crockford wrote it down: digits and letters without I, L, O and U, so
that no character is taken for another. The check character is ISO/IEC 7064 MOD 37,36 over all that precedes
it. That character could be one of the four letters left out; such numbers are never made, so O, I and L in
what is typed always mean 0 and 1.

The letter at the start keeps a gift card apart from a member's number, which is digits only. A training till
makes numbers with a prefix of their own, covered by the check, which a till that serves customers refuses. A
number carries no worth and no proof: whether the card exists, only the ledger knows.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from fidpos.domain.check_digit import mod_37_36

PREFIX = "GC"
TRAINING_PREFIX = "GT"

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_LENGTH = 17
_RANDOM_BITS = 5 * _RANDOM_LENGTH
_ENTROPY_BYTES = -(-_RANDOM_BITS // 8)
_GROUP_LENGTH = 4
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_SHAPE = re.compile(rf"(?:{PREFIX}|{TRAINING_PREFIX})[{_ALPHABET}]{{{_RANDOM_LENGTH + 1}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardNumber:
    """A whole number, its check character verified.

    Attributes:
        canonical: upper case, without groups: the key under which the ledger finds the card.
    """

    canonical: str = field(repr=False)

    @property
    def is_training(self) -> bool:
        """Whether it was made by a till that serves no customers."""
        return self.canonical.startswith(TRAINING_PREFIX)

    @property
    def masked(self) -> str:
        """The last four characters, all that a screen ever shows."""
        return self.canonical[-_GROUP_LENGTH:]

    @property
    def grouped(self) -> str:
        """As it is printed: groups of four."""
        starts = range(0, len(self.canonical), _GROUP_LENGTH)
        return " ".join(self.canonical[start : start + _GROUP_LENGTH] for start in starts)


def make(
    entropy: Callable[[int], bytes] = secrets.token_bytes, *, is_training: bool = False
) -> GiftCardNumber:
    """A new number with more than 80 bits that nobody can foresee.

    85 bits are drawn. Where their check character would be one of the letters left out, the next number is
    taken whose is not. Of the 32 numbers that differ in the last character alone at most 4 are passed over,
    so no number stands for more than 9 draws: 81.8 bits remain in the worst case.

    Args:
        entropy: gives n random bytes; a seeded one makes demos and simulations repeatable.
        is_training: whether the number is for practice.
    """
    prefix = TRAINING_PREFIX if is_training else PREFIX
    value = int.from_bytes(entropy(_ENTROPY_BYTES), "big") % (1 << _RANDOM_BITS)
    while mod_37_36(prefix + _base32(value)) not in _ALPHABET:
        value = (value + 1) % (1 << _RANDOM_BITS)
    body = prefix + _base32(value)
    return GiftCardNumber(canonical=body + mod_37_36(body))


def parse(text: str) -> GiftCardNumber | None:
    """The number that was scanned or typed, in groups or not, in either case; None when it is not whole."""
    canonical = normalised(text) if text.isascii() else ""
    if not _SHAPE.fullmatch(canonical) or canonical[-1] != mod_37_36(canonical[:-1]):
        return None
    return GiftCardNumber(canonical=canonical)


def normalised(text: str) -> str:
    """The text without groups, upper case, with the digits that are meant by O, I and L."""
    return text.upper().translate(_MEANT)


def _base32(value: int) -> str:
    shifts = range(5 * (_RANDOM_LENGTH - 1), -1, -5)
    return "".join(_ALPHABET[value >> shift & 31] for shift in shifts)
