"""Who is signed in at the till."""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.ids import MemberId, StaffId

PIN_TRIES_MAX = 10
"""Wrong PINs in a row after which a person is disabled until a manager re-enables them."""


class Role(StrEnum):
    """What a member of staff may do: a manager all that a cashier may; a technician records no visits."""

    CASHIER = "cashier"
    MANAGER = "manager"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of staff.

    Attributes:
        pin_hash: Argon2id over the peppered PIN.
        own_member_id: who they are as a member, to whom their own session gives no points.
        badge: text of the badge's card token, or None.
        failures: wrong PINs in a row; at ten the person is disabled until a manager re-enables them.
    """

    id: StaffId
    name: str
    role: Role
    pin_hash: str
    badge: str | None = None
    own_member_id: MemberId | None = None
    failures: int = 0
    disabled: bool = False
