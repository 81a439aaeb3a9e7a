"""Places in a journal that say all that came before."""

import msgspec

from fidpos.wire.chain import NO_HASH
from fidpos.wire.number import Count


class Anchor(msgspec.Struct, frozen=True, array_like=True):
    """A row of a journal by its sequence and its hash."""

    seq: Count
    hash: bytes


START = Anchor(0, NO_HASH)
"""Before the first row."""
