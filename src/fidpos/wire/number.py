"""Numbers as they travel: each within what journals and databases hold, or the message is refused."""

from typing import Annotated

import msgspec

_SIGNED_MAX = (1 << 63) - 1

Count = Annotated[int, msgspec.Meta(ge=0, le=_SIGNED_MAX)]
"""A place in a sequence, or how many there are."""
Signed = Annotated[int, msgspec.Meta(ge=-_SIGNED_MAX - 1, le=_SIGNED_MAX)]
"""Of 64 bits, as the header of a journal's row and an integer of a database are."""
Version = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
"""Of 16 bits, as in the header of a journal's row."""
