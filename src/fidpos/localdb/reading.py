"""The reading half of the store: one read-only connection of one thread, and domain values from its rows.

The till's worker has one; a screen or a report that reads elsewhere takes its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

import msgspec

from fidpos.columns import (
    DAY_MICROSECONDS,
    day_from_int,
    day_to_int,
    id_from_blob,
    instant_from_int,
    instant_to_int,
)
from fidpos.domain import folding
from fidpos.domain.card import Card, CardToken
from fidpos.domain.consent import standing
from fidpos.domain.errors import ProgrammeError, StoreCorrupt
from fidpos.domain.ids import AccountId, CardId, LotId, MemberId, VisitId, VoucherId
from fidpos.domain.ledger import Balance, Lot
from fidpos.domain.member import Channel, Member, TierStanding
from fidpos.domain.money import Money
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Staff
from fidpos.domain.visit import VisitDraft
from fidpos.domain.voucher_number import VoucherNumber
from fidpos.localdb import queries, search
from fidpos.localdb.configuration import IDENTITY, identity_from_json
from fidpos.localdb.engine import Reader, Row
from fidpos.localdb.lot_terms import other_terms
from fidpos.localdb.mapping.ledger import day_from_row, lifetime_from_row, lot_from_row
from fidpos.localdb.mapping.people import (
    card_from_row,
    member_from_row,
    staff_from_row,
    tier_from_row,
    word_from_row,
)
from fidpos.localdb.mapping.visits import past_visit_from_row, told_visit_from_row
from fidpos.localdb.membership import KEY_OF
from fidpos.localdb.scope_history import LateCounts, Scope
from fidpos.localdb.sync_memory import MEMORY
from fidpos.localdb.vouchers import voucher_from_body
from fidpos.posting.apply import movements
from fidpos.posting.prolong import shorten
from fidpos.posting.standing import TierChange, standing_back
from fidpos.rules.codec import programme_from_json
from fidpos.rules.facts import OverallUse, RuleUse, VoucherHeld
from fidpos.rules.past import CountedVisit, DayAggregate, LastDay, LifetimeTotals, PastUse
from fidpos.rules.programme import Programme
from fidpos.rules.windows import add_months
from fidpos.till.ports import MemberHit, PastVisit, RecordedVisit, TicketedVisit, TillVisit
from fidpos.vault.errors import SealBroken
from fidpos.wire import sealed
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed, VisitRefunded, VisitVoided, VoucherUseBody

USUAL_VISITS_MIN = 20
USUAL_VISITS_MAX = 200

_drafts = msgspec.json.Decoder(VisitDraft)


class StoreReader:
    """Answers the questions of `till.ports.TillStore`; see there for what each one means.

    Every method raises `StoreError` when the store cannot be read.
    """

    def __init__(self, reader: Reader) -> None:
        self._one = reader.one
        self._all = reader.all
        self._reader = reader
        self._programmes: dict[int, Programme] = {}
        self._late = LateCounts(reader)

    def close(self) -> None:
        """Give the connection back."""
        self._reader.close()

    def identity(self) -> TillIdentity:
        """The latest version of it."""
        row = self._one(queries.SETTING, IDENTITY)
        if row is None:
            raise StoreCorrupt("the store does not say whose it is")
        return identity_from_json(row[0])

    def was_paired(self) -> bool:
        """Whether it ever was a centre's till; it stays so, whatever became of the pairing."""
        return self._one(MEMORY) is not None

    def programme_of(self, version: int) -> Programme:
        """Any version that the till ever had."""
        found = self._one(queries.PROGRAMME, version)
        if found is None:
            raise StoreCorrupt(f"the store has no version {version} of the programme")
        return _programme_from_json(found[0])

    def programmes(self) -> dict[int, Programme]:
        """Every version, by its number."""
        return {version: _programme_from_json(body) for version, body in self._all(queries.PROGRAMMES)}

    def programme(self, at: datetime | None = None) -> Programme:
        """The one in force at that instant, or the newest; read once, since a version never changes."""
        if at is None:
            row = self._one(queries.PROGRAMME_VERSION)
        else:
            row = self._one(queries.PROGRAMME_VERSION_AT, instant_to_int(at))
        version = row[0] if row else None
        if version is None:
            raise StoreCorrupt("the store has no programme")
        if version not in self._programmes:
            found = self._one(queries.PROGRAMME, version)
            assert found is not None
            self._programmes = {version: _programme_from_json(found[0])}
        return self._programmes[version]

    def card(self, token: CardToken) -> Card | None:
        """By its unique text."""
        row = self._one(queries.CARD, token.text)
        return None if row is None else card_from_row(row)

    def card_by_id(self, card_id: CardId) -> Card | None:
        """By its id."""
        row = self._one(queries.CARD_BY_ID, card_id.bytes)
        return None if row is None else card_from_row(row)

    def member(self, member_id: MemberId) -> Member | None:
        """With the household; a merged member leads to the one that remains."""
        blob = member_id.bytes
        row = self._one(queries.MEMBER, blob)
        if row is None:
            return None
        found = member_from_row(row, self._all(queries.RELATIVES, blob))
        return found if found.merged_into is None else self.member(found.merged_into)

    def balances(self, account_id: AccountId) -> tuple[Balance, ...]:
        """By counter, in the order of their codes."""
        rows = self._all(queries.BALANCES, account_id.bytes)
        return tuple(Balance(account_id=account_id, counter=code, amount=amount) for code, amount in rows)

    def spent_on(self, account_id: AccountId, day: date) -> tuple[Balance, ...]:
        """Summed over the account's entries; asked only when a reward is about to be used."""
        rows = self._all(queries.SPENT_ON, account_id.bytes, day_to_int(day))
        return tuple(Balance(account_id=account_id, counter=code, amount=-amount) for code, amount in rows)

    def open_lots(self, account_id: AccountId, counter: str) -> tuple[Lot, ...]:
        """From a partial index that holds open lots only."""
        return tuple(lot_from_row(row) for row in self._all(queries.OPEN_LOTS, account_id.bytes, counter))

    def day_aggregates(self, member_id: MemberId, since: date) -> tuple[DayAggregate, ...]:
        """One range of the primary key."""
        return tuple(day_from_row(row) for row in self._all(queries.DAYS, member_id.bytes, day_to_int(since)))

    def lifetime(self, member_id: MemberId) -> tuple[LifetimeTotals, ...]:
        """Kept as they are read, never summed at the counter."""
        return tuple(lifetime_from_row(row) for row in self._all(queries.LIFETIME, member_id.bytes))

    def rule_uses(self, member_id: MemberId, day: date) -> tuple[RuleUse, ...]:
        """Uses that were not released, by rule and subject."""
        spans = [
            (date(day.year, 1, 1), date(day.year, 12, 31)),
            (day.replace(day=1), add_months(day.replace(day=1), 1) - timedelta(days=1)),
            (day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday())),
            (day, day),
        ]
        bounds = [day_to_int(bound) for span in spans for bound in span]
        rows = self._all(queries.USES, *bounds, member_id.bytes)
        return tuple(
            RuleUse(
                rule=rule,
                subject=subject,
                total=total,
                this_year=this_year,
                this_month=this_month,
                this_week=this_week,
                today=on_day,
                last_on=day_from_int(last_on),
            )
            for rule, subject, total, this_year, this_month, this_week, on_day, last_on in rows
        )

    def overall_uses(self, rules: Iterable[str]) -> tuple[OverallUse, ...]:
        """Summed over an index by rule; asked only for rules that are limited for all members together."""
        return tuple(
            OverallUse(rule=rule, total=row[0] or 0)
            for rule in rules
            if (row := self._one(queries.OVERALL_USES, rule)) is not None
        )

    def vouchers(self, member_id: MemberId, day: date) -> tuple[VoucherHeld, ...]:
        """From a partial index that holds those not used yet."""
        rows = self._all(queries.VOUCHERS, member_id.bytes, day_to_int(day))
        return tuple(voucher_from_body(bytes(row[0])) for row in rows)

    def bearer_voucher(self, voucher_id: VoucherId) -> VoucherHeld | None:
        """While nobody has used it."""
        row = self._one(queries.BEARER_VOUCHER, voucher_id.bytes)
        return voucher_from_body(bytes(row[0])) if row is not None else None

    def voucher_by_number(self, number: VoucherNumber) -> VoucherHeld | None:
        """By the digest of its number, over an index."""
        row = self._one(queries.VOUCHER_BY_NUMBER, number.digest)
        return voucher_from_body(bytes(row[0])) if row is not None else None

    def past_uses(self, member_id: MemberId) -> tuple[PastUse, ...]:
        """One for each rule, person and visit."""
        return tuple(
            PastUse(
                rule=rule,
                day=day_from_int(day),
                at=None if at is None else instant_from_int(at),
                count=count,
            )
            for rule, day, at, count in self._all(queries.PAST_USES, member_id.bytes)
        )

    def counted_visits(self, member_id: MemberId, first: date, last: date) -> tuple[CountedVisit, ...]:
        """From the events that told them; of a visit that came with a snapshot, only the whole is known."""
        first_day, last_day = day_to_int(first), day_to_int(last)
        since = (first_day - 1) * DAY_MICROSECONDS
        rows = self._all(queries.COUNTED_VISITS, member_id.bytes, since, first_day, last_day)
        scopes = self._late.scopes() if rows else []
        return tuple(self._counted_visit(row, scopes) for row in rows)

    def _counted_visit(self, row: Row, scopes: Iterable[Scope]) -> CountedVisit:
        closed_at, day, amount, discount, points, seq, body = row
        event = decode(body) if body is not None else None
        if isinstance(event, VisitClosed):
            told, _ = self._late.told(event, seq, scopes)
            return CountedVisit(at=event.at, sums=movements(told).days)
        whole = DayAggregate(
            day=day_from_int(day), visits=1, revenue_minor=amount - discount, points_earned=max(0, points)
        )
        return CountedVisit(at=instant_from_int(closed_at), sums=(whole,))

    def last_days(self, member_id: MemberId, day: date) -> tuple[LastDay, ...]:
        """Over all the member's days; asked only by programmes that count the days since."""
        rows = self._all(queries.LAST_DAYS, member_id.bytes, day_to_int(day))
        return tuple(LastDay(scope=scope, day=day_from_int(last)) for scope, last in rows)

    def consents(self, member_id: MemberId) -> frozenset[Channel]:
        """Where the latest word is a yes that counts."""
        words = [word_from_row(row) for row in self._all(queries.CONSENTS, member_id.bytes)]
        member = self.member(member_id) if words else None
        return standing(words, member.profile, self.identity().calendar) if member else frozenset()

    def recent_visits(self, member_id: MemberId, limit: int) -> tuple[PastVisit, ...]:
        """Newest first, wherever they were made."""
        rows = self._all(queries.RECENT_VISITS, member_id.bytes, limit)
        return tuple(told_visit_from_row(row) for row in rows)

    def visit(self, visit_id: VisitId) -> RecordedVisit | None:
        """From the event that told it, and what became of its lots; None for what came with a snapshot."""
        row = self._one(queries.VISIT, visit_id.bytes)
        if row is None or row[-1] is None:
            return None
        body = self._one(queries.EVENT, row[-1])
        event = decode(body[0]) if body else None
        if not isinstance(event, VisitClosed):
            raise StoreCorrupt(f"the journal does not tell of visit {visit_id}")
        told, refunds = self._late.told(event, row[-1], self._late.scopes(), tuple(self._refunds(visit_id)))
        return self._recorded(told, past_visit_from_row(row[:-1]), refunds)

    def days_of_ticket(self, ticket: str, since: date) -> tuple[date, ...]:
        """A range of the key, which begins with the day; oldest first."""
        return tuple(
            day_from_int(day) for (day,) in self._all(queries.TICKET_DAYS, day_to_int(since), ticket)
        )

    def visits_of_ticket(self, number: str) -> tuple[TicketedVisit, ...]:
        """From the index by number."""
        return tuple(
            TicketedVisit(visit_id=VisitId(id_from_blob(blob)), day=day_from_int(day), register=register)
            for blob, day, register in self._all(queries.VISITS_OF_TICKET, number)
        )

    def unseal(self, member_id: MemberId, what: bytes) -> bytes | None:
        """With the member's own key, or that of somebody who was merged into them."""
        try:
            return self._unseal(member_id, what)
        except SealBroken:
            for (blob,) in self._all(queries.MERGED_INTO, member_id.bytes):
                with suppress(SealBroken):
                    return self._unseal(MemberId(id_from_blob(blob)), what)
            raise

    def _unseal(self, member_id: MemberId, what: bytes) -> bytes | None:
        key = self.key_of(member_id)
        return None if key is None else sealed.unseal(key, member_id, what)

    def _recorded(
        self, event: VisitClosed, past: PastVisit, refunds: tuple[VisitRefunded, ...]
    ) -> RecordedVisit:
        moves = movements(event)
        # Whoever remains of the member when it is undone, with the account to which the lots went over.
        member = self.member(event.member_id)
        return RecordedVisit(
            id=past.id,
            member_id=member.id if member is not None else event.member_id,
            account_id=member.account_id if member is not None else event.account_id,
            closed_at=past.closed_at,
            business_day=past.business_day,
            amount=past.amount,
            discount=past.discount,
            counter=event.counter,
            points=past.points,
            programme_version=event.programme_version,
            redeemed=bool(event.redemptions or event.vouchers_used),
            voided=past.voided,
            replaced_by=self._replaced_by(past.id) if past.voided else None,
            tier_back=None if event.tier is None else self._tier_back(event),
            rule_uses=event.rule_uses,
            counts=event.counts,
            entries=moves.entries,
            lots=tuple(self._lot(lot.id) for lot in moves.lots),
            allocations=moves.allocations,
            terms_back=shorten(event.terms, other_terms(self._reader, event)) if event.terms else (),
            vouchers=tuple(body.id for body in event.vouchers),
            vouchers_spent=tuple(self._spent(body.id for body in event.vouchers)),
            vouchers_used=tuple(used.id for used in event.vouchers_used),
            vouchers_lost=tuple(self._lost(event)),
            told=event,
            refunds=refunds,
            elsewhere_minor=self._elsewhere_minor(past.id, refunds),
            drawn=tuple(self._lot(taken.lot_id) for taken in moves.allocations),
        )

    def _replaced_by(self, visit_id: VisitId) -> VisitId | None:
        row = self._one(queries.VOID, visit_id.bytes)
        void = decode(row[0]) if row is not None else None
        return void.replaced_by if isinstance(void, VisitVoided) else None

    def _refunds(self, visit_id: VisitId) -> Iterator[VisitRefunded]:
        for (body,) in self._all(queries.REFUNDS, visit_id.bytes):
            event = decode(body)
            if not isinstance(event, VisitRefunded):
                raise StoreCorrupt(f"the journal does not tell of a refund of visit {visit_id}")
            yield event

    def _elsewhere_minor(self, visit_id: VisitId, own: Sequence[VisitRefunded]) -> int:
        """What the centre tells of refunds that this journal does not."""
        ours = {event.refund_id.bytes for event in own}
        told = self._all(queries.REFUNDS_TOLD, visit_id.bytes)
        return sum([minor for refund_id, minor in told if refund_id not in ours])

    def _spent(self, given: Iterable[VoucherId]) -> Iterator[VoucherUseBody]:
        for voucher_id in given:
            row = self._one(queries.SPENT_VOUCHER, voucher_id.bytes)
            if row is None:
                continue
            event = decode(row[0]) if row[0] is not None else None
            uses = event.vouchers_used if isinstance(event, VisitClosed) else ()
            unknown = VoucherUseBody(id=voucher_id)
            yield next((use for use in uses if use.id == voucher_id), unknown)

    def _lost(self, event: VisitClosed) -> Iterator[VoucherId]:
        for used in event.vouchers_used:
            if self._one(queries.OWN_VOUCHER, used.id.bytes, event.visit_id.bytes) is None:
                yield used.id

    def _tier_back(self, event: VisitClosed) -> TierStanding | None:
        history: list[TierChange] = []
        gone: set[VisitId] = set()
        for *tier, blob, is_gone in self._all(queries.TIERS, event.member_id.bytes):
            visit_id = None if blob is None else VisitId(id_from_blob(blob))
            standing = tier_from_row(tuple(tier)) if tier[0] else None
            history.append(TierChange(standing=standing, visit_id=visit_id))
            if visit_id is not None and is_gone:
                gone.add(visit_id)
        return standing_back(history, event.visit_id, gone=gone, day=event.business_day)

    def _lot(self, lot_id: LotId) -> Lot:
        row = self._one(queries.LOT, lot_id.bytes)
        if row is None:
            raise StoreCorrupt("a lot is missing")
        return lot_from_row(row)

    def last_visit_id(self) -> VisitId | None:
        """The one that stands last in the journal."""
        row = self._one(queries.LAST_VISIT)
        return None if row is None else VisitId(id_from_blob(row[0]))

    def till_visits(self, limit: int) -> tuple[TillVisit, ...]:
        """By the index of the rows that told them."""
        return tuple(
            TillVisit(
                past=past_visit_from_row(tuple(row)),
                member_id=MemberId(id_from_blob(blob)),
                name=folding.short_name(given_name or "", family_name or ""),
            )
            for blob, given_name, family_name, *row in self._all(queries.TILL_VISITS, limit)
        )

    def usual_amount(self) -> Money | None:
        """The mean of the latest visits of the whole shop, up to two hundred, voided ones left out."""
        row = self._one(queries.USUAL, USUAL_VISITS_MAX)
        if row is None or row[0] < USUAL_VISITS_MIN:
            return None
        return Money(row[1] // row[0], self.identity().currency)

    def find_members(self, text: str, limit: int) -> tuple[MemberHit, ...]:
        """See `search`."""
        return search.find_members(self._reader, text, limit)

    def members_reached_at(self, *, phone: str = "", email: str = "") -> tuple[MemberHit, ...]:
        """See `EnrolmentStore.members_reached_at`."""
        return search.members_reached_at(self._reader, phone, email)

    def members_named(self, given_name: str, family_name: str) -> tuple[MemberHit, ...]:
        """See `EnrolmentStore.members_named`."""
        return search.members_named(self._reader, given_name, family_name)

    def key_of(self, member_id: MemberId) -> bytes | None:
        """The member's own key, None once they were erased or let go."""
        row = self._one(KEY_OF, member_id.bytes)
        return None if row is None else bytes(row[0])

    def staff(self) -> tuple[Staff, ...]:
        """The latest version of each who is employed; accents do not send anyone to the end of the list."""
        employed = (staff_from_row(row) for row in self._all(queries.STAFF))
        return tuple(sorted(employed, key=lambda one: folding.fold(one.name)))

    def staff_by_badge(self, badge: str) -> Staff | None:
        """A shop has few staff: the list is read and searched."""
        return next((one for one in self.staff() if one.badge == badge), None)

    def draft(self) -> VisitDraft | None:
        """The visit in progress, as `LocalStore.save_draft` wrote it."""
        row = self._one(queries.DRAFT)
        try:
            return None if row is None else _drafts.decode(row[0])
        except msgspec.MsgspecError as fault:
            raise StoreCorrupt(f"unreadable draft: {fault}") from fault


def _programme_from_json(body: bytes) -> Programme:
    # A damaged overflow page comes back as zeros instead of an error: what was sound when it was written and
    # does not decode any more was damaged on the disk.
    try:
        return programme_from_json(body)
    except ProgrammeError as fault:
        raise StoreCorrupt(f"unreadable programme: {fault}") from fault
