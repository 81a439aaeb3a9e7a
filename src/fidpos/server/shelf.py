"""The snapshots of one process: made when a till first asks, off the path of its request, kept for others.

A snapshot lies in a file that has no name, and its key in memory alone: when the process ends, however it
ends, nothing is left that anybody could read. Parts are handed out while later ones are still being made. A
till whose next request comes to another process, or to this one after a start, hears that there is no such
snapshot any more, and begins again.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import IO
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.server.ports import CentreStore, TillRecord
from fidpos.server.services.snapshot import PART_MEMBERS, Snapshot, boxes, listed
from fidpos.wire.sync.packing import pack
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotAsk

_log = logging.getLogger(__name__)

MEMBERS_LEAST = 2_000
"""The feed brings fewer in a few requests."""
OFFERED_FOR = timedelta(hours=6)
"""Later a new one is made: what changed since is read from the feed, and that grows."""
AGAIN_AFTER = timedelta(hours=1)
"""Who cannot use the one that there is hears the feed: no till makes a centre work without end."""
KEPT_FOR = timedelta(hours=12)
"""A till that has begun with one can take its time."""

_ID_BYTES = 16


class NotYet(Exception):
    """It is being made: ask again."""


class _State(Enum):
    GROWING = auto()
    WHOLE = auto()
    FAILED = auto()


@dataclass(slots=True, kw_only=True)
class _Standing:
    """A snapshot in its file; packed answers, one after the other.

    Attributes:
        begun_by: the journal of each till that was offered it. One that went on elsewhere since may share
            rows with it, of which the parts say nothing.
    """

    merchant_id: MerchantId
    snapshot: Snapshot
    begun_at: datetime
    file: IO[bytes]
    ends: list[int] = field(default_factory=lambda: [0])
    begun_by: dict[TillId, UUID] = field(default_factory=dict)
    state: _State = _State.GROWING
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_for(self, till: TillRecord, lineage: UUID) -> bool:
        """Whether its parts say to this journal how much of it they contain."""
        snapshot = self.snapshot
        is_same = self.begun_by.get(till.id, lineage) == lineage
        return snapshot.shop_id == till.shop_id and is_same and snapshot.is_for(till.id, lineage)

    def add(self, answer: bytes) -> None:
        with self.lock:
            self.file.seek(self.ends[-1])
            self.file.write(answer)
            self.ends.append(self.file.tell())

    def read(self, part: int) -> bytes | None:
        """The answer with this part, None after the last; see `Shelf.part`."""
        with self.lock:
            if 0 <= part < len(self.ends) - 1:
                self.file.seek(self.ends[part])
                return self.file.read(self.ends[part + 1] - self.ends[part])
            if self.state is _State.GROWING:
                raise NotYet
            return None

    def close(self) -> None:
        with self.lock:
            self.file.close()
            self.state, self.ends = _State.FAILED, [0]


class Shelf:
    """Thread-safe; `close` at the end.

    Args:
        store: what is read.
        clock: says how old a snapshot is.
        new_file: a fresh one that nobody else can open; it takes some 500 bytes a member.
        members_least: of a shop that is worth one.
        members_a_part: of a snapshot.
        begin: has the work done that it is given, by default on a thread of the shelf's own.
    """

    def __init__(
        self,
        store: CentreStore,
        clock: Clock,
        new_file: Callable[[], IO[bytes]],
        *,
        members_least: int = MEMBERS_LEAST,
        members_a_part: int = PART_MEMBERS,
        begin: Callable[[Callable[[], None]], object] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_file = new_file
        self._members_least = members_least
        self._members_a_part = members_a_part
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
        self._begin = begin or self._executor.submit
        self._lock = threading.Lock()
        self._standing: dict[UUID, _Standing] = {}
        self._begun_at: dict[ShopId, datetime] = {}
        self._listing: set[ShopId] = set()
        self._stopping = False

    def offer(self, merchant_id: MerchantId, till: TillRecord, lineage: UUID) -> SnapshotAnswer:
        """The snapshot for this till, which may only just have been begun; none for a small shop.

        Raises:
            NotYet: another till of the shop has asked just now.
        """
        with self._lock:
            self._clear_away()
            for standing in self._standing.values():
                is_fresh = self._clock.now() - standing.begun_at < OFFERED_FOR
                if is_fresh and standing.is_for(till, lineage):
                    standing.begun_by[till.id] = lineage
                    return standing.snapshot.offer
            if till.shop_id in self._listing:
                raise NotYet
            if self._was_begun_lately(till.shop_id):
                return SnapshotAnswer()
            self._listing.add(till.shop_id)
        try:
            return self._made(merchant_id, till, lineage)
        finally:
            with self._lock:
                self._listing.discard(till.shop_id)

    def part(self, merchant_id: MerchantId, till: TillRecord, ask: SnapshotAsk) -> bytes:
        """The packed answer to a till that asks for a part of the snapshot that it names.

        Raises:
            NotYet: the part is not made yet.
        """
        with self._lock:
            standing = self._standing.get(ask.id) if ask.id is not None else None
        if standing is None or standing.merchant_id != merchant_id or not standing.is_for(till, ask.lineage):
            return pack(SnapshotAnswer())
        answer = standing.read(ask.part)
        if answer is not None:
            return answer
        is_whole = standing.state is _State.WHOLE
        return pack(SnapshotAnswer(id=ask.id, ends=True) if is_whole else SnapshotAnswer())

    def close(self) -> None:
        """Stop what is being made, and forget everything."""
        self._stopping = True
        self._executor.shutdown(cancel_futures=True)
        with self._lock:
            for standing in self._standing.values():
                standing.close()
            self._standing.clear()

    def _made(self, merchant_id: MerchantId, till: TillRecord, lineage: UUID) -> SnapshotAnswer:
        with self._store.still(merchant_id) as unit:
            snapshot = listed(unit, till.shop_id)
        members = len(snapshot.listing.members) // _ID_BYTES
        if members < self._members_least or snapshot.listing.cursor is None:
            return SnapshotAnswer()
        standing = _Standing(
            merchant_id=merchant_id,
            snapshot=snapshot,
            begun_at=self._clock.now(),
            file=self._new_file(),
            begun_by={till.id: lineage},
        )
        with self._lock:
            self._standing[snapshot.id] = standing
            self._begun_at[till.shop_id] = standing.begun_at
        _log.info("a snapshot of %d members is begun", members)
        self._begin(lambda: self._fill(standing))
        return snapshot.offer

    def _fill(self, standing: _Standing) -> None:
        snapshot = standing.snapshot
        try:
            for box in boxes(self._store, standing.merchant_id, snapshot, members_max=self._members_a_part):
                if self._stopping:
                    return
                standing.add(pack(SnapshotAnswer(id=snapshot.id, box=box)))
        except Exception:  # noqa: BLE001 -- the top of the thread: whoever waits is told that it is gone
            _log.exception("a snapshot could not be made")
            with self._lock:
                self._standing.pop(snapshot.id, None)
            standing.close()
        else:
            standing.state = _State.WHOLE
            _log.info("a snapshot of %d bytes is whole", standing.ends[-1])

    def _was_begun_lately(self, shop_id: ShopId) -> bool:
        begun_at = self._begun_at.get(shop_id)
        return begun_at is not None and self._clock.now() - begun_at < AGAIN_AFTER

    def _clear_away(self) -> None:
        now = self._clock.now()
        old = [key for key, each in self._standing.items() if now - each.begun_at >= KEPT_FOR]
        for key in old:
            self._standing.pop(key).close()
