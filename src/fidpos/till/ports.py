"""What the till needs from the outside. All of it is called on the till's worker thread only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from fidpos.domain.card import Card, CardToken
from fidpos.domain.ids import AccountId, CardId, LotId, MemberId, StaffId, VisitId, VoucherId
from fidpos.domain.ledger import Balance, LedgerEntry, Lot, LotAllocation
from fidpos.domain.member import Channel, Member, TierStanding
from fidpos.domain.money import Money
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Staff
from fidpos.domain.visit import VisitDraft
from fidpos.domain.voucher_number import VoucherNumber
from fidpos.rules.facts import OverallUse, RuleUse, VoucherHeld
from fidpos.rules.past import CountedVisit, DayAggregate, LastDay, LifetimeTotals, PastUse
from fidpos.rules.programme import Programme
from fidpos.wire.events import (
    CountBody,
    Event,
    RuleUseBody,
    TermBody,
    VisitClosed,
    VisitRefunded,
    VoucherBody,
    VoucherUseBody,
)


class Gain(NamedTuple):
    """What one rule or reward moved on one counter; `cause` is its code, empty for none."""

    counter: str
    cause: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A line of the member's history.

    Attributes:
        gains: what moved when it was closed, as far as this till knows.
        programme_version: which names the causes; 0 where that is not known.
        refunded: a part of it came back at this till, or all of it.
        corrects: it stands in place of another one, which was voided with it.
    """

    id: VisitId
    closed_at: datetime
    business_day: date
    amount: Money
    discount: Money
    points: int
    voided: bool
    gains: tuple[Gain, ...] = ()
    programme_version: int = 0
    refunded: bool = False
    corrects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedVisit:
    """A closed visit with all that a correction needs.

    Attributes:
        counter: the programme's first counter, of which `points` is the net movement.
        replaced_by: the visit that stands in its place; None for one that stands, or was undone for good.
        tier_back: the standing that returns when the one that the visit gave is undone, its code empty for
            none; None when the member does not hold that one.
        rule_uses: uses that the visit consumed.
        counts: what the visit added to the history of the programme's scopes.
        terms_back: terms that return to the lots which the visit prolonged, once nothing is left of it.
        vouchers: those that it gave.
        vouchers_spent: those that it gave and a later visit used, with the discount that they gave there; 0
            where this till does not know.
        vouchers_used: those that it consumed.
        vouchers_lost: those among them that are not its own any more: withdrawn since, or another visit's.
        told: the event that closed it.
        refunds: of parts of it, in order; once nothing is left it counts as voided.
        elsewhere_minor: of its basket, what came back at other tills, as far as the centre has told.
        drawn: the lots that it took from, as they are now.
    """

    id: VisitId
    member_id: MemberId
    account_id: AccountId
    closed_at: datetime
    business_day: date
    amount: Money
    discount: Money
    counter: str
    points: int
    programme_version: int
    redeemed: bool
    voided: bool
    replaced_by: VisitId | None = None
    tier_back: TierStanding | None = None
    rule_uses: tuple[RuleUseBody, ...]
    counts: tuple[CountBody, ...] = ()
    entries: tuple[LedgerEntry, ...]
    lots: tuple[Lot, ...]
    allocations: tuple[LotAllocation, ...]
    terms_back: tuple[TermBody, ...] = ()
    vouchers: tuple[VoucherId, ...] = ()
    vouchers_spent: tuple[VoucherUseBody, ...] = ()
    vouchers_used: tuple[VoucherId, ...] = ()
    vouchers_lost: tuple[VoucherId, ...] = ()
    told: VisitClosed
    refunds: tuple[VisitRefunded, ...] = ()
    elsewhere_minor: int = 0
    drawn: tuple[Lot, ...] = ()

    @property
    def is_refunded(self) -> bool:
        """Whether anything of it came back, here or at another till."""
        return bool(self.refunds or self.elsewhere_minor)

    @property
    def lots_hold(self) -> dict[LotId, int]:
        """What remains of the lots that it opened."""
        return {lot.id: lot.remaining for lot in self.lots}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberHit:
    """A line of a search result, masked as the cashier sees it."""

    member_id: MemberId
    name: str
    masked_phone: str
    tier_code: str
    last_visit_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketedVisit:
    """A visit that a ticket of the register names; no register where it was credited by hand."""

    visit_id: VisitId
    day: date
    register: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TillVisit:
    """A visit that this till recorded, as a list of the latest ones shows it.

    Attributes:
        name: of the member, the family name cut to its first letter; empty once they were forgotten.
    """

    past: PastVisit
    member_id: MemberId
    name: str


