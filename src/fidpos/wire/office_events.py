"""What the office did, as it stands in the centre's own journal of a merchant; see `events` for the rules.

Tills never tell these: their codec does not know them. What they change, tills hear as states. What a till
may do as well, the office tells by a till's own events; who answers for it stands there as `staff_id`.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, EntryId, EventId, GiftCardId, MemberId, VoucherId
from fidpos.domain.member import TierStanding
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EntryBody,
    EpochStarted,
    MemberEnrolled,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
    VoucherBody,
)
from fidpos.wire.gift_card_events import (
    GiftCardIssued,
    GiftCardMailAsked,
    GiftCardMoved,
    GiftCardStateChanged,
)
from fidpos.wire.instant import Instant
from fidpos.wire.member_events import MemberProfileChanged, MemberStatusChanged
from fidpos.wire.sealed import seal, unseal


class MovedBody(msgspec.Struct, frozen=True, kw_only=True):
    """What one counter of an account held when it passed to another account: an entry in each of the two."""

    out_id: EntryId
    in_id: EntryId
    counter: str
    amount: int


class MembersMerged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="members_merged"):
    """Two enrolments of one person became one; all that is told of the one that is gone counts for the other.

    Lots keep their ids and go over as they are, so that a visit from before can still be undone.

    Attributes:
        account_id: of the member that remains.
        gone_account_id: of the other; the same where they shared one.
        sealed: who the member is now, under the key of the one that remains. What another value took the
            place of stands in the events that told it.
        tier: the standing that remains.
        moved: what the other account held.
        done_by: the operator or member of staff who answers for it; None for the centre itself.
    """

    id: EventId
    at: Instant
    kept_id: MemberId
    gone_id: MemberId
    account_id: AccountId
    gone_account_id: AccountId
    business_day: date
    sealed: bytes
    tier: TierStanding | None = None
    moved: tuple[MovedBody, ...] = ()
    done_by: UUID | None = None


class AccountsPooled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="accounts_pooled"):
    """Two members collect on one account from now on, with everybody who shared either of theirs.

    Attributes:
        member_id: who came with an account of their own, or of their former household.
        other_id: whose account it is now.
        moved: what the account held that is no more.
        done_by: who answers for it at the counter.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    other_id: MemberId
    account_id: AccountId
    gone_account_id: AccountId
    business_day: date
    moved: tuple[MovedBody, ...] = ()
    done_by: UUID | None = None


class MemberErased(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="member_erased"):
    """A person was forgotten, with everybody who had been merged into them; their keys are destroyed."""

    id: EventId
    at: Instant
    member_id: MemberId
    done_by: UUID | None = None


class LotsExpired(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="lots_expired"):
    """What was left of lots past their last day is gone."""

    id: EventId
    at: Instant
    account_id: AccountId
    business_day: date
    entries: tuple[EntryBody, ...]


class OfficeReason(StrEnum):
    """Why the office gave or took something, or changed a member's standing."""

    GOODWILL = "goodwill"
    COMPLAINT = "complaint"
    FORGOTTEN_CARD = "forgotten_card"
    MISTAKE = "mistake"
    FRAUD = "fraud"
    OPERATION = "operation"
    """An operation of the merchant's gives it."""
    ASKED_BY_MEMBER = "asked_by_member"
    FORMER_SYSTEM = "former_system"
    """It stood so in the system before."""
    OTHER = "other"


class PointsAdjusted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="points_adjusted"):
    """Points were given or taken without a visit.

    Attributes:
        account_id: of the member.
        entries: of the kinds `adjust` and `opening`; each opens a lot or takes from some.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    account_id: AccountId
    business_day: date
    entries: tuple[EntryBody, ...]
    reason: OfficeReason
    done_by: UUID | None = None


class LabelsChanged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="labels_changed"):
    """A member was put into groups that rules know by these labels, or taken out of them.

    Attributes:
        by_segment: what was added goes again when they leave the segment; what somebody gave, stays.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    by_segment: bool = False
    done_by: UUID | None = None


