"""The till's store on disk: `till.ports.TillStore` over the encrypted database.

Reads go over a read-only connection of the till's worker; each write is one durable transaction in which the
checkout goes first. What a write means stands in `recording` and the modules it calls.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar
from uuid import UUID

import msgspec

from fidpos.domain.card import CardToken
from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue, StoreError
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Staff
from fidpos.domain.visit import VisitDraft
from fidpos.localdb import configuration, membership, scope_history
from fidpos.localdb.booking import DROP_DRAFT
from fidpos.localdb.engine import Connection, Database
from fidpos.localdb.enrolment import Enrolment, enrolment_events
from fidpos.localdb.gift_card_reading import GiftCardReader
from fidpos.localdb.gift_cards import issue_event, write_gift_card_key
from fidpos.localdb.journal import AlreadyThere
from fidpos.localdb.learnt_gift_card import learn
from fidpos.localdb.lock import Priority
from fidpos.localdb.origin import Origin
from fidpos.localdb.reading import StoreReader
from fidpos.localdb.recording import record
from fidpos.localdb.schema import check_current
from fidpos.localdb.statements import replace_row
from fidpos.localdb.stored_value_reading import StoredValueReader
from fidpos.localdb.sync_memory import write_memory
from fidpos.localdb.tables import draft as draft_table
from fidpos.localdb.vouchers import learn_voucher
from fidpos.rules.programme import Programme
from fidpos.till.gift_card_store import GiftCardDraft
from fidpos.vault.sealing import new_key
from fidpos.wire import sealed
from fidpos.wire.events import Event, VoucherBody
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.standing import SyncMemory

_KEEP_DRAFT = replace_row(draft_table)
_SLOT = 1

T = TypeVar("T")


class LocalStore:
    """The till's store. Reads belong to one thread, the till's worker; writes may come from any.

    What raises a `StoreError` has changed nothing.

    Attributes:
        on_recorded: called after each commit that made the journal longer, by whoever committed; at once.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.on_recorded: Callable[[], None] = _nobody_listens
        self.database = database
        self.origin = Origin(clock)
        reader = database.reader()
        reads = StoreReader(reader)
        self._reads = reads
        self._identity: TillIdentity | None = None
        self.was_paired = reads.was_paired
        self.programme: Callable[[], Programme] = lambda: reads.programme(clock.now())
        self.programme_of = reads.programme_of
        self.programmes = reads.programmes
        self.card = reads.card
        self.card_by_id = reads.card_by_id
        self.has_active_card = reads.has_active_card
        self.member = reads.member
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
        self.unseal = reads.unseal
        self.last_visit_id = reads.last_visit_id
        self.usual_amount = reads.usual_amount
        self.find_members = reads.find_members
        self.staff = reads.staff
        self.staff_by_badge = reads.staff_by_badge
        self.draft = reads.draft
        gift_cards = GiftCardReader(reader)
        self.gift_card = gift_cards.gift_card
        self.gift_card_by_number = gift_cards.gift_card_by_number
        self.inscription = gift_cards.inscription
        self.gift_entries = gift_cards.gift_entries
        self.gift_entries_of_day = gift_cards.gift_entries_of_day
        self.gift_hold = gift_cards.gift_hold
        self.gift_holds = gift_cards.gift_holds
        self.stale_gift_holds = gift_cards.stale_gift_holds
        self.stored_value = StoredValueReader(reader, self.origin)

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
        """A new member with cards and consents, in one transaction; what is personal is sealed."""
        key = new_key()
        stamp = self.origin.stamp()
        events = enrolment_events(enrolment, key, at=at, new_id=new_id)

        def enrol(connection: Connection) -> None:
            membership.write_key(connection, enrolment.member.id, key)
            for event in events:
                record(connection, event, stamp)

        self._record(enrol)

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
