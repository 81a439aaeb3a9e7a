"""The till's store as the sync sees it: `sync.ports.SyncStore` over the encrypted database.

Everything here is of one thread, the sync's; it reads over a connection of its own, and each write gives way
to a checkout that waits.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from uuid import UUID

from sqlalchemy import bindparam, select

from fidpos.columns import id_from_blob, instant_to_int
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError, InvalidValue, ProgrammeError, StoreError
from fidpos.domain.ids import AccountId, EventId, MemberId, uuid7
from fidpos.localdb import pulled
from fidpos.localdb.allowances import allowances_held
from fidpos.localdb.bulk import QUIET_AFTER_S, Pace, live_pace, quiet_pace
from fidpos.localdb.configuration import identity_in
from fidpos.localdb.engine import Connection, Database
from fidpos.localdb.faults import is_refused_row
from fidpos.localdb.heard_out import FORGET, HeardOut, heard_out_in, write_heard_out
from fidpos.localdb.lock import Priority
from fidpos.localdb.origin import Origin
from fidpos.localdb.outbox import Outbox
from fidpos.localdb.own_events import OwnEvents
from fidpos.localdb.pulled import Batch, Writing
from fidpos.localdb.pulled_configuration import given_settings
from fidpos.localdb.queries import PROGRAMME_VERSION
from fidpos.localdb.recording import record
from fidpos.localdb.statements import sql
from fidpos.localdb.sync_memory import MEMORY, OFFERED, memory_from_row, write_memory, write_offered
from fidpos.localdb.tables import members
from fidpos.wire.events import EpochReason, EpochStarted
from fidpos.wire.sync.allowance import AllowancesHeld
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import Change, Cursor, GoneReason
from fidpos.wire.sync.salvage import NOTHING
from fidpos.wire.sync.standing import SyncMemory

_MEMBERS_OF = sql(select(members.c.id).where(members.c.account_id == bindparam("account")), "account")

_log = logging.getLogger(__name__)

Changed = Callable[[frozenset[MemberId]], None]
"""Told, on the sync's thread, whose state was written just now: whoever shows one of them reads again."""
Decided = Callable[[], None]
"""Told, likewise, that the centre has decided on a setting."""


