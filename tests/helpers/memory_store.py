"""The till's store in memory, for tests of the till: passes the contract suite of the real one.

`refuse` makes every write fail with that error, as a full or read-only disk would. `acked` says how many of
the events the centre has acknowledged.
"""

import copy
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar, assert_never
from uuid import UUID

from fidpos.domain import folding
from fidpos.domain.card import Card, CardToken
from fidpos.domain.consent import Word, standing
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.errors import InvalidValue, StoreCorrupt, StoreError
from fidpos.domain.gift_card import GiftCard, GiftEntry, GiftHold, Inscription
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import (
    AccountId,
    CardId,
    EntryId,
    GiftCardId,
    GiftHoldId,
    LotId,
    MemberId,
    StaffId,
    VisitId,
    VoucherId,
)
from fidpos.domain.ledger import Balance, EntryKind, LedgerEntry, Lot, LotAllocation
from fidpos.domain.member import Channel, Consent, Member, MemberStatus, Profile, TierStanding
from fidpos.domain.money import Currency, Money
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import PIN_TRIES_MAX, Staff
from fidpos.domain.visit import VisitDraft
from fidpos.domain.voucher_number import VoucherNumber
from fidpos.localdb.enrolment import enrolment_events
from fidpos.localdb.gift_cards import issue_event
from fidpos.localdb.mapping.visits import with_gains
from fidpos.localdb.search import ALIKE_MAX
from fidpos.localdb.snapshot import MemberSnapshot, lifetime_of
from fidpos.posting.apply import Movements, movements
from fidpos.posting.checks import check_movements
from fidpos.posting.granted import before_hold
from fidpos.posting.member_file import changed, status_after, status_named
from fidpos.posting.prolong import OtherTerm, shorten
from fidpos.posting.standing import TierChange, standing_back
from fidpos.rules.facts import OverallUse, RuleUse, VoucherHeld
from fidpos.rules.past import CountedVisit, DayAggregate, LastDay, LifetimeTotals, PastUse
from fidpos.rules.programme import Programme
from fidpos.till.gift_card_store import GiftCardDraft, GiftSale
from fidpos.till.ports import MemberHit, PastVisit, RecordedVisit, TicketedVisit, TillVisit
from fidpos.vault.sealing import new_key
from fidpos.wire import sealed
from fidpos.wire.day_events import DayEvent
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EpochReason,
    EpochStarted,
    Event,
    MemberEnrolled,
    StaffActed,
    VisitClosed,
    VisitRefunded,
    VisitUndone,
    VisitVoided,
    VoucherBody,
    VoucherUseBody,
)
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardHeld, GiftCardMailAsked
from fidpos.wire.member_events import (
    JoiningAgreed,
    MemberFileEvent,
    MemberProfileChanged,
    MemberStatusChanged,
    open_change,
)
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from tests.helpers.memory_days import MemoryDays
from tests.helpers.memory_gift_cards import MemoryGiftCards
from tests.helpers.memory_member_files import MemoryMemberFiles
from tests.helpers.memory_refund_requests import MemoryRefundRequests
from tests.helpers.memory_vouchers import MemoryVouchers

USUAL_VISITS_MIN = 20
USUAL_VISITS_MAX = 200

T = TypeVar("T", DayAggregate, LifetimeTotals)


