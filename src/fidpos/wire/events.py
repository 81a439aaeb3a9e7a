"""What happened, as it stands in the journal and travels to the centre.

An event is complete: whoever applies it needs no rule engine and no other event to book it. Its fields are
flat and defaults are left out, since each one is stored for years and sent over thin lines. Personal data
stands only in `sealed` fields, encrypted under the member's own key.

Until the first release the formats may change; afterwards only additively, with golden files that decode for
ever.
"""

from datetime import date
from enum import StrEnum

import msgspec

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import CardStatus, Medium, Trust
from fidpos.domain.ids import (
    AccountId,
    AllowanceId,
    CardId,
    ConsentId,
    EntryId,
    EventId,
    LotId,
    MemberId,
    RedemptionId,
    RefundId,
    RelativeId,
    ShopId,
    StaffId,
    TillId,
    VisitId,
    VoucherId,
)
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Channel, TierStanding
from fidpos.rules.evaluation import LineDiscount
from fidpos.rules.titles import Titles
from fidpos.wire.day_events import DayEvent
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardMailAsked
from fidpos.wire.instant import Instant
from fidpos.wire.member_events import MemberFileEvent
from fidpos.wire.refund_events import RefundAsked


class LotBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The lot that an earning entry opens; it can be spent at once when `spendable_from` is left out."""

    id: LotId
    expires_on: date | None = None
    spendable_from: date | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a debit took from a lot; negative when a reversal gives it back."""

    lot_id: LotId
    amount: int


class EntryBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ledger entry of the event's account, instant and business day."""

    id: EntryId
    counter: str
    kind: EntryKind
    amount: int
    cause: str = ""
    reverses: EntryId | None = None
    lot: LotBody | None = None
    taken: tuple[Taken, ...] = ()


class TermBody(msgspec.Struct, frozen=True, kw_only=True):
    """A new last day of an open lot; it counts only while the lot still has the former one."""

    lot_id: LotId
    was: date
    until: date


class VoucherBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A voucher that the visit gave to the member.

    Attributes:
        source: code of the rule or reward.
        effect: what it gives, encoded by `rules.codec`.
        least_minor: smallest purchase on which it can be used.
        number_digest: of one that is bound to the bearer, see `VoucherNumber.digest`; empty otherwise.
        sealed_number: its number in UTF-8 under the key of the member to whom it was given.
    """

    id: VoucherId
    source: str
    title: Titles
    effect: msgspec.Raw
    valid_from: date
    valid_until: date | None = None
    least_minor: int = 0
    number_digest: bytes = b""
    sealed_number: bytes = b""


class VoucherUseBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A voucher that the visit consumed, and the discount it gave."""

    id: VoucherId
    granted_minor: int = 0


class RedemptionBody(msgspec.Struct, frozen=True, kw_only=True):
    """A reward used on the visit, posted with it."""

    id: RedemptionId
    reward: str
    counter: str
    cost: int


class DrawnBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit's rewards and vouchers took off it that was drawn on an allowance, the centre unasked."""

    allowance_id: AllowanceId
    amount_minor: int


class RuleUseBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Uses of a limited rule; `subject` is the person of an anniversary, by id."""

    rule: str
    subject: str = ""
    count: int = 1


class CountBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the visit adds to the history of a part of the basket that the programme counts.

    Attributes:
        scope: names the part, as `rules.scope.Scope.name` does.
        visits: 1 when something of the part was bought, 0 when it was only returned.
        quantity: in thousandths of a unit.
        lines: positions of the part in the basket, for a refund to know what comes back; left out without
            lines, and when something is taken back.
    """

    scope: str
    visits: int = 0
    revenue_minor: int = 0
    quantity: int = 0
    lines: tuple[int, ...] = ()


class EpochReason(StrEnum):
    """Why a till's journal begins a new epoch."""

    FIRST = "first"
    RESTORED = "restored"
    FORKED = "forked"


class EpochStarted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="epoch_started"):
    """First event of each epoch; `previous_head` is the hash at which the store was restored."""

    id: EventId
    at: Instant
    till_id: TillId
    reason: EpochReason
    previous_head: str = ""


class MemberEnrolled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="member_enrolled"):
    """A new member; `sealed` is the member number, which cards show, with the profile, under their key."""

    id: EventId
    at: Instant
    member_id: MemberId
    account_id: AccountId
    enrolled_on: date
    sealed: bytes
    staff_id: StaffId | None = None
    provisional: bool = False


class CardLinked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="card_linked"):
    """A card now belongs to a member; its token is sealed too, since a number is a pseudonym."""

    id: EventId
    at: Instant
    card_id: CardId
    member_id: MemberId
    medium: Medium
    sealed: bytes
    holder_id: RelativeId | None = None
    staff_id: StaffId | None = None


