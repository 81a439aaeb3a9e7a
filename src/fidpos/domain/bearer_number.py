"""Numbers that are worth something to whoever holds them out, so they cannot be guessed.

    prefix 2 | random 17 | check character        GCH2 89H8 58P2 WC1J 6GV5

The random part is base 32 as Douglas Crockford wrote it down: digits and letters without I, L, O and U, so
that no character is taken for another. The check character is ISO/IEC 7064 MOD 37,36 over all that precedes
it. That character could be one of the four letters left out; such numbers are never made, so O, I and L in
what is typed always mean 0 and 1.

The letter at the start keeps such a number apart from a member's, which is digits only. A number carries no
worth and no proof: whether there is anything behind it, only the store of those that were made knows.
"""

import re
from collections.abc import Callable

from fidpos.domain.check_digit import mod_37_36

GROUP_LENGTH = 4

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_LENGTH = 17
LENGTH = 2 + _RANDOM_LENGTH + 1
"""Of a whole number without its groups."""
_RANDOM_BITS = 5 * _RANDOM_LENGTH
_ENTROPY_BYTES = -(-_RANDOM_BITS // 8)
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_SHAPE = re.compile(rf"[{_ALPHABET}]{{{LENGTH}}}")


def draw(prefix: str, entropy: Callable[[int], bytes]) -> str:
    """A new canonical number with more than 80 bits that nobody can foresee.

    85 bits are drawn. Where their check character would be one of the letters left out, the next number is
    taken whose is not. Of the 32 numbers that differ in the last character alone at most 4 are passed over,
    so no number stands for more than 9 draws: 81.8 bits remain in the worst case.

    Args:
        prefix: two characters of the alphabet.
        entropy: gives n random bytes.
    """
    value = int.from_bytes(entropy(_ENTROPY_BYTES), "big") % (1 << _RANDOM_BITS)
    while mod_37_36(prefix + _base32(value)) not in _ALPHABET:
        value = (value + 1) % (1 << _RANDOM_BITS)
    body = prefix + _base32(value)
    return body + mod_37_36(body)


def whole(text: str, prefixes: tuple[str, ...]) -> str | None:
    """The canonical number that was scanned or typed, in groups or not, in either case; None if not whole."""
    canonical = normalised(text) if text.isascii() else ""
    if not _SHAPE.fullmatch(canonical) or not canonical.startswith(prefixes):
        return None
    return canonical if canonical[-1] == mod_37_36(canonical[:-1]) else None


def normalised(text: str) -> str:
    """The text without groups, upper case, with the digits that are meant by O, I and L."""
    return text.upper().translate(_MEANT)


def grouped(canonical: str) -> str:
    """As it is printed: groups of four."""
    starts = range(0, len(canonical), GROUP_LENGTH)
    return " ".join(canonical[start : start + GROUP_LENGTH] for start in starts)


def _base32(value: int) -> str:
    shifts = range(5 * (_RANDOM_LENGTH - 1), -1, -5)
    return "".join(_ALPHABET[value >> shift & 31] for shift in shifts)
