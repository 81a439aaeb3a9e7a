"""Numbers of gift cards, of the scheme of `bearer_number`.

A training till makes numbers with a prefix of their own, covered by the check, which a till that serves
customers refuses.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from fidpos.domain import bearer_number

_FORMER = re.compile(r"(?a)[A-Z0-9]{6,40}")
_BETWEEN = str.maketrans("", "", " .-\u00a0\u202f")
PREFIX = "GC"
TRAINING_PREFIX = "GT"


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
    def digest(self) -> bytes:
        """SHA-256, under which stores find the card: no index shows how much of a guess is right."""
        return sha256(self.canonical.encode("ascii")).digest()

    @property
    def masked(self) -> str:
        """The last four characters, all that a screen ever shows."""
        return self.canonical[-bearer_number.GROUP_LENGTH :]

    @property
    def grouped(self) -> str:
        """As it is printed: groups of four."""
        return bearer_number.grouped(self.canonical)


def make(
    entropy: Callable[[int], bytes] = secrets.token_bytes, *, is_training: bool = False
) -> GiftCardNumber:
    """A new number that nobody can foresee.

    Args:
        entropy: gives n random bytes; a seeded one makes demos and simulations repeatable.
        is_training: whether the number is for practice.
    """
    prefix = TRAINING_PREFIX if is_training else PREFIX
    return GiftCardNumber(canonical=bearer_number.draw(prefix, entropy))


def former(text: str) -> GiftCardNumber | None:
    """A number that another system made, which no check character proves; None for what is no number.

    What has the shape of ours and is not whole is a mistake in one of ours.
    """
    canonical = text.upper().translate(_BETWEEN)
    is_ours = len(canonical) == bearer_number.LENGTH and canonical.startswith((PREFIX, TRAINING_PREFIX))
    return GiftCardNumber(canonical=canonical) if _FORMER.fullmatch(canonical) and not is_ours else None


def named_by(text: str) -> GiftCardNumber | None:
    """A whole number of ours, or what may be one of another system."""
    return parse(text) or former(text)


def parse(text: str) -> GiftCardNumber | None:
    """The number that was scanned or typed, in groups or not, in either case; None when it is not whole."""
    canonical = bearer_number.whole(text, (PREFIX, TRAINING_PREFIX))
    return GiftCardNumber(canonical=canonical) if canonical is not None else None
