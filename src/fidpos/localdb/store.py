"""The till's store on disk: `till.ports.TillStore` over the encrypted database.

Reads go over a read-only connection of the till's worker; each write is one durable transaction in which the
checkout goes first. What a write means stands in `recording` and the modules it calls.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar
from uuid import UUID

import msgspec

from fidpos.columns import day_to_int
from fidpos.domain.card import CardToken
from fidpos.domain.clock import Clock
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.errors import InvalidValue, StoreError
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.member import Member
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Staff
from fidpos.domain.visit import VisitDraft
from fidpos.localdb import configuration, membership, scope_history
from fidpos.localdb.booking import DROP_DRAFT, DROP_GIFT_SALE
from fidpos.localdb.days import DayReader
from fidpos.localdb.engine import Connection, Database
from fidpos.localdb.enrolment import enrolment_events
from fidpos.localdb.gift_card_reading import GiftCardReader
from fidpos.localdb.gift_cards import issue_event, write_gift_card_key
from fidpos.localdb.heard_out import HeardOutReader
from fidpos.localdb.journal import AlreadyThere
from fidpos.localdb.learnt_gift_card import learn
from fidpos.localdb.lock import Priority
from fidpos.localdb.member_file_reading import MemberFileReader
from fidpos.localdb.origin import Origin
from fidpos.localdb.reading import StoreReader
from fidpos.localdb.recording import record
from fidpos.localdb.refund_requests import LocalRefundRequests
from fidpos.localdb.schema import check_current
from fidpos.localdb.statements import replace_row
from fidpos.localdb.stored_value_reading import StoredValueReader
from fidpos.localdb.sync_memory import write_memory
from fidpos.localdb.tables import draft as draft_table
from fidpos.localdb.tables import gift_sale as gift_sale_table
from fidpos.localdb.tables import paid_tickets
from fidpos.localdb.veil import Veil
from fidpos.localdb.vouchers import learn_voucher
from fidpos.rules.programme import Programme
from fidpos.till.gift_card_store import GiftCardDraft, GiftSale
from fidpos.till.ports import MemberHit, TillVisit
from fidpos.vault.sealing import new_key
from fidpos.wire import sealed
from fidpos.wire.events import Event, VoucherBody
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.standing import SyncMemory

_KEEP_DRAFT = replace_row(draft_table)
_KEEP_GIFT_SALE = replace_row(gift_sale_table)
_KEEP_PAID_TICKET = replace_row(paid_tickets)
_TICKET_KEPT_DAYS = 90
"""Longer than any owner lets a forgotten card be credited."""
_FORGET_TICKETS = (
    "DELETE FROM paid_tickets WHERE business_day < ? AND CAST(body AS TEXT) ->> '$.gift_card_minor' = 0"
)
_SLOT = 1

T = TypeVar("T")


class LocalStore:
    """The till's store. Reads belong to one thread, the till's worker; writes may come from any.

    What raises a `StoreError` has changed nothing.

    Attributes:
        on_recorded: called after each commit that made the journal longer, by whoever committed; at once.
        veil: over what the counter reads of members; drawn by whoever knows why.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.on_recorded: Callable[[], None] = _nobody_listens
        self.database = database
        self.origin = Origin(clock)
        reader = database.reader()
        reads = StoreReader(reader)
        self._reads = reads
        self._identity: TillIdentity | None = None
        self.veil = Veil()
        self.was_paired = reads.was_paired
        self.programme: Callable[[], Programme] = lambda: reads.programme(clock.now())
        self.programme_of = reads.programme_of
        self.programmes = reads.programmes
        self.card = reads.card
        self.card_by_id = reads.card_by_id
        self.balances = reads.balances
        self.spent_on = reads.spent_on
        self.open_lots = reads.open_lots
        self.day_aggregates = reads.day_aggregates
        self.lifetime = reads.lifetime
        self.rule_uses = reads.rule_uses
        self.overall_uses = reads.overall_uses
        self.vouchers = reads.vouchers
        self.bearer_voucher = reads.bearer_voucher
        self.voucher_by_number = reads.voucher_by_number
        self.past_uses = reads.past_uses
        self.counted_visits = reads.counted_visits
        self.last_days = reads.last_days
        self.consents = reads.consents
        self.recent_visits = reads.recent_visits
        self.visit = reads.visit
        self.days_of_ticket = reads.days_of_ticket
        self.visits_of_ticket = reads.visits_of_ticket
        self.unseal = reads.unseal
        self.last_visit_id = reads.last_visit_id
        self.usual_amount = reads.usual_amount
        self.staff = reads.staff
        self.staff_by_badge = reads.staff_by_badge
        self.draft = reads.draft
        self._read_gift_cards(GiftCardReader(reader))
        self.days = DayReader(reader)
        self.files = MemberFileReader(reader, self.veil)
        self.contact = HeardOutReader(reader, self.origin)
        self.refund_requests = LocalRefundRequests(reader, self._write_later)
        self.stored_value = StoredValueReader(reader, self.origin)

    def _read_gift_cards(self, gift_cards: GiftCardReader) -> None:
        self.gift_card = gift_cards.gift_card
        self.gift_card_by_number = gift_cards.gift_card_by_number
        self.inscription = gift_cards.inscription
        self.seal_address = gift_cards.seal_address
        self.gift_entries = gift_cards.gift_entries
        self.gift_entries_of_day = gift_cards.gift_entries_of_day
        self.gift_hold = gift_cards.gift_hold
        self.gift_holds = gift_cards.gift_holds
        self.stale_gift_holds = gift_cards.stale_gift_holds
        self.gift_sale = gift_cards.gift_sale
        self.paid_ticket = gift_cards.paid_ticket
        self.tickets_to_nobody = gift_cards.tickets_to_nobody

    @classmethod
    def open(cls, path: Path, key: bytes, clock: Clock) -> Self:
        """Open the store that stands at `path`, at the schema of this program; `upgrade` brings it there.

        Raises:
            StoreError: missing, refused, damaged, not writable, older or newer.
        """
        check_current(path, key)
        return cls(Database(path, key), clock)

    def close(self) -> None:
        """Close all connections."""
        self._reads.close()
        self.database.close()

    def identity(self) -> TillIdentity:
        """Read once, since every visit asks; whoever changes it does so here."""
        if self._identity is None:
            self._identity = self._reads.identity()
        return self._identity

    def commit(self, event: Event) -> None:
        """Journal the event and book what follows from it; see `TillStore.commit`."""
        stamp = self.origin.stamp()
        self._record(lambda connection: record(connection, event, stamp))

    def commit_together(self, events: Sequence[Event]) -> None:
        """As `commit`, all of them or none; see `TillStore.commit_together`."""
        stamp = self.origin.stamp()

        def record_all(connection: Connection) -> None:
            for event in events:
                record(connection, event, stamp)

        self._record(record_all)

    def issue_gift_card(self, draft: GiftCardDraft) -> None:
        """Under a new key of its own; in one transaction with the event that it seals."""
        key, stamp = new_key(), self.origin.stamp()
        event = issue_event(draft, key)

        def issue(connection: Connection) -> None:
            write_gift_card_key(connection, draft.id, key)
            record(connection, event, stamp)

        self._record(issue)

    def learn_gift_card(self, standing: GiftCardStanding, held: GiftCardHeld) -> bool:
        """In one transaction; see `GiftCardStore.learn_gift_card`."""
        stamp = self.origin.stamp()
        try:
            return self._write(lambda connection: learn(connection, standing, held, stamp))
        except AlreadyThere:
            return True

    def save_gift_sale(self, sale: GiftSale) -> None:
        """Keep the sale of gift cards in progress, in the one slot there is."""
        body = msgspec.json.encode(sale)
        self._write(lambda connection: connection.execute(_KEEP_GIFT_SALE, (_SLOT, body)))

    def drop_gift_sale(self) -> None:
        """Empty the slot."""
        self._write(lambda connection: connection.execute(DROP_GIFT_SALE))

    def keep_paid_ticket(self, sale: VisitDraft) -> None:
        """Under its register's key; see `GiftCardStore.keep_paid_ticket`."""
        ticket, body = sale.register_ticket, msgspec.json.encode(sale)
        assert ticket is not None
        day = day_to_int(ticket.day)

        def keep(connection: Connection) -> None:
            connection.execute(_FORGET_TICKETS, (day - _TICKET_KEPT_DAYS,))
            connection.execute(_KEEP_PAID_TICKET, (day, ticket.number, ticket.register, body))

        self._write(keep)

    def learn_voucher(self, body: VoucherBody) -> None:
        """In a transaction of its own."""
        self._write(lambda connection: learn_voucher(connection, body))

    def save_draft(self, draft: VisitDraft) -> None:
        """Keep the visit in progress, in the one slot there is."""
        body = msgspec.json.encode(draft)
        self._write(lambda connection: connection.execute(_KEEP_DRAFT, (_SLOT, body)))

    def drop_draft(self) -> None:
        """Empty the slot."""
        self._write(lambda connection: connection.execute(DROP_DRAFT))

    def count_pin_failure(self, staff_id: StaffId) -> Staff:
        """Durable before it returns."""
        self._person(staff_id)
        self._write(lambda connection: configuration.count_failure(connection, staff_id))
        return self._person(staff_id)

    def clear_pin_failures(self, staff_id: StaffId) -> None:
        """Nothing is written when there is nothing to clear."""
        if self._person(staff_id).failures:
            self._write(lambda connection: configuration.clear_failures(connection, staff_id))

    def seal(self, member_id: MemberId, plaintext: bytes) -> bytes:
        """Under the member's own key.

        Raises:
            StoreError: the member was erased or let go meanwhile; what was to be sealed is recorded nowhere.
        """
        return sealed.seal(self._key_of(member_id), member_id, plaintext)

    def seal_token(self, member_id: MemberId, token: CardToken) -> bytes:
        """Under the member's own key, as `seal`.

        Raises:
            StoreError: the member was erased or let go meanwhile.
        """
        return sealed.seal_token(self._key_of(member_id), member_id, token)

    def _key_of(self, member_id: MemberId) -> bytes:
        key = self._reads.key_of(member_id)
        if key is None:
            raise StoreError("this member was erased, or let go")
        return key

    def enrol(self, enrolment: Enrolment, *, at: datetime, new_id: Callable[[], UUID]) -> None:
        """In one transaction; what is personal is sealed. See `EnrolmentStore.enrol`."""
        key = new_key()
        stamp = self.origin.stamp()
        events = enrolment_events(enrolment, key, at=at, new_id=new_id)

        def enrol(connection: Connection) -> None:
            if membership.has_key(connection, enrolment.member.id):
                raise AlreadyThere
            membership.write_key(connection, enrolment.member.id, key)
            for event in events:
                record(connection, event, stamp)

        self._record(enrol)

    def member(self, member_id: MemberId) -> Member | None:
        """With the household; a merged member leads to the one that remains."""
        found = self._reads.member(member_id)
        return None if found is None else self.veil.over(found)

    def till_visits(self, limit: int) -> tuple[TillVisit, ...]:
        """See `TillStore.till_visits`."""
        found = self._reads.till_visits(limit)
        return tuple(replace(each, name="") for each in found) if self.veil.is_drawn() else found

    def find_members(self, text: str, limit: int) -> tuple[MemberHit, ...]:
        """See `TillStore.find_members`; nobody behind the veil."""
        return () if self.veil.is_drawn() else self._reads.find_members(text, limit)

    def members_reached_at(self, *, phone: str = "", email: str = "") -> tuple[MemberHit, ...]:
        """See `EnrolmentStore.members_reached_at`: behind the veil too, that somebody has it already."""
        found = self._reads.members_reached_at(phone=phone, email=email)
        return tuple(self.veil.over_hit(hit, self._reads.member(hit.member_id)) for hit in found)

    def members_named(self, given_name: str, family_name: str) -> tuple[MemberHit, ...]:
        """See `EnrolmentStore.members_named`; nobody behind the veil."""
        return () if self.veil.is_drawn() else self._reads.members_named(given_name, family_name)

    def erase(self, member_id: MemberId) -> None:
        """Forget who the member is: the key is destroyed, and with it what the journal says of them."""
        stamp = self.origin.stamp()
        self._write(lambda connection: membership.erase_member(connection, member_id, stamp))
        self.on_recorded()
        self.database.checkpoint()

    def put_identity(self, identity: TillIdentity) -> None:
        """Who and where the till is from now on."""
        stamp = self.origin.stamp()
        self._write_later(lambda connection: configuration.write_identity(connection, identity, stamp))
        self._identity = identity

    def become(self, identity: TillIdentity) -> None:
        """A centre's till from now on, with the same journal; what was told to the former is heard anew."""
        stamp = self.origin.stamp()

        def become(connection: Connection) -> None:
            configuration.write_identity(connection, identity, stamp)
            write_memory(connection, SyncMemory(acked=START))

        self._write_later(become)
        self._identity = identity

    def put_programme(self, programme: Programme) -> None:
        """A programme; the highest version is in force. The past is counted for the scopes it names.

        Should the till stop meanwhile, `count_past` goes on.
        """
        stamp = self.origin.stamp()

        def write(connection: Connection) -> None:
            configuration.write_programme(connection, programme, stamp)
            scope_history.plan(connection, programme)

        self._write_later(write)
        scope_history.count_past(self.database)

    def count_past(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Count what visits do not tell of the scopes that the programme in force names; from any thread.

        Nothing is left to do unless the till stopped meanwhile, or visits were closed under the programme
        before.
        """
        self._write_later(scope_history.plan_in_force)
        scope_history.count_past(self.database, is_stopping)

    def put_staff(self, staff: Staff, *, employed: bool = True) -> None:
        """A new or changed person; their PIN failures stay as they are."""
        stamp = self.origin.stamp()
        self._write_later(
            lambda connection: configuration.write_staff(connection, staff, stamp, employed=employed)
        )

    def _person(self, staff_id: StaffId) -> Staff:
        for one in self.staff():
            if one.id == staff_id:
                return one
        raise InvalidValue("no such person")

    def _record(self, work: Callable[[Connection], None]) -> None:
        """What was recorded before is not recorded again."""
        try:
            self._write(work)
        except AlreadyThere:
            return
        self.on_recorded()

    def _write(self, work: Callable[[Connection], T]) -> T:
        return self.database.write(Priority.CHECKOUT, work)

    def _write_later(self, work: Callable[[Connection], T]) -> T:
        return self.database.write(Priority.BACKGROUND, work)


def _nobody_listens() -> None:
    """No sync runs beside this store."""
