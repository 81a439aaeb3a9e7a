"""Allowances: how much stored value a till may let go while the centre cannot be asked.

A shop says what it is willing to risk; the centre gives each of its tills a part, signed and for a limited
time. What counts against an allowance is all that the till let go on its own word in the journal's rows after
`heard`, under this or an earlier allowance of the same kind: a newer one takes the place of an older one and
is never added to it. It holds for one lineage of the till's journal, so that a restored store, which does not
know what it let go since, has none.
"""

from enum import StrEnum
from uuid import UUID

import msgspec

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import AllowanceId, MerchantId, ShopId, TillId
from fidpos.wire.instant import Instant
from fidpos.wire.sync.statement import NotStated, Statement, state, stated

_PREFIX = b"fidpos allowance 1"
"""What the identity key signs here is never what it signs elsewhere."""

SignedAllowance = Statement
"""The exact bytes of an `Allowance`, and the centre's signature over them."""


class NotAllowed(FidposError):
    """What came is no allowance of this centre, or one that was changed."""

    code = "not_allowed"


class AllowanceKind(StrEnum):
    """What may be let go."""

    GIFT_CARDS = "gift_cards"
    REWARDS = "rewards"
    """Rewards paid with points, and vouchers: what they take off the purchase."""


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """How much one till may let go without asking.

    Attributes:
        lineage: of the till's journal; in another one it is worth nothing.
        heard: sequence of the till's newest row that the centre had when it gave this.
        amount_minor: at most, in all rows after `heard`.
    """

    id: AllowanceId
    merchant_id: MerchantId
    shop_id: ShopId
    till_id: TillId
    lineage: UUID
    heard: int
    kind: AllowanceKind
    currency: str
    amount_minor: int
    issued_at: Instant
    expires_at: Instant


class AllowancesHeld(msgspec.Struct, frozen=True, kw_only=True):
    """What a till has, said with each pull: the centre sends what is missing, and renews what is used up.

    Attributes:
        ids: of the allowances that the till holds now, at most one of each kind; what it held before, it
            never uses again.
        head: sequence of its newest row, pushed or not.
    """

    ids: tuple[AllowanceId, ...] = ()
    head: int


def sign_allowance(allowance: Allowance, identity_key: bytes) -> SignedAllowance:
    """The allowance as the centre gives it; the key is the centre's private one."""
    return state(allowance, _PREFIX, identity_key)


def open_allowance(signed: SignedAllowance, identity: bytes) -> Allowance:
    """What the centre allowed; whether it is for this till, this lineage and this time, the caller looks.

    Args:
        signed: as it came.
        identity: the centre's public key, as the pairing proved it.

    Raises:
        NotAllowed: not by this centre, or changed.
    """
    try:
        return stated(signed, Allowance, _PREFIX, identity)
    except NotStated:
        raise NotAllowed("the allowance is not of this centre") from None
