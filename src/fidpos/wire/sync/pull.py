"""Pull: what changed at the centre since the till last asked, as the present state of whatever changed.

States are absolute, so applying one twice changes nothing, a lost answer costs nothing, and whatever a till
has wrong is put right by the next one. The till lays its own events that the centre does not have yet on top
of them (`posting.rebase`).
"""

from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

import msgspec

from fidpos.domain.card import CardStatus, Medium
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EntryId,
    LotId,
    MemberId,
    RefundId,
    RelativeId,
    StaffId,
    VisitId,
)
from fidpos.domain.member import Channel, MemberStatus, Profile, TierStanding
from fidpos.domain.staff import Role
from fidpos.wire.events import VoucherBody
from fidpos.wire.instant import Instant
from fidpos.wire.number import Count
from fidpos.wire.quiet import Quiet
from fidpos.wire.sync.allowance import AllowancesHeld, SignedAllowance
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.statement import Statement

PULL_CHANGES_MAX = 500
PULL_WAIT_MAX_S = 25
"""A long poll ends before any proxy loses patience."""
VISITS_MAX = 12
"""Visits in the state of a member: as many as lists show."""


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The last change that the till was sent.

    Attributes:
        seq: of its row in the feed.
        token: random, of the same row: a centre that was restored has another one there, or none, and sends
            everything from the beginning.
    """

    seq: Count
    token: Count


class _State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    def but(self, **changes: object) -> Self:
        """The same with other values."""
        return msgspec.structs.replace(self, **changes)


class LotState(_State, frozen=True, kw_only=True, omit_defaults=True):
    """A lot that still holds, or owes, something; `earned` less `remaining` was taken from it."""

    id: LotId
    counter: str
    entry_id: EntryId
    earned: int
    remaining: int
    earned_on: date
    expires_on: date | None = None
    spendable_from: date | None = None


class AccountState(_State, frozen=True, kw_only=True, omit_defaults=True):
    """What an account holds; a balance is the sum of what its lots hold."""

    id: AccountId
    opened_on: date
    lots: tuple[LotState, ...] = ()


class CardState(_State, frozen=True, kw_only=True, omit_defaults=True):
    """A card of a member; `token` is its text (`domain.card.CardToken`)."""

    id: CardId
    token: str
    medium: Medium
    status: CardStatus
    linked_at: Instant
    holder_id: RelativeId | None = None


class ConsentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The latest statement of a member about one channel; `by_parent` where a parent agreed for them."""

    id: ConsentId
    channel: Channel
    granted: bool
    wording: str
    at: Instant
    by_parent: bool = False


class SumState(msgspec.Struct, frozen=True, array_like=True):
    """Sums of visits over one day, or over the whole lifetime where `day` is None; see `rules.past`."""

    day: date | None
    scope: str
    visits: int
    revenue_minor: int
    points_earned: int
    quantity: int


class RuleUseState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Uses of a rule by one visit, not released."""

    rule: str
    subject: str = ""
    cause_id: UUID
    count: int
    business_day: date
    at: Instant | None = None


class MemberVoucher(_State, frozen=True, kw_only=True, omit_defaults=True):
    """A voucher that the member can use, or has used on a visit that may still be undone."""

    voucher: VoucherBody
    given_by: VisitId | None = None
    used_by: VisitId | None = None


class RefundState(_State, frozen=True, kw_only=True):
    """A refund of a part of a visit, or of its rest, wherever it was made."""

    id: RefundId
    amount_minor: int


class VisitState(_State, frozen=True, kw_only=True, omit_defaults=True):
    """A visit as lists show it; the latest ones of the member.

    Attributes:
        refunds: of it, by id; the till that recorded the visit knows its own, and learns of the others here.
    """

    id: VisitId
    closed_at: Instant
    business_day: date
    currency: str
    amount_minor: int
    discount_minor: int = 0
    points: int = 0
    voided: bool = False
    refunds: tuple[RefundState, ...] = ()


class MemberState(Quiet, _State, frozen=True, kw_only=True, omit_defaults=True):
    """A member with everything the counter shows or computes with.

    Attributes:
        key: the member's own key; events about them are sealed under it.
        days: of the last thirteen months.
        lifetime: totals, one for each scope.
        visits: the latest ones, up to `VISITS_MAX`.
    """

    id: MemberId
    account_id: AccountId
    key: bytes
    number: str
    profile: Profile
    status: MemberStatus = MemberStatus.ACTIVE
    enrolled_on: date
    tier: TierStanding | None = None
    labels: tuple[str, ...] = ()
    merged_into: MemberId | None = None
    cards: tuple[CardState, ...] = ()
    consents: tuple[ConsentState, ...] = ()
    days: tuple[SumState, ...] = ()
    lifetime: tuple[SumState, ...] = ()
    uses: tuple[RuleUseState, ...] = ()
    vouchers: tuple[MemberVoucher, ...] = ()
    visits: tuple[VisitState, ...] = ()


class GoneReason(StrEnum):
    """Why a till is to let a member go."""

    ERASED = "erased"
    """Their key is destroyed, here as everywhere."""
    OUT_OF_SCOPE = "out_of_scope"


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A member whom the till no longer holds."""

    id: MemberId
    reason: GoneReason


class ProgrammeState(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the merchant's programme; it takes effect at `since`."""

    version: int
    body: msgspec.Raw
    since: Instant


class StaffState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of staff of the till's shop; whoever no longer works there is sent with `employed` false."""

    id: StaffId
    name: str
    role: Role
    pin_hash: str
    badge: str | None = None
    own_member_id: MemberId | None = None
    employed: bool = True


class SettingState(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that the centre decides; `value` is its text as in a settings file, None to give it back."""

    name: str
    value: str | None


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The present state of one thing that changed: exactly one field is given.

    None is for a till older than its centre: what changed is of a kind that it does not know.
    """

    member: MemberState | None = None
    account: AccountState | None = None
    gone: Gone | None = None
    programme: ProgrammeState | None = None
    staff: StaffState | None = None
    setting: SettingState | None = None
    gift_card: GiftCardStanding | None = None
    allowance: SignedAllowance | None = None


class Pull(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came after the cursor, at most `limit` changes; with nothing there, wait up to `wait_s` seconds.

    Attributes:
        lineage: of the till's journal, so that the answer can say what of it the states contain. What this
            lineage alone changed is not sent, since the till has done the same.
        echo: send that too: after a reset the till does not trust what it has.
        allowances: None for a till that never lets stored value go on its own word, and is sent none.
        members: False for a till that has them from a snapshot, and wants all the rest.
    """

    lineage: UUID
    after: Cursor | None = None
    echo: bool = False
    limit: int = PULL_CHANGES_MAX
    wait_s: int = 0
    allowances: AllowancesHeld | None = None
    members: bool = True


class PullAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The present states of what changed, all as of one instant.

    Attributes:
        cursor: where to go on; None when nothing was ever sent.
        have: the till's newest row that the states contain.
        more: there is more at once.
        reset: the centre did not know the cursor, and sends everything from the beginning: it was restored.
        commands: signed (`command.open_command`); each comes again until it is reported.
    """

    cursor: Cursor | None
    have: Anchor
    changes: tuple[Change, ...] = ()
    more: bool = False
    reset: bool = False
    commands: tuple[Statement, ...] = ()
