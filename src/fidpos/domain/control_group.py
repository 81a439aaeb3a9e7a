"""The control group: members whom an offer leaves out, so that what it brings the others can be measured.

Who belongs to it follows from nothing but the member's id and the share: a till that nobody reaches, the
centre and a replay years later draw the same. Whoever is in a small group is also in every larger one.
"""

from hashlib import sha256

from fidpos.domain.ids import MemberId
from fidpos.domain.money import PPM

CONTROL_PPM_MAX = PPM // 2
"""Half of the members are as many as a comparison can use: more of them tell less."""

_BITS = 32


def is_held_out(member_id: MemberId, control_ppm: int) -> bool:
    """Whether the member is drawn into a group of this share.

    The lot is the first four bytes, big endian, of SHA-256 over the sixteen bytes of the id. The database
    draws the same in SQL (`server.db.figures.held_out`).
    """
    lot = int.from_bytes(sha256(member_id.bytes).digest()[:4], "big")
    return lot * PPM < control_ppm << _BITS