class LocalSyncStore:
    """A `SyncStore`. What raises a `StoreError` has changed nothing but what was written before.

    Attributes:
        set_aside: changes that could not be written since the program started; the next state of the same
            thing will come some day.
    """

    def __init__(
        self,
        database: Database,
        origin: Origin,
        clock: Clock,
        *,
        changed: Changed = lambda _: None,
        decided: Decided = lambda: None,
    ) -> None:
        self.set_aside = 0
        self._database = database
        self._origin = origin
        self._clock = clock
        self._changed = changed
        self._decided = decided
        self._reader = database.reader()
        self._own = OwnEvents()
        self._live, self._quiet = live_pace(), quiet_pace()
        self._held_s = 0.0
        outbox = Outbox(self._reader)
        self.head = outbox.head
        self.locator = outbox.locator
        self.anchor_at = outbox.anchor_at
        self.epoch_at = outbox.epoch_at
        self.rows_after = outbox.rows_after
        self.hashes_of = outbox.hashes_of
        self.keys_for = outbox.keys_for

    def close(self) -> None:
        """Give the reading connection back; the database belongs to whoever opened it."""
        self._reader.close()

    def begin_epoch(self, reason: EpochReason) -> None:
        """As any event is recorded; the hash of the row before stands in it."""
        stamp = self._origin.stamp()
        previous = self.head().anchor.hash.hex()

        def begin(connection: Connection) -> None:
            event = EpochStarted(
                id=EventId(self._new_id()),
                at=self._clock.now(),
                till_id=identity_in(connection).till_id,
                reason=reason,
                previous_head=previous,
            )
            record(connection, event, stamp)

        self._database.write(Priority.BACKGROUND, begin)

    def memory(self) -> SyncMemory:
        """As last remembered."""
        return memory_from_row(self._reader.one(MEMORY))

    def remember(self, memory: SyncMemory) -> None:
        """Durable once it returns."""
        self._database.write(Priority.BACKGROUND, lambda connection: write_memory(connection, memory))

    def offer(self, seq: int) -> None:
        """Durable once it returns; nothing is written where it was known."""
        row = self._reader.one(OFFERED)
        if row is None or row[0] < seq:
            self._database.write(Priority.BACKGROUND, lambda connection: write_offered(connection, seq))

    def allowances_held(self) -> AllowancesHeld:
        """As the store keeps them."""
        return allowances_held(self._reader)

    def heard_out(self, written_at: datetime | None = None, have: Anchor | None = None) -> None:
        """Kept anew only where minutes have passed; a letter of before changes nothing."""
        before, now = heard_out_in(self._reader), self._origin.stamp()
        if written_at is not None and have is not None:
            heard = HeardOut(since_seq=have.seq, wall_ts=instant_to_int(written_at))
            is_known = not heard.is_after(before)
        else:
            heard = HeardOut.at(now, self.head().anchor.seq)
            is_known = before is not None and before.is_recent(now)
        if not is_known:
            self._database.write(Priority.BACKGROUND, lambda connection: write_heard_out(connection, heard))

    def locked_out(self) -> None:
        """Nothing is written where it was known."""
        if heard_out_in(self._reader) is not None:
            self._database.write(Priority.BACKGROUND, lambda connection: connection.execute(FORGET))

    def programme_version(self) -> int:
        """The newest that this till has, whether it has begun or not; 0 for none."""
        row = self._reader.one(PROGRAMME_VERSION)
        return int(row[0] or 0) if row is not None else 0

    def settings(self) -> dict[str, str]:
        """By name, the text of each setting that the centre decides."""
        return given_settings(self._reader)

    def apply(self, changes: Sequence[Change], *, have: Anchor, cursor: Cursor | None, echo: bool) -> None:
        """In batches sized by the time they hold the lock; what is to be remembered goes with the last one.

        Between two batches the counter has as much time as the one before took.

        A change that cannot be written is set aside and logged: it would come again for ever, and everything
        behind it would wait.
        """
        changes = self._known(changes)
        before = self.memory()
        memory = replace(before, feed=cursor, echo=echo)
        self._bring_all(changes, have, memory, lambda: self._live)
        if not changes and memory != before:
            self.remember(memory)
        if any(change.gone is not None and change.gone.reason is GoneReason.ERASED for change in changes):
            self._database.checkpoint()

    def fill(self, changes: Sequence[Change], *, have: Anchor, memory: SyncMemory) -> None:
        """As `apply`, in longer batches without a pause while nobody is at the counter."""
        changes = self._known(changes)
        self._bring_all(changes, have, memory, self._pace)
        if not changes:
            self.remember(memory)

    def _known(self, changes: Sequence[Change]) -> Sequence[Change]:
        """Those of a kind that this program knows; its centre may be newer."""
        known = [change for change in changes if change != NOTHING]
        unknown = len(changes) - len(known)
        if unknown:
            self.set_aside += unknown
            _log.warning("%d changes are of a kind that this program does not know", unknown)
        return known

    def _pace(self) -> Pace:
        return self._quiet if self._database.lock.quiet_s > QUIET_AFTER_S else self._live

    def _bring_all(
        self, changes: Sequence[Change], have: Anchor, memory: SyncMemory, pace_now: Callable[[], Pace]
    ) -> None:
        pending = deque(pulled.in_order(changes))
        self._own.begin_after(have.seq)
        while pending:
            pace = pace_now()
            batch = [pending.popleft() for _ in range(min(pace.size, len(pending)))]
            self._bring(batch, None if pending else memory, pace)
            self._changed(self._members_in(batch))
            if any(change.setting is not None for change in batch):
                self._decided()
            if pending and pace is self._live:
                time.sleep(self._held_s)

    def _bring(self, changes: Sequence[Change], memory: SyncMemory | None, pace: Pace) -> None:
        try:
            self._write(pulled.prepare(self._reader, changes), memory)
            pace.measure(len(changes), self._held_s)
        except (InvalidValue, ProgrammeError, StoreError) as fault:
            if not _is_of_the_change(fault):
                raise
            for change in changes:
                self._bring_alone(change)
            if memory is not None:
                self.remember(memory)

    def _bring_alone(self, change: Change) -> None:
        """With nothing taken for granted: what is new may bring along what is here under another name."""
        try:
            self._write(pulled.alone(change), None)
        except (InvalidValue, ProgrammeError, StoreError) as fault:
            if not _is_of_the_change(fault):
                raise
            self.set_aside += 1
            _log.error("a change from the centre was set aside: %s", fault)

    def _write(self, batch: Batch, memory: SyncMemory | None) -> None:
        writing = Writing(own=self._own, stamp=self._origin.stamp(), new_id=self._new_id)
        begun_s = 0.0

        def work(connection: Connection) -> None:
            nonlocal begun_s
            begun_s = perf_counter()
            pulled.write(connection, batch, writing)
            if memory is not None:
                write_memory(connection, memory)

        self._database.write(Priority.BACKGROUND, work)
        self._held_s = perf_counter() - begun_s

    def _members_in(self, changes: Sequence[Change]) -> frozenset[MemberId]:
        found: set[MemberId] = set()
        for change in changes:
            if change.member is not None:
                found.add(change.member.id)
            if change.gone is not None:
                found.add(change.gone.id)
            if change.account is not None:
                found.update(self._members_of(change.account.id))
        return frozenset(found)

    def _members_of(self, account_id: AccountId) -> set[MemberId]:
        return {MemberId(id_from_blob(row[0])) for row in self._reader.all(_MEMBERS_OF, account_id.bytes)}

    def _new_id(self) -> UUID:
        return uuid7(self._clock.now())


def _is_of_the_change(fault: FidposError) -> bool:
    """Whether it is the change that is wrong, and not the disk."""
    return not isinstance(fault, StoreError) or is_refused_row(fault)