class MemoryStore:
    """A `TillStore` that forgets everything when it is dropped."""

    def __init__(self, identity: TillIdentity, programme: Programme, staff: Iterable[Staff] = ()) -> None:
        self.events: list[Event] = []
        self.refuse: StoreError | None = None
        self.acked = 0
        self._identity = identity
        self._programmes = {programme.version: programme}
        self._staff = {one.id: one for one in staff}
        self._keys: dict[MemberId, bytes] = {}
        self._members: dict[MemberId, Member] = {}
        self._erased: set[MemberId] = set()
        self._cards: dict[str, Card] = {}
        self._consents: list[Consent] = []
        self._past: dict[VisitId, tuple[MemberId, PastVisit]] = {}
        self._closed: dict[VisitId, VisitClosed] = {}
        self._tickets: dict[tuple[date, str, str], VisitId] = {}
        self._refunds: dict[VisitId, tuple[VisitRefunded, ...]] = {}
        self._tiers: dict[MemberId, list[TierChange]] = {}
        self._entries: dict[EntryId, LedgerEntry] = {}
        self._lots: dict[LotId, Lot] = {}
        self._allocations: list[LotAllocation] = []
        self._days: dict[tuple[MemberId, date, str], DayAggregate] = {}
        self._lifetimes: dict[tuple[MemberId, str], LifetimeTotals] = {}
        self._uses: dict[tuple[UUID, str, str], tuple[MemberId, PastUse]] = {}
        self._draft: VisitDraft | None = None
        self.gift_cards = MemoryGiftCards()
        self._vouchers = MemoryVouchers()
        self.files = MemoryMemberFiles(
            cards=lambda: list(self._cards.values()),
            consents=lambda: self._consents,
            members=lambda: list(self._members.values()),
        )
        self.refund_requests = MemoryRefundRequests(lambda: self.events)
        self.days = MemoryDays(
            events=lambda: self.events,
            members=lambda: tuple(self._members.values()),
            gift_cards=lambda: tuple(self.gift_cards.all()),
            disowned=self.gift_cards.disowned,
        )

    def identity(self) -> TillIdentity:
        return self._identity

    def programme(self) -> Programme:
        return self._programmes[max(self._programmes)]

    def programme_of(self, version: int) -> Programme:
        if version not in self._programmes:
            raise StoreCorrupt("no such version")
        return self._programmes[version]

    def card(self, token: CardToken) -> Card | None:
        card = self._cards.get(token.text)
        return None if card is None else replace(card, member_id=self._remaining(card.member_id))

    def card_by_id(self, card_id: CardId) -> Card | None:
        token = next((card.token for card in self._cards.values() if card.id == card_id), None)
        return None if token is None else self.card(token)

    def member(self, member_id: MemberId) -> Member | None:
        return self._members.get(self._remaining(member_id))

    def balances(self, account_id: AccountId) -> tuple[Balance, ...]:
        sums: dict[str, int] = {}
        for entry in self._entries.values():
            if entry.account_id == account_id:
                sums[entry.counter] = sums.get(entry.counter, 0) + entry.amount
        return tuple(Balance(account_id=account_id, counter=code, amount=sums[code]) for code in sorted(sums))

    def spent_on(self, account_id: AccountId, day: date) -> tuple[Balance, ...]:
        sums: dict[str, int] = {}
        for entry in self._entries.values():
            spends = entry.kind is EntryKind.SPEND or (entry.kind is EntryKind.REVERSE and entry.amount > 0)
            if entry.account_id == account_id and entry.business_day == day and spends:
                sums[entry.counter] = sums.get(entry.counter, 0) - entry.amount
        return tuple(Balance(account_id=account_id, counter=code, amount=sums[code]) for code in sorted(sums))

    def open_lots(self, account_id: AccountId, counter: str) -> tuple[Lot, ...]:
        found = [
            lot
            for lot in self._lots.values()
            if lot.account_id == account_id and lot.counter == counter and lot.remaining
        ]
        return tuple(sorted(found, key=lambda lot: (lot.expires_on or date.max, lot.earned_on, lot.id)))

    def day_aggregates(self, member_id: MemberId, since: date) -> tuple[DayAggregate, ...]:
        kept = self._remaining(member_id)
        found = [
            day
            for (owner, _, _), day in self._days.items()
            if owner == kept and day.day >= since and (day.visits > 0 or (day.scope and _has_any(day)))
        ]
        return tuple(sorted(found, key=lambda day: (day.day, day.scope)))

    def lifetime(self, member_id: MemberId) -> tuple[LifetimeTotals, ...]:
        kept = self._remaining(member_id)
        found = [totals for (owner, _), totals in self._lifetimes.items() if owner == kept]
        return tuple(sorted(found, key=lambda totals: totals.scope))

    def rule_uses(self, member_id: MemberId, day: date) -> tuple[RuleUse, ...]:
        kept = self._remaining(member_id)
        found: dict[tuple[str, str], RuleUse] = {}
        for (_, rule, subject), (owner, use) in self._uses.items():
            on, count = use.day, use.count
            if owner == kept:
                before = found.get((rule, subject), RuleUse(rule=rule, subject=subject))
                found[rule, subject] = replace(
                    before,
                    total=before.total + count,
                    this_year=before.this_year + (count if on.year == day.year else 0),
                    this_month=before.this_month + (count if _same_month(on, day) else 0),
                    this_week=before.this_week + (count if _same_week(on, day) else 0),
                    today=before.today + (count if on == day else 0),
                    last_on=max(on, before.last_on or on),
                )
        return tuple(found[key] for key in sorted(found))

    def overall_uses(self, rules: Iterable[str]) -> tuple[OverallUse, ...]:
        return tuple(
            OverallUse(
                rule=wanted,
                total=sum(use.count for (_, rule, _), (_, use) in self._uses.items() if rule == wanted),
            )
            for wanted in rules
        )

    def vouchers(self, member_id: MemberId, day: date) -> tuple[VoucherHeld, ...]:
        return self._vouchers.of(self._remaining(member_id), day)

    def bearer_voucher(self, voucher_id: VoucherId) -> VoucherHeld | None:
        return self._vouchers.bearer(voucher_id)

    def voucher_digest(self, voucher_id: VoucherId) -> bytes:
        """Of its number, empty for a member's own; whatever became of it."""
        return self._vouchers.digest(voucher_id)

    def learn_voucher(self, body: VoucherBody) -> None:
        self._writable()
        self._vouchers.learn(body)

    def voucher_by_number(self, number: VoucherNumber) -> VoucherHeld | None:
        return self._vouchers.by_number(number)

    def past_uses(self, member_id: MemberId) -> tuple[PastUse, ...]:
        kept = self._remaining(member_id)
        return tuple(
            sorted(
                (use for owner, use in self._uses.values() if owner == kept),
                key=lambda use: (use.day, use.at is not None, use.at, use.rule),
            )
        )

    def counted_visits(self, member_id: MemberId, first: date, last: date) -> tuple[CountedVisit, ...]:
        kept = self._remaining(member_id)
        found = [
            past
            for owner, past in self._past.values()
            if owner == kept and first <= past.business_day <= last and not past.voided
        ]
        ordered = sorted(found, key=lambda past: (past.closed_at, past.id))
        return tuple(CountedVisit(at=past.closed_at, sums=self._sums(past)) for past in ordered)

    def _sums(self, past: PastVisit) -> tuple[DayAggregate, ...]:
        if past.id in self._closed:
            return movements(self._closed[past.id]).days
        return (
            DayAggregate(
                day=past.business_day,
                visits=1,
                revenue_minor=past.amount.minor - past.discount.minor,
                points_earned=max(0, past.points),
            ),
        )

    def last_days(self, member_id: MemberId, day: date) -> tuple[LastDay, ...]:
        kept = self._remaining(member_id)
        last: dict[str, date] = {}
        for (owner, on, scope), sums in self._days.items():
            if owner == kept and on <= day and sums.visits > 0:
                last[scope] = max(on, last.get(scope, on))
        return tuple(LastDay(scope=scope, day=last[scope]) for scope in sorted(last))

    def consents(self, member_id: MemberId) -> frozenset[Channel]:
        member = self.member(member_id)
        stated = sorted(self._consents, key=lambda each: (each.at, not each.granted))
        words = [
            Word(each.at, each.channel, each.granted, bool(each.parent))
            for each in stated
            if member is not None and each.member_id == member.id
        ]
        return standing(words, member.profile, self._identity.calendar) if member else frozenset()

    def recent_visits(self, member_id: MemberId, limit: int) -> tuple[PastVisit, ...]:
        kept = self._remaining(member_id)
        found = [past for owner, past in self._past.values() if owner == kept]
        return tuple(sorted(found, key=lambda past: (past.closed_at, past.id), reverse=True)[:limit])

    def visit(self, visit_id: VisitId) -> RecordedVisit | None:
        event = self._closed.get(visit_id)
        if event is None:
            return None
        past = self._past[visit_id][1]
        moves = movements(event)
        return RecordedVisit(
            id=visit_id,
            member_id=event.member_id,
            account_id=event.account_id,
            closed_at=event.at,
            business_day=event.business_day,
            amount=past.amount,
            discount=past.discount,
            counter=event.counter,
            points=event.points,
            programme_version=event.programme_version,
            redeemed=bool(event.redemptions or event.vouchers_used),
            voided=past.voided,
            replaced_by=self._replaced_by(visit_id),
            tier_back=self._tier_back(event),
            rule_uses=event.rule_uses,
            counts=event.counts,
            entries=moves.entries,
            lots=tuple(self._lots[lot.id] for lot in moves.lots),
            allocations=moves.allocations,
            terms_back=shorten(event.terms, self._other_terms(event)),
            vouchers=tuple(body.id for body in event.vouchers),
            vouchers_spent=tuple(self._spent(body.id for body in event.vouchers)),
            vouchers_used=tuple(used.id for used in event.vouchers_used),
            vouchers_lost=tuple(
                used.id for used in event.vouchers_used if self._vouchers.used_on(used.id) != visit_id
            ),
            told=event,
            refunds=self._refunds.get(visit_id, ()),
            drawn=tuple(self._lots[taken.lot_id] for taken in moves.allocations),
        )

    def _replaced_by(self, visit_id: VisitId) -> VisitId | None:
        voids = (event for event in self.events if isinstance(event, VisitVoided))
        return next((void.replaced_by for void in voids if void.visit_id == visit_id), None)

    def _spent(self, given: Iterable[VoucherId]) -> Iterator[VoucherUseBody]:
        for voucher_id in given:
            visit_id = self._vouchers.used_on(voucher_id)
            if visit_id is not None:
                yield next(use for use in self._closed[visit_id].vouchers_used if use.id == voucher_id)

    def _other_terms(self, event: VisitClosed) -> Iterator[OtherTerm]:
        for other in self._closed.values():
            if other.visit_id != event.visit_id:
                stands = not self._past[other.visit_id][1].voided
                yield from (OtherTerm(term=term, stands=stands) for term in other.terms)

    def _tier_back(self, event: VisitClosed) -> TierStanding | None:
        gone = {past.id for _, past in self._past.values() if past.voided}
        history = self._tiers.get(event.member_id, [])
        return standing_back(history, event.visit_id, gone=gone, day=event.business_day)

    def days_of_ticket(self, ticket: str, since: date) -> tuple[date, ...]:
        return tuple(sorted(day for day, number, _ in self._tickets if number == ticket and day >= since))

    def visits_of_ticket(self, number: str) -> tuple[TicketedVisit, ...]:
        """The newest day first."""
        found = (
            TicketedVisit(visit_id=visit_id, day=day, register=register)
            for (day, ticket, register), visit_id in self._tickets.items()
            if ticket == number
        )
        return tuple(sorted(found, key=lambda each: (-each.day.toordinal(), each.register)))

    def unseal(self, member_id: MemberId, what: bytes) -> bytes | None:
        key = self._keys.get(member_id)
        return None if key is None else sealed.unseal(key, member_id, what)

    def last_visit_id(self) -> VisitId | None:
        return next(reversed(self._closed), None)

    def till_visits(self, limit: int) -> tuple[TillVisit, ...]:
        latest = list(reversed(self._closed))[:limit]
        return tuple(self._till_visit(visit_id) for visit_id in latest)

    def _till_visit(self, visit_id: VisitId) -> TillVisit:
        owner, past = self._past[visit_id]
        person = self._members[owner].profile
        name = folding.short_name(person.given_name, person.family_name)
        return TillVisit(past=past, member_id=owner, name=name)

    def usual_amount(self) -> Money | None:
        recent = sorted((past for _, past in self._past.values()), key=lambda past: past.id, reverse=True)
        amounts = [past.amount.minor for past in recent if not past.voided][:USUAL_VISITS_MAX]
        if len(amounts) < USUAL_VISITS_MIN:
            return None
        return Money(sum(amounts) // len(amounts), self._identity.currency)

    def find_members(self, text: str, limit: int) -> tuple[MemberHit, ...]:
        shown = self._shown()
        number = folding.card_number(text)
        own = {card.member_id for card in self._cards.values() if number and card.token.value == number}
        by_card = [(m.number, m) for m in shown if m.id in own or (number and m.number == number)]
        if folding.looks_like_phone(text):
            digits = folding.fold_phone(text)
            whole = [m for m in shown if digits and folding.fold_phone(m.profile.phone) == digits]
            return self._hits([by_card, [(digits, m) for m in whole]], limit)
        words = folding.fold(text).split()
        return self._hits(
            [
                by_card,
                *(
                    [(key, m) for m in shown if _begins(key := of(m.profile), words)]
                    for of in (folding.family_first, folding.given_first)
                ),
            ],
            limit,
        )

    def members_reached_at(self, *, phone: str = "", email: str = "") -> tuple[MemberHit, ...]:
        by_phone = [(m.profile.phone, m) for m in self._shown() if phone and m.profile.phone == phone]
        by_email = [(m.profile.email, m) for m in self._shown() if email and m.profile.email == email]
        return self._hits([by_phone, by_email], 2 * ALIKE_MAX)

    def members_named(self, given_name: str, family_name: str) -> tuple[MemberHit, ...]:
        wanted = folding.fold(f"{family_name} {given_name}")
        if not (folding.fold(given_name) and folding.fold(family_name)):
            return ()
        named = [(wanted, m) for m in self._shown() if folding.family_first(m.profile) == wanted]
        return self._hits([named], ALIKE_MAX)

    def _shown(self) -> list[Member]:
        return [m for m in self._members.values() if m.id not in self._erased and m.merged_into is None]

    def staff(self) -> tuple[Staff, ...]:
        return tuple(sorted(self._staff.values(), key=lambda one: folding.fold(one.name)))

    def staff_by_badge(self, badge: str) -> Staff | None:
        return next((one for one in self._staff.values() if one.badge == badge), None)

    def draft(self) -> VisitDraft | None:
        return self._draft

    def count_pin_failure(self, staff_id: StaffId) -> Staff:
        self._writable()
        if staff_id not in self._staff:
            raise InvalidValue("no such person")
        before = self._staff[staff_id]
        failures = before.failures + 1
        after = replace(before, failures=failures, disabled=before.disabled or failures >= PIN_TRIES_MAX)
        self._staff[staff_id] = after
        return after

    def clear_pin_failures(self, staff_id: StaffId) -> None:
        self._writable()
        self._staff[staff_id] = replace(self._staff[staff_id], failures=0, disabled=False)

    def save_draft(self, draft: VisitDraft) -> None:
        self._writable()
        self._draft = draft

    def drop_draft(self) -> None:
        self._writable()
        self._draft = None

    def seal(self, member_id: MemberId, plaintext: bytes) -> bytes:
        if member_id in self._erased:
            raise StoreError("this member was erased")
        return sealed.seal(self._key(member_id), member_id, plaintext)

    def seal_token(self, member_id: MemberId, token: CardToken) -> bytes:
        if member_id in self._erased:
            raise StoreError("this member was erased")
        return sealed.seal_token(self._key(member_id), member_id, token)

    def commit(self, event: Event) -> None:
        self._writable()
        self._commit(event)

    def learn_gift_card(self, standing: GiftCardStanding, held: GiftCardHeld) -> bool:
        self._writable()
        before = before_hold(standing, held, self.events[self.acked :])
        if before is None:
            return False
        self.gift_cards.learn(before)
        self._commit(held)
        return True

    def commit_together(self, events: Sequence[Event]) -> None:
        self._writable()
        before = copy.deepcopy(vars(self))
        is_whole = False
        try:
            is_whole = all(self._commit(event) for event in events)
        finally:
            if not is_whole:
                vars(self).update(before)

    def _commit(self, event: Event) -> bool:
        """Whether it was new."""
        if any(known.id == event.id for known in self.events):
            return False
        if isinstance(event, GiftCardEvent):
            is_new = self.gift_cards.apply(event)
        elif isinstance(event, VisitClosed | VisitUndone):
            is_new = self._apply_to_visit(event)
        elif isinstance(event, DayEvent):
            is_new = self.days.may_commit(event)
        else:
            is_new = True
            self._apply(event)
        if is_new:
            self.events.append(event)
        return is_new

    def _apply_to_visit(self, event: VisitClosed | VisitUndone) -> bool:
        """False when the visit is closed, or undone, already."""
        known = self._past.get(event.visit_id)
        if isinstance(event, VisitClosed):
            ticket = (event.ticket_day or event.business_day, event.ticket, event.register)
            if known is not None or (event.ticket and ticket in self._tickets):
                return False
            self._close(event)
            if event.ticket:
                self._tickets[ticket] = event.visit_id
            return True
        if known is None:
            raise StoreCorrupt("no such visit")
        if known[1].voided:
            return False
        if isinstance(event, VisitRefunded):
            before = self._refunds.get(event.visit_id, ())
            if any(one.refund_id == event.refund_id for one in before):
                return False
            self._void(event)
            self._refunds[event.visit_id] = (*before, event)
            owner, past = self._past[event.visit_id]
            self._past[event.visit_id] = (owner, replace(past, refunded=True))
            return True
        self._void(event)
        return True

    def _apply(
        self,
        event: MemberEnrolled
        | CardLinked
        | CardStatusChanged
        | ConsentStated
        | EpochStarted
        | StaffActed
        | MemberFileEvent
        | RefundAsked
        | GiftCardMailAsked,
    ) -> None:
        match event:
            case MemberEnrolled():
                self._enrolled(event)
            case CardLinked():
                self._linked(event)
            case CardStatusChanged():
                self._change_card(event)
            case ConsentStated():
                self._known_member(event.member_id)
                self._consents.append(_consent(event))
            case MemberProfileChanged():
                self._change_profile(event)
            case MemberStatusChanged():
                member = self._known_member(event.member_id)
                self._members[member.id] = replace(member, status=status_after(member.status, event.status))
            case JoiningAgreed() | RefundAsked() | GiftCardMailAsked():
                pass
            case EpochStarted():
                if event.reason is not EpochReason.FIRST:
                    self.gift_cards.confine()
            case StaffActed():
                pass
            case _:
                assert_never(event)

    def issue_gift_card(self, draft: GiftCardDraft) -> None:
        self._writable()
        if self.gift_cards.card(draft.id) is None:
            key = self.gift_cards.keys[draft.id] = new_key()
            self.commit(issue_event(draft, key))

    def gift_card(self, gift_card_id: GiftCardId) -> GiftCard | None:
        return self.gift_cards.card(gift_card_id)

    def gift_card_by_number(self, number: GiftCardNumber) -> GiftCard | None:
        return self.gift_cards.by_number(number)

    def seal_address(self, gift_card_id: GiftCardId, address: str) -> bytes:
        key = self.gift_cards.keys.get(gift_card_id)
        if key is None:
            raise StoreError("this gift card has no key here")
        return sealed.seal_address(key, gift_card_id, address)

    def inscription(self, gift_card_id: GiftCardId) -> Inscription | None:
        return self.gift_cards.inscription(gift_card_id)

    def gift_entries(self, gift_card_id: GiftCardId) -> tuple[GiftEntry, ...]:
        return self.gift_cards.entries(lambda entry: entry.gift_card_id == gift_card_id)

    def gift_entries_of_day(self, day: date, ticket: str = "") -> tuple[GiftEntry, ...]:
        return self.gift_cards.entries_of_day(day, ticket)

    def gift_hold(self, hold_id: GiftHoldId) -> GiftHold | None:
        return self.gift_cards.hold(hold_id)

    def gift_holds(self, visit_id: VisitId) -> tuple[GiftHold, ...]:
        return self.gift_cards.holds(visit_id)

    def stale_gift_holds(self, at: datetime) -> tuple[GiftHold, ...]:
        return self.gift_cards.stale_holds(at)

    def gift_sale(self) -> GiftSale | None:
        return self.gift_cards.sale

    def save_gift_sale(self, sale: GiftSale) -> None:
        self._writable()
        self.gift_cards.sale = sale

    def drop_gift_sale(self) -> None:
        self._writable()
        self.gift_cards.sale = None

    def keep_paid_ticket(self, sale: VisitDraft) -> None:
        self._writable()
        assert sale.register_ticket is not None
        since = sale.register_ticket.day - timedelta(days=90)
        kept = self.gift_cards.paid_tickets
        for ticket in [each for each in kept if each.day < since and not kept[each].gift_card_minor]:
            del kept[ticket]
        kept[sale.register_ticket] = sale

    def tickets_to_nobody(self, day: date, number: str) -> tuple[VisitDraft, ...]:
        kept = sorted(self.gift_cards.paid_tickets.items(), key=lambda item: item[0].register)
        return tuple(sale for ticket, sale in kept if (ticket.day, ticket.number) == (day, number))

    def paid_ticket(self, ticket: RegisterTicket) -> VisitDraft | None:
        return self.gift_cards.paid_tickets.get(ticket)

    def put_staff(self, staff: Staff) -> None:
        """A new or changed person; their failures stay as they are."""
        before = self._staff.get(staff.id)
        kept = staff if before is None else replace(staff, failures=before.failures, disabled=before.disabled)
        self._staff[staff.id] = kept

    def put_programme(self, programme: Programme) -> None:
        """A newer programme, in force from now on."""
        self._programmes[programme.version] = programme

    def enrol(self, enrolment: Enrolment, *, at: datetime, new_id: Callable[[], UUID]) -> None:
        """A new member with cards and consents, as the till enrols them."""
        self._writable()
        if enrolment.member.id in self._keys:
            return
        if any(card.token.text in self._cards for card in enrolment.cards):
            raise StoreCorrupt("this card is someone's already")
        self._keys[enrolment.member.id] = new_key()
        for event in enrolment_events(enrolment, self._keys[enrolment.member.id], at=at, new_id=new_id):
            self.commit(event)

    def erase(self, member_id: MemberId) -> None:
        """Forget who the member is; what they bought and hold stays."""
        self._writable()
        if member_id not in self._members:
            raise InvalidValue("no such member")
        member = self._members[member_id]
        profile = Profile(given_name="", family_name="", language=member.profile.language)
        self._members[member_id] = replace(
            member,
            number=secrets.token_hex(16),
            profile=profile,
            labels=frozenset(),
            status=MemberStatus.LEFT,
            merged_into=None,
        )
        self._cards = {text: card for text, card in self._cards.items() if card.member_id != member_id}
        self._keys.pop(member_id)
        self._erased.add(member_id)

    def load(self, *snapshots: MemberSnapshot) -> None:
        """Members who come from elsewhere, with what they hold."""
        for snapshot in snapshots:
            member = snapshot.member
            self._members[member.id] = member
            self._tiers[member.id] = [TierChange(standing=member.tier)]
            self._keys[member.id] = snapshot.key
            self._cards |= {card.token.text: card for card in snapshot.cards}
            self._consents += snapshot.consents
            for lot in snapshot.lots:
                self._lots[lot.id] = lot
                self._entries[lot.entry_id] = _opening(lot)
            for body in snapshot.vouchers:
                self._vouchers.keep(member.id, body)
            self._days |= {(member.id, day.day, day.scope): day for day in snapshot.days}
            self._lifetimes |= {(member.id, sums.scope): sums for sums in lifetime_of(snapshot)}
            self._past |= {past.id: (member.id, past) for past in snapshot.visits}
            self._uses |= {
                (member.id, use.rule, use.subject): (
                    member.id,
                    PastUse(rule=use.rule, day=use.last_on, count=use.count),
                )
                for use in snapshot.uses
            }

    def _writable(self) -> None:
        if self.refuse is not None:
            raise self.refuse

    def _key(self, member_id: MemberId) -> bytes:
        try:
            return self._keys[member_id]
        except KeyError:
            raise InvalidValue("this member has no key") from None

    def _known_member(self, member_id: MemberId) -> Member:
        try:
            return self._members[member_id]
        except KeyError:
            raise StoreCorrupt("no such member") from None

    def _remaining(self, member_id: MemberId) -> MemberId:
        member = self._members.get(member_id)
        return member_id if member is None or member.merged_into is None else member.merged_into

    def _hits(self, groups: list[list[tuple[str, Member]]], limit: int) -> tuple[MemberHit, ...]:
        ordered = [m for group in groups for _, m in sorted(group, key=lambda pair: (pair[0], pair[1].id))]
        return tuple(self._hit(m) for m in list(dict.fromkeys(ordered))[:limit])

    def _hit(self, member: Member) -> MemberHit:
        days = [d.day for (owner, _, _), d in self._days.items() if owner == member.id and d.visits > 0]
        return MemberHit(
            member_id=member.id,
            name=f"{member.profile.given_name} {member.profile.family_name}".strip(),
            masked_phone=folding.mask_phone(member.profile.phone),
            tier_code=member.tier.code if member.tier else "",
            last_visit_on=max(days, default=None),
        )

    def _enrolled(self, event: MemberEnrolled) -> None:
        person = sealed.open_person(self._key(event.member_id), event.member_id, event.sealed)
        self._members[event.member_id] = Member(
            id=event.member_id,
            account_id=event.account_id,
            number=person.number,
            profile=person.profile,
            status=MemberStatus.PROVISIONAL if event.provisional else MemberStatus.ACTIVE,
            enrolled_on=event.enrolled_on,
        )

    def _linked(self, event: CardLinked) -> None:
        token = sealed.open_token(self._key(event.member_id), event.member_id, event.sealed)
        if token.text in self._cards:
            raise StoreCorrupt("this card is someone's already")
        self._cards[token.text] = Card(
            id=event.card_id,
            token=token,
            medium=event.medium,
            member_id=event.member_id,
            holder_id=event.holder_id,
            linked_at=event.at,
        )

    def _change_profile(self, event: MemberProfileChanged) -> None:
        change = open_change(self._key(event.member_id), event.member_id, event.sealed)
        member = self._known_member(event.member_id)
        profile = changed(member.profile, change).profile
        self._members[member.id] = replace(
            member, profile=profile, status=status_named(member.status, profile)
        )

    def _change_card(self, event: CardStatusChanged) -> None:
        found = next((card for card in self._cards.values() if card.id == event.card_id), None)
        if found is None:
            raise StoreCorrupt("no such card")
        self._cards[found.token.text] = replace(found, status=event.status)

    def _close(self, event: VisitClosed) -> None:
        member = self._known_member(event.member_id)
        self._vouchers.check(event)
        self._book(movements(event))
        self._vouchers.close(event)
        currency = Currency.of(event.currency)
        past = PastVisit(
            id=event.visit_id,
            closed_at=event.at,
            business_day=event.business_day,
            amount=Money(event.amount_minor, currency),
            discount=Money(event.discount_minor, currency),
            points=event.points,
            voided=False,
        )
        self._past[event.visit_id] = (event.member_id, with_gains(past, event))
        self._closed[event.visit_id] = event
        self._uses |= {
            (event.visit_id, use.rule, use.subject): (
                event.member_id,
                PastUse(rule=use.rule, day=event.business_day, at=event.at, count=use.count),
            )
            for use in event.rule_uses
        }
        if event.tier is not None:
            self._change_tier(member, event.tier, event.visit_id)
        if event.recorded_at is None:
            self._draft = None

    def _void(self, event: VisitUndone) -> None:
        member = self._known_member(event.member_id)
        self._book(movements(event))
        owner, past = self._past[event.visit_id]
        ends = isinstance(event, VisitVoided) or event.ends
        self._past[event.visit_id] = (owner, replace(past, voided=ends))
        for use in event.rule_uses:
            self._uses.pop((event.visit_id, use.rule, use.subject), None)
        self._vouchers.void(event)
        if event.tier is not None:
            self._change_tier(member, event.tier if event.tier.code else None, event.visit_id)

    def _change_tier(self, member: Member, tier: TierStanding | None, visit_id: VisitId) -> None:
        change = TierChange(standing=tier, visit_id=visit_id)
        self._tiers[member.id] = [*self._tiers.get(member.id, ()), change]
        self._members[member.id] = replace(member, tier=tier)

    def _book(self, moves: Movements) -> None:
        check_movements(moves)
        there = self._lots.keys() | {lot.id for lot in moves.lots}
        if any(taken.lot_id not in there for taken in moves.allocations):
            raise StoreCorrupt("no such lot")
        self._entries |= {entry.id: entry for entry in moves.entries}
        self._lots |= {lot.id: lot for lot in moves.lots}
        self._allocations += moves.allocations
        for taken in moves.allocations:
            lot = self._lots[taken.lot_id]
            self._lots[lot.id] = replace(lot, remaining=lot.remaining - taken.amount)
        for term in moves.terms:
            lot = self._lots[term.lot_id]
            if lot.expires_on == term.was:
                self._lots[lot.id] = replace(lot, expires_on=term.until)
        for delta in moves.days:
            key = (moves.member_id, delta.day, delta.scope)
            self._days[key] = _sum(self._days.get(key, DayAggregate(day=delta.day, scope=delta.scope)), delta)
            totals = self._lifetimes.get((moves.member_id, delta.scope), LifetimeTotals(scope=delta.scope))
            self._lifetimes[moves.member_id, delta.scope] = _sum(totals, delta)


def _begins(key: str, words: list[str]) -> bool:
    return bool(words) and key.startswith(words[0]) and all(f" {word}" in key for word in words[1:])


def _sum(before: T, delta: DayAggregate) -> T:
    return replace(
        before,
        visits=before.visits + delta.visits,
        revenue_minor=before.revenue_minor + delta.revenue_minor,
        points_earned=before.points_earned + delta.points_earned,
        quantity=before.quantity + delta.quantity,
    )


def _same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)


def _same_week(day: date, other: date) -> bool:
    return day.isocalendar()[:2] == other.isocalendar()[:2]


def _has_any(day: DayAggregate) -> bool:
    return bool(day.points_earned or day.revenue_minor or day.quantity)


def _opening(lot: Lot) -> LedgerEntry:
    return LedgerEntry(
        id=lot.entry_id,
        account_id=lot.account_id,
        counter=lot.counter,
        kind=EntryKind.OPENING,
        amount=lot.remaining,
        at=datetime.combine(lot.earned_on, time(), UTC),
        business_day=lot.earned_on,
    )


def _consent(event: ConsentStated) -> Consent:
    return Consent(
        id=event.consent_id,
        member_id=event.member_id,
        channel=event.channel,
        granted=event.granted,
        wording=event.wording,
        at=event.at,
        staff_id=event.staff_id,
        parent="sealed" if event.sealed else "",
    )