class TillStore(Protocol):
    """The local store as the counter uses it.

    Every method may raise a `StoreError`; what raised has changed nothing. Reads follow merged members to the
    one
    that remains.
    """

    def identity(self) -> TillIdentity:
        """Who and where this till is."""
        ...

    def programme(self) -> Programme:
        """The programme in force."""
        ...

    def programme_of(self, version: int) -> Programme:
        """The programme that a visit names; every version is kept.

        Raises:
            StoreCorrupt: the till never had it.
        """
        ...

    def card(self, token: CardToken) -> Card | None:
        """The card bearing this token, whatever its status."""
        ...

    def card_by_id(self, card_id: CardId) -> Card | None:
        """The card that a draft names."""
        ...

    def member(self, member_id: MemberId) -> Member | None:
        """The member, or the one into whom they were merged."""
        ...

    def balances(self, account_id: AccountId) -> tuple[Balance, ...]:
        """What each counter of the account holds; a counter never used is left out."""
        ...

    def spent_on(self, account_id: AccountId, day: date) -> tuple[Balance, ...]:
        """What was spent of each counter on the business day, what was given back deducted; positive."""
        ...

    def open_lots(self, account_id: AccountId, counter: str) -> tuple[Lot, ...]:
        """Lots with something remaining (or owed), first to expire first, then oldest first."""
        ...

    def day_aggregates(self, member_id: MemberId, since: date) -> tuple[DayAggregate, ...]:
        """Days with at least one visit, from `since` on, oldest first."""
        ...

    def lifetime(self, member_id: MemberId) -> tuple[LifetimeTotals, ...]:
        """Sums over all days of the member, one for each scope that has any."""
        ...

    def rule_uses(self, member_id: MemberId, day: date) -> tuple[RuleUse, ...]:
        """How often each limited rule was used by the member, as of the business day `day`."""
        ...

    def overall_uses(self, rules: Iterable[str]) -> tuple[OverallUse, ...]:
        """How often each of these rules was used by all members together, as far as this till knows."""
        ...

    def vouchers(self, member_id: MemberId, day: date) -> tuple[VoucherHeld, ...]:
        """Those that the member can use, or will be able to; the first to expire comes first.

        Those that are bound to the bearer are nobody's: `voucher_by_number` finds them.
        """
        ...

    def bearer_voucher(self, voucher_id: VoucherId) -> VoucherHeld | None:
        """One that is bound to the bearer, unless it was used or withdrawn."""
        ...

    def voucher_by_number(self, number: VoucherNumber) -> VoucherHeld | None:
        """The one with this number; likewise."""
        ...

    def learn_voucher(self, body: VoucherBody) -> None:
        """Keep one that is bound to the bearer as the centre tells it; nothing that is there is changed.

        Raises:
            InvalidValue: its effect is none that this program knows.
        """
        ...

    def past_uses(self, member_id: MemberId) -> tuple[PastUse, ...]:
        """Every use of a rule that was not released, oldest first."""
        ...

    def counted_visits(self, member_id: MemberId, first: date, last: date) -> tuple[CountedVisit, ...]:
        """The visits of these business days one by one, voided ones left out, oldest first."""
        ...

    def last_days(self, member_id: MemberId, day: date) -> tuple[LastDay, ...]:
        """The last business day with a visit up to `day`, for each scope that has any."""
        ...

    def consents(self, member_id: MemberId) -> frozenset[Channel]:
        """The channels for which the member's latest word is a yes that counts: see `domain.consent`."""
        ...

    def recent_visits(self, member_id: MemberId, limit: int) -> tuple[PastVisit, ...]:
        """Newest first."""
        ...

    def visit(self, visit_id: VisitId) -> RecordedVisit | None:
        """The visit if it was committed."""
        ...

    def days_of_ticket(self, ticket: str, since: date) -> tuple[date, ...]:
        """Business days, from `since` on, of which a ticket with that number was recorded or credited."""
        ...

    def visits_of_ticket(self, number: str) -> tuple[TicketedVisit, ...]:
        """Visits of this till with that number, as `ticket_number` makes it; the newest day first.

        Registers begin anew each day and count alike: whoever knows the day or the register chooses.
        """
        ...

    def unseal(self, member_id: MemberId, what: bytes) -> bytes | None:
        """What `seal` made; None once the member was erased.

        Raises:
            SealBroken: changed, or sealed for another member.
        """
        ...

    def last_visit_id(self) -> VisitId | None:
        """The visit this till closed last, voided or not."""
        ...

    def till_visits(self, limit: int) -> tuple[TillVisit, ...]:
        """The visits that this till recorded last, whatever became of them; newest first."""
        ...

    def usual_amount(self) -> Money | None:
        """The mean amount of the shop's recent visits; None while there are fewer than twenty."""
        ...

    def find_members(self, text: str, limit: int) -> tuple[MemberHit, ...]:
        """Members whose name begins with the text, folded for case and accents, or who have that phone."""
        ...

    def staff(self) -> tuple[Staff, ...]:
        """All staff of this shop, by name."""
        ...

    def staff_by_badge(self, badge: str) -> Staff | None:
        """Who carries the badge with this token text."""
        ...

    def count_pin_failure(self, staff_id: StaffId) -> Staff:
        """Add one failure, durably, BEFORE the answer is shown; disables at the bound."""
        ...

    def clear_pin_failures(self, staff_id: StaffId) -> None:
        """After a right PIN, or a manager's word: the person may sign in again."""
        ...

    def draft(self) -> VisitDraft | None:
        """The visit in progress when the till last stopped."""
        ...

    def save_draft(self, draft: VisitDraft) -> None:
        """Keep the visit in progress, durably."""
        ...

    def drop_draft(self) -> None:
        """There is no visit in progress any more."""
        ...

    def seal(self, member_id: MemberId, plaintext: bytes) -> bytes:
        """Encrypt under the member's own key, for an event; unreadable for ever once the member is erased."""
        ...

    def seal_token(self, member_id: MemberId, token: CardToken) -> bytes:
        """The same for the token of a card that becomes the member's."""
        ...

    def commit(self, event: Event) -> None:
        """Append the event and apply everything that follows from it, in ONE durable transaction.

        Closing a visit also drops its draft. Committing an event id, or closing a visit id, that is already
        there changes nothing.
        """
        ...

    def commit_together(self, events: Sequence[Event]) -> None:
        """As `commit`, for events that are true together or not at all; if one is there, none is booked."""
        ...


class PinChecker(Protocol):
    """Argon2id with the pepper of the key store; takes about 150 ms on purpose."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether the PIN is the one that was hashed; takes equally long for a wrong hash."""
        ...
