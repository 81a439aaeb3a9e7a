"""The first fill of a till that has nothing yet: by a snapshot, if the centre has one for it.

Each step is one request. How far it got is remembered with what was written, so that a till that is killed,
or loses the line, goes on with the same part. A snapshot that is no longer there is begun anew; after a few
times, or when a part does not open, the feed brings everything instead.

A snapshot says nothing of whom the shop has left. So a till that holds somebody already is not filled by one:
told to hear everything again, it hears the feed; after a second snapshot it goes on where the first began.
"""

import logging
from dataclasses import replace
from uuid import UUID

from fidpos.sync.ports import Centre, CentreAway, SyncStore
from fidpos.vault.errors import SealBroken
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.packing import Malformed, TooLarge
from fidpos.wire.sync.pull import Cursor, Pull, PullAnswer
from fidpos.wire.sync.snapshot import (
    SNAPSHOT_PATH,
    SnapshotAnswer,
    SnapshotAsk,
    SnapshotPart,
    SnapshotPlace,
    open_part,
)

_log = logging.getLogger(__name__)

BEGINNINGS_MAX = 3


class Filling:
    """Of one session with the centre."""

    def __init__(self, store: SyncStore, centre: Centre, pull_path: str) -> None:
        self._store = store
        self._centre = centre
        self._pull_path = pull_path
        self._beginnings = 0
        self._is_over = False
        self._told_the_rest = False
        self._rest: Cursor | None = None

    def step(self) -> bool:
        """Ask for the next thing, and write it; False when the feed is what is to be asked.

        Raises:
            CentreAway, CentreRefused: see `Centre.ask`; nothing is lost.
            StoreError: some of it was not written; it comes again.
        """
        memory = self._store.memory()
        if self._is_over or memory.feed is not None or memory.echo:
            return False
        lineage = self._store.head().epoch
        if memory.snapshot is None:
            return self._begin(lineage)
        if memory.snapshot.part == 0 and not self._told_the_rest:
            self._hear_the_rest(lineage)
        else:
            self._ask_for_part(memory.snapshot, lineage)
        return not self._is_over

    def _begin(self, lineage: UUID, since: Cursor | None = None) -> bool:
        answer = self._centre.ask(SNAPSHOT_PATH, SnapshotAsk(lineage=lineage), SnapshotAnswer)
        self._beginnings += 1
        if answer.id is None or answer.cursor is None or self._beginnings > BEGINNINGS_MAX:
            self._store.remember(replace(self._store.memory(), snapshot=None))
            self._is_over = True
            return False
        self._told_the_rest, self._rest = False, None
        place = SnapshotPlace(id=answer.id, key=answer.key, cursor=since or answer.cursor)
        self._store.remember(replace(self._store.memory(), snapshot=place))
        return True

    def _hear_the_rest(self, lineage: UUID) -> None:
        """Programmes, staff, settings: without them nobody is served, and they are not in the snapshot."""
        request = Pull(lineage=lineage, after=self._rest, members=False)
        answer = self._centre.ask(self._pull_path, request, PullAnswer)
        self._store.fill(answer.changes, have=answer.have, memory=self._store.memory())
        self._rest = answer.cursor
        self._told_the_rest = not answer.more

    def _ask_for_part(self, place: SnapshotPlace, lineage: UUID) -> None:
        request = SnapshotAsk(lineage=lineage, id=place.id, part=place.part)
        answer = self._centre.ask(SNAPSHOT_PATH, request, SnapshotAnswer)
        memory = self._store.memory()
        if answer.ends:
            self._store.remember(replace(memory, feed=place.cursor, snapshot=None))
        elif answer.id != place.id:
            self._begin(lineage, since=place.cursor)
        else:
            self._write(place, answer.box)

    def _write(self, place: SnapshotPlace, box: bytes) -> None:
        memory = self._store.memory()
        try:
            part = open_part(place, box)
        except (SealBroken, Malformed, TooLarge) as fault:
            _log.error("part %d of a snapshot does not open: %s", place.part, fault)
            self._store.remember(replace(memory, snapshot=None))
            self._is_over = True
            return
        following = SnapshotPlace(id=place.id, key=place.key, cursor=place.cursor, part=place.part + 1)
        self._store.fill(
            part.changes, have=self._newest_own(part), memory=replace(memory, snapshot=following)
        )

    def _newest_own(self, part: SnapshotPart) -> Anchor:
        """The newest row of our journal that the states contain.

        Raises:
            CentreAway: they contain a row of our lineage that is not ours: it went on elsewhere.
        """
        lineage = self._store.head().epoch
        heads = [head.anchor for head in part.heads if head.lineage == lineage]
        if any(self._store.anchor_at(head.seq) != head for head in heads):
            raise CentreAway("the states contain a row that is not ours")
        return max(heads, key=lambda head: head.seq, default=START)
