"""Ids that follow from what a thing was called in the system before: the same file names the same things.

So a file that is sent twice, or one that was cut off in its midst, finds what is there already; and somebody
who was erased since stays erased, for whom they would become is known by that id alone.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

Digest = Callable[[bytes], bytes]
"""Of at least 16 bytes, under a key that nobody outside knows: what was called how is not to be guessed."""

_VERSION_8 = 0x8 << 76
_VARIANT_RFC = 0x2 << 62


@dataclass(frozen=True, slots=True)
class Naming:
    """The ids of one merchant's things.

    Attributes:
        digest: the centre's, for this merchant.
    """

    digest: Digest

    def id(self, kind: str, number: str, part: str = "") -> UUID:
        """A UUIDv8 (RFC 9562, section 5.8) that sorts before all that were made since: 48 zero bits, then 74.

        Args:
            kind: what it is.
            number: how it, or whoever it belongs to, was called.
            part: which of several.
        """
        found = int.from_bytes(self.digest("\0".join((kind, number, part)).encode())[:10], "big")
        high, low = (found >> 62) & 0xFFF, found & ((1 << 62) - 1)
        return UUID(int=_VERSION_8 | high << 64 | _VARIANT_RFC | low)


def keyed(key: bytes, whose: bytes) -> Digest:
    """A digest for one merchant under a key of the centre's."""
    return lambda said: hmac.digest(key, b"fidpos import 1\0" + whose + said, "sha256")
