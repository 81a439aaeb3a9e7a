"""Numbers of vouchers that are bound to the bearer, of the scheme of `bearer_number`.

A training till makes numbers with a prefix of their own, which a till that serves customers refuses.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from fidpos.domain import bearer_number

PREFIX = "VC"
TRAINING_PREFIX = "VT"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherNumber:
    """A whole number, its check character verified.

    Attributes:
        canonical: upper case, without groups.
    """

    canonical: str = field(repr=False)

    @property
    def is_training(self) -> bool:
        """Whether it was made by a till that serves no customers."""
        return self.canonical.startswith(TRAINING_PREFIX)

    @property
    def grouped(self) -> str:
        """As it is printed: groups of four."""
        return bearer_number.grouped(self.canonical)

    @property
    def digest(self) -> bytes:
        """SHA-256: what stores and events know it by; as hard to guess as the number itself."""
        return sha256(self.canonical.encode()).digest()


def make(
    entropy: Callable[[int], bytes] = secrets.token_bytes, *, is_training: bool = False
) -> VoucherNumber:
    """A new number that nobody can foresee.

    Args:
        entropy: gives n random bytes; a seeded one makes demos and simulations repeatable.
        is_training: whether the number is for practice.
    """
    prefix = TRAINING_PREFIX if is_training else PREFIX
    return VoucherNumber(canonical=bearer_number.draw(prefix, entropy))


def parse(text: str) -> VoucherNumber | None:
    """The number that was scanned or typed, in groups or not, in either case; None when it is not whole."""
    canonical = bearer_number.whole(text, (PREFIX, TRAINING_PREFIX))
    return VoucherNumber(canonical=canonical) if canonical is not None else None
