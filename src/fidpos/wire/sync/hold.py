"""Holds: what a customer has elsewhere, set aside at the centre before a till lets it go.

A hold is durable once it is answered. What the till then writes into its journal settles it, whenever that
is heard: `GiftCardMoved` or `GiftCardReleased` with the same id; of points and vouchers, `VisitClosed` of the
visit. A till that gives a purchase up says so at once with `Release`; what is never settled ends by itself.

The till makes each id before it first asks, so asking again gives the same hold.
"""

from datetime import date
from enum import StrEnum

import msgspec

from fidpos.domain.ids import AccountId, GiftHoldId, HoldId, StaffId, VisitId, VoucherId
from fidpos.wire.events import VoucherBody
from fidpos.wire.instant import Instant
from fidpos.wire.number import Count
from fidpos.wire.sync.gift_card_standing import GiftCardStanding

HOLD_PATH = "/sync/hold"
RELEASE_PATH = "/sync/release"
HOLD_WAIT_S = 2
"""For how long a customer waits for the answer; then the cashier decides."""
CLAIMS_MAX = 50
"""In one request."""


class GiftCardClaim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card"):
    """Money of a gift card: what is wanted, or what the card has.

    Who wants nothing asks whether the number is anybody's, before a card is sold under it.

    Attributes:
        number_digest: SHA-256 of the canonical number, which itself is money for whoever reads it.
        currency: of the purchase; a card in another one is refused.
    """

    hold_id: GiftHoldId
    number_digest: bytes
    wanted_minor: Count
    currency: str


class PointsClaim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="points"):
    """Points of one counter: all that is wanted, or nothing, for a reward is not had in part."""

    hold_id: HoldId
    account_id: AccountId
    counter: str
    wanted: Count


class VoucherClaim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="voucher"):
    """A voucher, by its id or, of one that is bound to the bearer, by `VoucherNumber.digest`."""

    hold_id: HoldId
    voucher_id: VoucherId | None = None
    number_digest: bytes = b""


Claim = GiftCardClaim | PointsClaim | VoucherClaim


class Hold(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one purchase wants set aside; each claim is answered for itself.

    Attributes:
        at: by the till's clock.
        business_day: of the till, by which it is seen what is valid.
    """

    visit_id: VisitId
    staff_id: StaffId
    at: Instant
    business_day: date
    claims: tuple[Claim, ...]


class HoldRefusal(StrEnum):
    """Why nothing was set aside."""

    UNUSABLE = "unusable"
    """There is none that could be used now. Whether it is unknown, unpaid, empty, frozen, past or held by
    somebody else is not said, so that whoever guesses numbers learns nothing."""
    UNKNOWN = "unknown"
    """No gift card has the number: said only to who wants nothing of it."""
    NOT_ENOUGH = "not_enough"
    """The account holds fewer points, or others are about to spend them."""
    ENDED = "ended"
    """This hold, or its visit, is settled or was let go: whoever still wants it asks under a new id."""


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one claim.

    Attributes:
        granted: minor units of a gift card, points, or 1 for a voucher; 0 when it was refused.
        refused: why; None when something was granted.
        gift_card: whose money is held, with this hold.
        voucher: which one is held, for a till that may not have heard of it.
    """

    hold_id: HoldId | GiftHoldId
    granted: int = 0
    refused: HoldRefusal | None = None
    gift_card: GiftCardStanding | None = None
    voucher: VoucherBody | None = None

    def with_card(self, gift_card: GiftCardStanding | None) -> "Held":
        """The same with the card."""
        return msgspec.structs.replace(self, gift_card=gift_card)


class HoldAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer for each claim, in their order.

    Attributes:
        answered_at: by the centre's clock, so that how long is left is known by any clock.
        expires_at: by the centre's clock; from then on the centre may let go. What was spent in time is
            booked all the same, however late it is heard.
    """

    held: tuple[Held, ...]
    answered_at: Instant
    expires_at: Instant


class Release(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Holds that are not needed any more, or whose answer came too late; no journal speaks of them as spent.

    One that the centre has not heard of yet is refused when it comes: it was overtaken.
    """

    visit_id: VisitId
    hold_ids: tuple[HoldId | GiftHoldId, ...]


class ReleaseAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The centre has heard it; letting go again changes nothing."""

    released: int = 0
