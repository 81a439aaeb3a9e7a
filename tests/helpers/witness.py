"""Somebody who heard everything a till announced, and holds its store to it after each power cut.

The store is examined on a copy taken while nobody has it open, so that the till itself has to recover it. Its
journal is replayed, event by event, into the store in memory: two implementations that share no SQL must then
agree on every member's balances, lots, aggregates, uses, tier and visits. A visit that was written by half
cannot pass that.
"""

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from msgspec.structs import replace

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.ids import MemberId, VisitId
from fidpos.localdb.engine import Reader
from fidpos.localdb.journal import Head
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.till.ports import TillStore
from fidpos.wire.codec import decode
from fidpos.wire.events import Event, VisitClosed, VisitVoided
from tests.helpers.announced import Closed, Draft, Gesture, Line, NoDraft, Started, Voided
from tests.helpers.counter import IDENTITY
from tests.helpers.memory_store import MemoryStore
from tests.helpers.real_shop import RealShop, keys_of

BEGINNING = date(2000, 1, 1)
EVER = 1_000_000


@dataclass(kw_only=True)
class Witness:
    """Give it all lines of each process in order (`hear`), and the store after each kill (`examine`).

    Attributes:
        closed: the visits announced as closed, by id, in order.
        unannounced: visits whose announcement the power cut came before, as it may.
        draft: the visit in progress as last shown.
    """

    shop: RealShop
    closed: dict[UUID, Closed] = field(default_factory=dict)
    unannounced: set[UUID] = field(default_factory=set)
    voided: set[UUID] = field(default_factory=set)
    draft: Draft | None = None
    restored: int = 0
    _gesture: Gesture | None = None
    _last: UUID | None = None
    _head: Head | None = None
    _replayed: MemoryStore = field(init=False)
    _told: set[UUID] = field(default_factory=set)
    _fresh: set[VisitId] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._replayed = MemoryStore(IDENTITY, self.shop.programme, self.shop.staff)
        self._replayed.load(*self.shop.members)

    def hear(self, lines: Iterable[Line]) -> None:
        """What one process said, from its start to its end."""
        for line in lines:
            match line:
                case Started(draft=found):
                    self._compare_restored(found)
                    self.draft, self._gesture = found, None
                case Gesture():
                    self._gesture = line
                case Draft():
                    self.draft = line
                case NoDraft():
                    self.draft = None
                case Closed(visit=visit):
                    assert visit not in self.closed, "a visit was announced twice"
                    assert visit not in self.unannounced, "a committed visit was closed again"
                    self.closed[visit] = line
                    self._last = visit
                case Voided():
                    assert self._last is not None
                    self.voided.add(self._last)

    def examine(self, scratch: Path) -> None:
        """Check the store as the killed process left it; `scratch` is where the copy goes."""
        copy = scratch / "copy.db"
        for ending in ("", "-wal", "-shm"):
            part = self.shop.folder.store.with_name(self.shop.folder.store.name + ending)
            copy.with_name(copy.name + ending).unlink(missing_ok=True)
            if part.exists() and ending != "-shm":
                shutil.copyfile(part, copy.with_name(copy.name + ending))
        store = LocalStore.open(copy, keys_of(self.shop.folder).store_key, SystemClock())
        try:
            reader = store.database.reader()
            self._examine_journal(reader)
            self._examine_visits(reader)
            self._compare_members(store)
            self._examine_draft(store)
            reader.close()
        finally:
            store.close()

    def _examine_journal(self, reader: Reader) -> None:
        """The chain holds from the first row on, and what was read of it before is still there."""
        report = verify(reader.connection, self._head)
        assert report.holds, report
        known_seq = self._head.seq if self._head else 0
        for (body,) in reader.all("SELECT body FROM journal WHERE seq > ? ORDER BY seq", known_seq):
            self._replay(decode(body))
        self._head = report.chain.head

    def _replay(self, event: Event) -> None:
        self._replayed.commit(event)
        if isinstance(event, VisitClosed | VisitVoided):
            self._fresh.add(event.visit_id)
        if not isinstance(event, VisitClosed):
            return
        assert event.visit_id not in self._told, "a visit is in the journal twice"
        self._told.add(event.visit_id)
        announced = self.closed.get(event.visit_id)
        if announced is not None:
            held = {balance.counter: balance.amount for balance in self._replayed.balances(event.account_id)}
            assert announced.points == event.points, "other points were announced"
            assert announced.balance == held[event.counter], "another balance was announced"

    def _examine_visits(self, reader: Reader) -> None:
        assert self.closed.keys() <= self._told, "an announced visit is not there"
        surprising = self._told - self.closed.keys() - self.unannounced
        closing = self.draft.visit if self.draft else None
        assert surprising <= self._under("enter", closing), "nobody was closing a visit"
        self.unannounced |= surprising
        self._last = next(iter(surprising), self._last)
        rows = Counter(UUID(bytes=bytes(row[0])) for row in reader.all("SELECT id FROM visits"))
        assert rows == Counter(self._told), "the visits are not those of the journal"
        voids = {event.visit_id for event in self._replayed.events if isinstance(event, VisitVoided)}
        assert self.voided <= voids, "an announced void is not there"
        assert voids - self.voided <= self._under("void", self._last), "nobody was undoing a visit"
        self.voided |= voids

    def _under(self, act: str, visit: UUID | None) -> set[UUID]:
        """The visit, if this is what was being done to it when the power went."""
        is_under_way = self._gesture is not None and self._gesture.act == act
        return {visit} if visit is not None and is_under_way else set()

    def _compare_members(self, store: LocalStore) -> None:
        for snapshot in self.shop.members:
            found, expected = (_told_of(one, snapshot.member.id) for one in (store, self._replayed))
            assert found == expected, f"{found} is not {expected}"
        for visit_id in self._fresh:
            visit, told = store.visit(visit_id), self._replayed.visit(visit_id)
            assert visit == told, f"{visit} is not {told}"
        self._fresh.clear()

    def _examine_draft(self, store: LocalStore) -> None:
        draft = store.draft()
        if draft is not None:
            assert draft.id not in self._told, "a closed visit is still in progress"

    def _compare_restored(self, found: Draft | None) -> None:
        """What was last shown, or what the gesture under way was about to make of it."""
        self.restored += found is not None
        if found is not None:
            assert found.visit not in self._told, "a closed visit is in progress again"
        if found != self.draft:
            assert self._is_under_way(found), f"{found} was restored where {self.draft} was shown"

    def _is_under_way(self, found: Draft | None) -> bool:
        shown, gesture = self.draft, self._gesture
        if gesture is None:
            return False
        if found is None:
            is_closed = shown is not None and shown.visit in self._told
            return is_closed if gesture.act == "enter" else gesture.act == "back"
        before = shown or Draft(visit=found.visit)
        match gesture.act:
            case "present":
                return found == replace(before, member=gesture.member, rewards=())
            case "amount":
                return found == replace(before, amount=gesture.amount)
            case "reward":
                return replace(found, rewards=()) == replace(before, rewards=())
            case "back":
                return found == replace(before, amount=None)
            case _:
                return False


def _told_of(store: TillStore, member_id: MemberId) -> tuple[object, ...]:
    """All that a store says of a member."""
    member = store.member(member_id)
    assert member is not None
    return (
        member,
        store.balances(member.account_id),
        store.open_lots(member.account_id, "points"),
        store.day_aggregates(member.id, BEGINNING),
        store.lifetime(member.id),
        store.rule_uses(member.id, BEGINNING),
        store.recent_visits(member.id, EVER),
    )
