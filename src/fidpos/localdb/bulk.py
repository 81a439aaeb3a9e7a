"""Many members at once: into a store that is being made, or into the store of a working till.

The first is as fast as the disk allows; the second writes batches so short that a checkout never waits for
more than one of them. Both add what is new; `sync_store` brings what the centre says of those already there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from sqlalchemy import bindparam, select

from fidpos.localdb.engine import Connection, Database
from fidpos.localdb.lock import Priority
from fidpos.localdb.snapshot import MemberSnapshot, changes_of
from fidpos.localdb.state_rows import Rows, insert, rows_of
from fidpos.localdb.statements import create_indexes, drop_indexes, sql
from fidpos.localdb.tables import members
from fidpos.wire.sync.pull import Change

LIVE_BATCH_S = 0.003
"""How long a live batch may hold the write lock; longer ones slowed the slowest checkouts several times."""

FILL_SETTINGS = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144")
"""Nothing is undone or waited for while a store is filled: whoever makes it syncs the file, then names it."""

LIVE_FIRST = 4
"""Members in the first live batch."""

QUIET_BATCH_S = 0.1
"""How long a batch of a first fill may hold the lock while nobody is at the counter; the first checkout after
that waits for one of them, those that follow find short ones."""
QUIET_AFTER_S = 20.0
"""Nobody is at the counter when no checkout has written for so long."""

_LIVE_MOST = 500
_QUIET_MOST = 5_000
_FILL_BATCH = 10_000

_KNOWN = sql(select(members.c.id).where(members.c.id == bindparam("member")), "member")


@dataclass(slots=True, kw_only=True)
class Pace:
    """How much goes into a batch, found out by how long they take.

    Attributes:
        allowed_s: how long a batch may hold the lock.
        most: never more than so many.
        size: of the next one.
    """

    allowed_s: float
    most: int
    size: int = LIVE_FIRST

    def measure(self, size: int, held_s: float) -> None:
        """Learn from a batch; one smaller than it might have been tells only when it took too long."""
        if size >= self.size or held_s > self.allowed_s:
            self.size = next_size(size, held_s, allowed_s=self.allowed_s, most=self.most)


def live_pace() -> Pace:
    """While the counter works."""
    return Pace(allowed_s=LIVE_BATCH_S, most=_LIVE_MOST)


def quiet_pace() -> Pace:
    """While nobody is at the counter."""
    return Pace(allowed_s=QUIET_BATCH_S, most=_QUIET_MOST)


def load_members(database: Database, snapshots: Iterable[MemberSnapshot]) -> int:
    """Add members while the till works; returns how many were new. Those already there are left as they are.

    Batches are sized by the time they hold the write lock. A merged member comes after the one that remains.

    Raises:
        StoreError: the batch at hand was not written, those before were.
    """
    stream, size, loaded = iter(snapshots), LIVE_FIRST, 0
    reader = database.reader()
    try:
        while batch := list(islice(stream, size)):
            new = [snapshot for snapshot in batch if not reader.all(_KNOWN, snapshot.member.id.bytes)]
            held_s = _write_live(database, rows_of(changes_of(new)))
            loaded += len(new)
            size = next_size(size, held_s)
    finally:
        reader.close()
    return loaded


def fill(connection: Connection, changes: Iterable[Change]) -> None:
    """Fill a store that is being made and that nobody has opened yet; indexes are built at the end.

    Should it fail, the file is to be thrown away: nothing can be rolled back.
    """
    stream = iter(changes)
    for statement in (*FILL_SETTINGS, "BEGIN", "PRAGMA defer_foreign_keys = ON", *drop_indexes()):
        connection.execute(statement)
    while batch := list(islice(stream, _FILL_BATCH)):
        insert(connection, rows_of(batch, in_order=True))
    for statement in (*create_indexes(), "COMMIT"):
        connection.execute(statement)


def next_size(size: int, held_s: float, *, allowed_s: float = LIVE_BATCH_S, most: int = _LIVE_MOST) -> int:
    """Members for the next live batch, after one of `size` that held the lock for `held_s`.

    What fits the time allowed, but at most twice as many: a first quick batch says little.
    """
    fitting = round(size * allowed_s / held_s)
    return max(1, min(fitting, size * 2, most))


def _write_live(database: Database, rows: Rows) -> float:
    begun_s = 0.0

    def work(connection: Connection) -> None:
        nonlocal begun_s
        begun_s = perf_counter()
        insert(connection, rows)

    database.write(Priority.BACKGROUND, work)
    return perf_counter() - begun_s
