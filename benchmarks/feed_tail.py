"""feed.tail: how fast four writers tell changes while somebody reads on, safely or naively.

The safe reader takes what is older than every transaction still running, as `server.db.feed` does; the naive
one what has a higher number than it saw last. They take turns. The safe one must have every row once.
"""

import statistics
import threading
from collections.abc import Sequence
from time import perf_counter
from typing import LiteralString

from psycopg import Connection, connect
from psycopg.rows import TupleRow

from benchmarks.cases.centre import Journal, Served, cluster, merchant
from benchmarks.cases.store import WallClock
from benchmarks.report import Emit, Figure
from fidpos.domain.ids import MemberId
from fidpos.server.db import arrays, feed
from fidpos.server.db.work import Work
from tests.helpers.centre_office import MASTER_KEY, MERCHANT, SHOP
from tests.helpers.postgres import CentreDatabase

WRITERS = 4
TURNS_EACH = 60
MEMBERS_EACH = 50
ROUNDS = 5

_SAFE: LiteralString = """
    SELECT xid::text AS number, seq FROM feed
    WHERE shop_id = %(shop)s AND (xid, seq) > (%(xid)s::text::xid8, %(seq)s)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, seq LIMIT 500
"""
_NAIVE: LiteralString = """
    SELECT %(xid)s::text, seq FROM feed WHERE shop_id = %(shop)s AND seq > %(seq)s ORDER BY seq LIMIT 500
"""
_LAST: LiteralString = "SELECT f.xid::text, f.seq FROM feed f ORDER BY f.xid DESC, f.seq DESC LIMIT 1"


def run(emit: Emit) -> None:
    """Both readers in turn; the medians count."""
    journal = Journal()
    enrolments = list(journal.enrolments(WRITERS * MEMBERS_EACH))
    members = [each.member_id for each in journal.members]
    with cluster() as running, merchant(running) as made:
        served = Served(made)
        for push in enrolments:
            served.take(push)
        served.close()
        pairs = [[_written_a_second(made, members, read) for read in (_SAFE, _NAIVE)] for _ in range(ROUNDS)]
    safe, naive = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    emit(Figure(name="feed.tail", value=safe, unit="rows/s", limit=naive, target=">= 0.95"))


def _written_a_second(made: CentreDatabase, members: Sequence[MemberId], read: LiteralString) -> float:
    """Rows that the writers commit a second while the feed is read by this statement."""
    with connect(made.superuser, autocommit=True) as reader:
        tail = _Tail(reader, read)
        started = perf_counter()
        writers = [
            threading.Thread(target=_write, args=(made, members[n * MEMBERS_EACH : (n + 1) * MEMBERS_EACH]))
            for n in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            tail.read()
        took_s = perf_counter() - started
        while tail.read():
            """What was written last."""
        written = WRITERS * TURNS_EACH * MEMBERS_EACH
        assert read is _NAIVE or len(tail.seen) == len(set(tail.seen)) == written
    return written / took_s


def _write(made: CentreDatabase, members: Sequence[MemberId]) -> None:
    with connect(made.app) as connection:
        arrays.register(connection)
        work = Work(connection=connection, merchant_id=MERCHANT, clock=WallClock(), master_key=MASTER_KEY)
        for _ in range(TURNS_EACH):
            connection.execute("SELECT set_config('app.merchant', %s, true)", [str(MERCHANT)])
            feed.tell(work, SHOP, dict.fromkeys(members, feed.Touch()), None)
            connection.commit()


class _Tail:
    """Reads on from the end of what is there."""

    def __init__(self, connection: Connection[TupleRow], statement: LiteralString) -> None:
        self.seen: list[int] = []
        self._connection = connection
        self._statement = statement
        last = connection.execute(_LAST).fetchone()
        self._xid, self._seq = last if last is not None else ("0", 0)

    def read(self) -> bool:
        """One page; whether anything was on it."""
        values = {"shop": SHOP, "xid": self._xid, "seq": self._seq}
        found = self._connection.execute(self._statement, values).fetchall()
        self.seen += [seq for _, seq in found]
        if found:
            self._xid, self._seq = found[-1]
        return bool(found)