class TierSet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="tier_set"):
    """A member's standing was set by hand; the next visit may bring about a better one.

    Attributes:
        account_id: of the member.
        tier: None takes it away.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    account_id: AccountId
    tier: TierStanding | None = None
    reason: OfficeReason
    done_by: UUID | None = None


class VoucherGranted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="voucher_granted"):
    """A voucher was given to a member without a visit; `account_id` is the member's."""

    id: EventId
    at: Instant
    member_id: MemberId
    account_id: AccountId
    voucher: VoucherBody
    reason: OfficeReason
    done_by: UUID | None = None


class VoucherTakenBack(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="voucher_taken_back"
):
    """A voucher that nobody used is the member's no more; `account_id` is the member's."""

    id: EventId
    at: Instant
    member_id: MemberId
    account_id: AccountId
    voucher_id: VoucherId
    reason: OfficeReason
    done_by: UUID | None = None


class AccountParted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="account_parted"):
    """A member collects alone from now on, beginning with nothing: what was collected together stays there.

    Attributes:
        account_id: a new one.
        former_account_id: which the others go on sharing.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    account_id: AccountId
    former_account_id: AccountId
    business_day: date
    done_by: UUID | None = None


class GiftCardProlonged(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_card_prolonged"
):
    """A gift card can be used for longer than its buyer was told."""

    id: EventId
    at: Instant
    gift_card_id: GiftCardId
    expires_on: date
    done_by: UUID | None = None


class DebtWay(StrEnum):
    """How a customer got what was owed to them."""

    GIFT_CARD = "gift_card"
    """On a new card."""
    ELSEWHERE = "elsewhere"
    """Outside of the cards: fidpos records no tender."""


class GiftDebtSettled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="gift_debt_settled"):
    """What a gift card had paid that had ended when the goods came back is owed to nobody any more.

    Attributes:
        debt_id: the event that undid the visit, whose `owed_minor` this is.
        gift_card_id: the new card, where it is on one.
    """

    id: EventId
    at: Instant
    debt_id: EventId
    amount_minor: int
    way: DebtWay
    gift_card_id: GiftCardId | None = None
    done_by: UUID | None = None


class MemberNoted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="member_noted"):
    """What somebody of the office wrote into a member's file; `sealed` is the text, see `seal_note`.

    Attributes:
        about: the event of the office that it explains.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    sealed: bytes
    about: EventId | None = None
    done_by: UUID | None = None


OfficeEvent = (
    EpochStarted
    | MembersMerged
    | AccountsPooled
    | AccountParted
    | MemberErased
    | LotsExpired
    | PointsAdjusted
    | LabelsChanged
    | TierSet
    | VoucherGranted
    | VoucherTakenBack
    | MemberNoted
    | GiftCardProlonged
    | GiftDebtSettled
    | GiftCardMailAsked
    | MemberEnrolled
    | CardLinked
    | CardStatusChanged
    | ConsentStated
    | MemberProfileChanged
    | MemberStatusChanged
    | VisitClosed
    | VisitVoided
    | VisitRefunded
    | GiftCardIssued
    | GiftCardMoved
    | GiftCardStateChanged
)
"""A refund is the office's where another till recorded the visit: see `refund_events`."""

LikeATill = (
    MemberEnrolled
    | CardLinked
    | CardStatusChanged
    | ConsentStated
    | MemberProfileChanged
    | MemberStatusChanged
    | VisitClosed
    | VisitVoided
    | VisitRefunded
    | GiftCardIssued
    | GiftCardMoved
    | GiftCardStateChanged
    | GiftCardMailAsked
)
"""What a till could have told as well."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[OfficeEvent] = msgspec.json.Decoder(OfficeEvent)


def encode_office(event: OfficeEvent) -> bytes:
    """The event as JSON, `type` first."""
    return _encoder.encode(event)


def decode_office(body: bytes) -> OfficeEvent:
    """The event that `encode_office` made these bytes from.

    Raises:
        StoreCorrupt: not an event of the office; the message names the faulty path, never its content.
    """
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise StoreCorrupt(f"unreadable event: {fault}") from fault


def seal_note(key: bytes, member_id: MemberId, text: str) -> bytes:
    """What somebody wrote about a member, as it stands in an event."""
    return seal(key, member_id, text.encode())


def open_note(key: bytes, member_id: MemberId, sealed: bytes) -> str:
    """What was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return unseal(key, member_id, sealed).decode()