class CardStatusChanged(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="card_status_changed"
):
    """A card was blocked, lost, replaced or brought back."""

    id: EventId
    at: Instant
    card_id: CardId
    member_id: MemberId
    status: CardStatus
    staff_id: StaffId | None = None


class ConsentStated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="consent_stated"):
    """A member granted or withdrew a consent.

    Attributes:
        sealed: the parent who agreed for a child, see `seal_parent`; empty where nobody had to.
    """

    id: EventId
    at: Instant
    consent_id: ConsentId
    member_id: MemberId
    channel: Channel
    granted: bool
    wording: str
    staff_id: StaffId | None = None
    sealed: bytes = b""


class VisitClosed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="visit_closed"):
    """A purchase, its reward and every movement that follows from it.

    Attributes:
        at: when it was closed.
        lines: left out when only the amount is known.
        line_discounts: what each rule, reward or voucher took off which of the lines; left out without lines.
        facts: the engine's whole input but anniversaries and age, encoded by `rules.codec`, for the centre
            to evaluate again.
        sealed: what the facts leave out, if any, under the member's key.
        terms: lots that the visit prolongs.
        vouchers: given for later visits.
        counts: what the history of the programme's scopes gains.
        tier: the standing that this visit brought about, if it changed.
        counter: the programme's first counter.
        points: net movement of that counter, for lists.
        recorded_at: when it was recorded, where that is later than `at`: a correction, a forgotten card.
        corrects: the visit in whose place it stands, which was voided with it.
        register: the cash register that handed over the basket; empty for an amount that was typed.
        ticket: its document, or that of a purchase which is credited later.
        ticket_day: the register's business day, where that is not the visit's.
        withheld: the safeguard by which the visit earned nothing; such a visit never counts towards anything.
        drawn: what was spent on the till's own word; left out where the centre was asked, or need not be.
    """

    id: EventId
    at: Instant
    visit_id: VisitId
    shop_id: ShopId
    till_id: TillId
    member_id: MemberId
    account_id: AccountId
    card_id: CardId | None = None
    medium: Medium
    trust: Trust
    opened_by: StaffId
    closed_by: StaffId
    opened_at: Instant
    business_day: date
    currency: str
    amount_minor: int
    discount_minor: int = 0
    lines: tuple[BasketLine, ...] = ()
    line_discounts: tuple[LineDiscount, ...] = ()
    programme_version: int
    facts: msgspec.Raw
    sealed: bytes = b""
    entries: tuple[EntryBody, ...] = ()
    terms: tuple[TermBody, ...] = ()
    redemptions: tuple[RedemptionBody, ...] = ()
    vouchers: tuple[VoucherBody, ...] = ()
    vouchers_used: tuple[VoucherUseBody, ...] = ()
    gifts: tuple[str, ...] = ()
    rule_uses: tuple[RuleUseBody, ...] = ()
    counts: tuple[CountBody, ...] = ()
    tier: TierStanding | None = None
    counter: str
    points: int = 0
    recorded_at: Instant | None = None
    corrects: VisitId | None = None
    register: str = ""
    ticket: str = ""
    ticket_day: date | None = None
    withheld: str = ""
    drawn: tuple[DrawnBody, ...] = ()


class VisitVoided(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="visit_voided"):
    """A closed visit undone: the mirror of its entries; the visit itself stays readable.

    Attributes:
        visit_day: business day of the visit, whose aggregates are taken back.
        terms: former ones of the lots that the visit prolonged.
        vouchers_released: those that the visit used, held again.
        vouchers_withdrawn: those that it gave; a visit that used one since keeps its discount.
        vouchers_spent: those of them that were used since, with the discount that they gave; 0 where it is
            not known here, or was none.
        counts: those of the visit, taken back too.
        tier: the standing that returns, if the visit had changed it; its code is empty for none.
        replaced_by: the visit that stands in its place, when it was corrected.
        asked_by: who asked, where somebody else approved.
        flagged: nobody else approved, whoever did gains by it, or a voucher of the visit was used since: the
            owner is told.
        withheld: as for the visit, of which then nothing had been counted.
        owed_minor: what a gift card had paid that has ended since and takes nothing back; never cash.
    """

    id: EventId
    at: Instant
    visit_id: VisitId
    member_id: MemberId
    account_id: AccountId
    staff_id: StaffId
    asked_by: StaffId | None = None
    flagged: bool = False
    replaced_by: VisitId | None = None
    business_day: date
    visit_day: date
    amount_minor: int
    discount_minor: int = 0
    reason: str
    entries: tuple[EntryBody, ...] = ()
    terms: tuple[TermBody, ...] = ()
    vouchers_released: tuple[VoucherId, ...] = ()
    vouchers_withdrawn: tuple[VoucherId, ...] = ()
    vouchers_spent: tuple[VoucherUseBody, ...] = ()
    rule_uses: tuple[RuleUseBody, ...] = ()
    counts: tuple[CountBody, ...] = ()
    tier: TierStanding | None = None
    counter: str
    points: int = 0
    withheld: str = ""
    owed_minor: int = 0

    def owing(self, minor: int) -> "VisitVoided":
        """The same with what is owed, of which the owner is told."""
        if not minor:
            return self
        return msgspec.structs.replace(self, owed_minor=minor, flagged=True)


