"""One transaction of one merchant on PostgreSQL: `ports.Unit`, each part in a module of its own."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from fidpos.domain.ids import EventId, MemberId, ShopId, StaffId, TillId
from fidpos.posting.subjects import subjects_of
from fidpos.rules.programme import Programme
from fidpos.server.allowance_books import Allowances
from fidpos.server.db import applying, commanding, feed, journals, nonces, people, scope
from fidpos.server.db.allowing import PostgresAllowances
from fidpos.server.db.changes import CHANGES_A_SUBJECT, changes_of
from fidpos.server.db.holding import PostgresHoldings
from fidpos.server.db.office import PostgresOfficeBook, Sign
from fidpos.server.db.visit_book import PostgresVisitBook
from fidpos.server.db.work import Work
from fidpos.server.ports import (
    LineageHead,
    Listing,
    Minting,
    Offered,
    Quarantined,
    StaffRecord,
    StoredRow,
    TillRecord,
)
from fidpos.server.reason import Reason
from fidpos.server.stored_value import Holdings
from fidpos.server.visit_book import VisitBook
from fidpos.wire.events import Event
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.command import Command, Report
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.pull import Change, Pull, PullAnswer
from fidpos.wire.sync.push import EventFate
from fidpos.wire.sync.snapshot import SnapshotHead
from fidpos.wire.sync.statement import Statement

ProgrammeOf = Callable[[Work, int], Programme | None]


class PostgresUnit:
    """See `ports.Unit`; of one thread."""

    def __init__(self, work: Work, programme_of: ProgrammeOf, sign: Sign | None = None) -> None:
        self._work = work
        self._sign = sign
        self._programme_of = programme_of
        self._heads: dict[tuple[TillId, UUID], LineageHead] = {}
        self._speaking: TillId | None = None
        self._nothing_waits = False

    def till(self, till_id: TillId) -> TillRecord | None:
        """Read once in a unit."""
        return people.till(self._work, till_id)

    def saw_till(self, till_id: TillId, health: TillHealth, at: datetime, clock: datetime) -> None:
        """Kept with the till, for the office."""
        people.saw_till(self._work, till_id, health, at, clock)

    def first_seen(self, till_id: TillId, nonce: str, at: datetime) -> bool:
        """Used up with the unit: one that is undone leaves it unused."""
        return nonces.first_seen(self._work, till_id, nonce, at)

    def staff(self, ids: Collection[StaffId]) -> Mapping[StaffId, StaffRecord]:
        """As they are at this moment."""
        return people.staff(self._work, ids)

    def programme(self, version: int) -> Programme | None:
        """From the store's own memory, once it was read."""
        return self._programme_of(self._work, version)

    def offered(self, shop_id: ShopId, versions: Collection[int], at: datetime) -> Offered:
        """The versions from the database, what stands in them from the store's own memory."""
        found = people.versions_of(self._work, shop_id, versions, at)
        known = {version: self.programme(version) for version in found.versions}
        programmes = {version: one for version, one in known.items() if one is not None}
        named = {version: one for version, one in programmes.items() if version in versions}
        return Offered(named=named, now=programmes.get(found.now) if found.now is not None else None)

    def lineage(self, till_id: TillId, lineage: UUID) -> LineageHead | None:
        """From here to the end of the unit, the till's other pushes wait."""
        self._speaking = till_id
        head = journals.lineage_head(self._work, till_id, lineage)
        if head is not None:
            self._heads[till_id, lineage] = head
        return head

    def begin_lineage(self, till_id: TillId, lineage: UUID, base: LineageHead) -> None:
        """See `ports.Unit`."""
        journals.begin_lineage(self._work, till_id, lineage, base)

    def newest_known(self, till_id: TillId, anchors: Sequence[Anchor]) -> LineageHead | None:
        """Through the lineages of the till, by the keys of their rows."""
        return journals.newest_known(self._work, till_id, anchors)

    def hash_at(self, till_id: TillId, lineage: UUID, seq: int) -> bytes | None:
        """The head's is known from `lineage`."""
        known = self._heads.get((till_id, lineage))
        if known is not None and known.head.seq == seq:
            return known.head.hash
        return journals.hash_at(self._work, till_id, lineage, seq)

    def known_events(self, ids: Collection[EventId]) -> Mapping[EventId, bytes]:
        """By the index of the events' ids."""
        return journals.known_events(self._work, ids)

    def append(self, till_id: TillId, lineage: UUID, rows: Sequence[StoredRow]) -> None:
        """In the order of the rows."""
        if rows:
            journals.append(self._work, till_id, lineage, rows)
            self._heads.pop((till_id, lineage), None)
            if any(row.fate is EventFate.QUARANTINED for row in rows):
                self._nothing_waits = False

    def keep_keys(self, keys: Mapping[UUID, bytes]) -> None:
        """Sealed by the master key."""
        people.keep_keys(self._work, keys)

    def apply(
        self, till_id: TillId, lineage: UUID | None, events: Sequence[Minting]
    ) -> Mapping[EventId, Reason]:
        """In three round trips, however many events there are."""
        if not events:
            return {}
        applied = applying.apply(self._work, till_id, lineage, events)
        self._nothing_waits = not applied.something_waits
        return applied.doubts

    def tell_again(self, events: Sequence[Event]) -> None:
        """To the shop whose till speaks in this unit as well."""
        subjects = {subject for event in events for subject in subjects_of(event)}
        if subjects:
            speaker = people.till(self._work, self._speaking) if self._speaking is not None else None
            applying.tell_again(self._work, speaker.shop_id if speaker is not None else None, subjects)

    def minted_minor(self, till_id: TillId) -> int:
        """By the centre's clock, as `applying` counts it."""
        till = people.till(self._work, till_id)
        today = till.calendar.business_day(self._work.clock.now()) if till is not None else None
        return people.minted_minor(self._work, till_id, today) if today is not None else 0

    def quarantined(self, reasons: Collection[Reason] = ()) -> Sequence[Quarantined]:
        """Locked, so that no other unit applies them as well."""
        return [] if self._nothing_waits else journals.quarantined(self._work, reasons)

    def release(self, event_id: EventId, flag: str = "") -> None:
        """See `ports.Unit`."""
        journals.release(self._work, event_id, flag)

    def free(self, event_id: EventId) -> bool:
        """See `ports.Unit`."""
        return applying.free(self._work, event_id)

    def issue(self, command: Command, statement: Statement, by: UUID) -> None:
        """See `ports.Unit`."""
        commanding.issue(self._work, command, statement, by)

    def commands(self, till_id: TillId) -> Sequence[Statement]:
        """See `ports.Unit`."""
        return commanding.waiting(self._work, till_id)

    def reported(self, till_id: TillId, report: Report) -> bool:
        """See `ports.Unit`."""
        return commanding.end(self._work, till_id, report)

    def office(self) -> PostgresOfficeBook:
        """See `ports.Unit`."""
        return PostgresOfficeBook(self._work, self._sign)

    def holdings(self) -> Holdings:
        """See `ports.Unit`."""
        return PostgresHoldings(self._work)

    def allowances(self) -> Allowances:
        """See `ports.Unit`."""
        return PostgresAllowances(self._work)

    def visits(self) -> VisitBook:
        """See `ports.Unit`."""
        return PostgresVisitBook(self._work)

    def changes(self, till: TillRecord, pull: Pull) -> PullAnswer | None:
        """As of one instant as far as the till's own journal goes: its pushes wait meanwhile."""
        work = self._work
        known = journals.settled_head(work, till.id, pull.lineage)
        if known is None:
            return None
        limit = max(pull.limit // CHANGES_A_SUBJECT, 1)
        spare = None if pull.echo else pull.lineage
        window = feed.after(work, till.shop_id, pull.after, spare=spare, limit=limit, members=pull.members)
        return PullAnswer(
            cursor=window.cursor,
            have=known.head,
            changes=changes_of(work, till, window.subjects),
            more=window.more,
            reset=window.reset,
        )

    def listing(self, shop_id: ShopId) -> Listing:
        """See `ports.Unit`."""
        return scope.listing(self._work, shop_id)

    def heads(self, shop_id: ShopId) -> tuple[SnapshotHead, ...]:
        """See `ports.Unit`."""
        return scope.heads(self._work, shop_id)

    def held(self, members: Collection[MemberId]) -> tuple[Change, ...]:
        """See `ports.Unit`."""
        return scope.held(self._work, members)