class SettledBody(msgspec.Struct, frozen=True, kw_only=True):
    """Earned points that a refund did not take back, because they were spent: it paid less in their place."""

    entry_id: EntryId
    amount: int


class VisitRefunded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="visit_refunded"):
    """Goods of a visit came back: the mirror of that part of its entries.

    Attributes:
        asked_by: who asked, where somebody else approved.
        flagged: nobody else approved, whoever did gains by it, or a voucher of the visit was used since and
            is not wholly deducted: the owner is told.
        amount_minor: of the basket, before our discounts.
        deducted_minor: what the register pays back less, for points and vouchers that were used meanwhile.
        ends: nothing of the visit is left; only then are limits, terms and vouchers that it used as before.
        still_counts: it ends, but counts as a visit all the same, for what a rule gave on it is kept.
        lines: positions in the basket that came back.
        returned: codes of the rules and rewards whose gifts or vouchers came back.
        vouchers_spent: as for `VisitVoided`.
        withheld: likewise.
        owed_minor: likewise.
        tier: the standing that returns, with the last of the visit or where the programme takes it back
            earlier; its code is empty for none.
    """

    id: EventId
    at: Instant
    refund_id: RefundId
    visit_id: VisitId
    member_id: MemberId
    account_id: AccountId
    staff_id: StaffId
    asked_by: StaffId | None = None
    flagged: bool = False
    business_day: date
    visit_day: date
    amount_minor: int
    discount_minor: int = 0
    deducted_minor: int = 0
    ends: bool = False
    still_counts: bool = False
    lines: tuple[int, ...] = ()
    returned: tuple[str, ...] = ()
    ticket: str = ""
    reason: str = ""
    entries: tuple[EntryBody, ...] = ()
    settled: tuple[SettledBody, ...] = ()
    terms: tuple[TermBody, ...] = ()
    vouchers_released: tuple[VoucherId, ...] = ()
    vouchers_withdrawn: tuple[VoucherId, ...] = ()
    vouchers_spent: tuple[VoucherUseBody, ...] = ()
    rule_uses: tuple[RuleUseBody, ...] = ()
    counts: tuple[CountBody, ...] = ()
    tier: TierStanding | None = None
    counter: str
    points: int = 0
    withheld: str = ""
    owed_minor: int = 0

    def owing(self, minor: int) -> "VisitRefunded":
        """The same with what is owed, of which the owner is told."""
        if not minor:
            return self
        return msgspec.structs.replace(self, owed_minor=minor, flagged=True)


VisitUndone = VisitVoided | VisitRefunded
"""What takes a visit back, whole or in part."""


class StaffActKind(StrEnum):
    """Acts of staff that are kept for audit."""

    SIGNED_IN = "signed_in"
    LOCKED = "locked"
    PIN_REFUSED = "pin_refused"
    DISABLED = "disabled"
    ENABLED = "enabled"
    OVERRIDE = "override"
    SETTINGS_SAVED = "settings_saved"
    """`detail` says which, such as `readers.counter`."""
    PLUG_IN_APPROVED = "plug_in_approved"
    """`detail` is distribution and version."""
    DIAGNOSTICS_EXPORTED = "diagnostics_exported"
    REFUND_REFUSAL_SEEN = "refund_refusal_seen"
    """`detail` is the id of the `RefundAsked` that the centre could not do."""


class StaffActed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="staff_acted"):
    """A sensitive act; `detail` never carries personal data."""

    id: EventId
    at: Instant
    staff_id: StaffId
    act: StaffActKind
    detail: str = ""


Event = (
    EpochStarted
    | MemberEnrolled
    | CardLinked
    | CardStatusChanged
    | ConsentStated
    | VisitClosed
    | VisitVoided
    | VisitRefunded
    | StaffActed
    | MemberFileEvent
    | RefundAsked
    | GiftCardEvent
    | GiftCardMailAsked
    | DayEvent
)
