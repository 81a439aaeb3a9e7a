"""till.checkout: closing a visit, with its objects, JSON, hash and every row, durable on disk.

The limit is what SQLite itself needs: the same rows, built beforehand, in the same kind of transaction on the
same encrypted connection. Both take turns, visit by visit, in one store; the medians of five runs count.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import cast
from uuid import UUID

from benchmarks.cases.members import token_of
from benchmarks.cases.store import WallClock, store_of
from benchmarks.report import Emit, Figure
from fidpos.domain.card import CardRead, Medium, Trust
from fidpos.domain.ids import RedemptionId, StaffId, VisitId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.domain.visit import VisitDraft
from fidpos.localdb.engine import Connection, Cursor
from fidpos.localdb.lock import Priority
from fidpos.localdb.recording import record
from fidpos.localdb.store import LocalStore
from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.till.close_visit import Closing, ReadyVisit, close_visit
from fidpos.till.identify import identify
from fidpos.till.member_file import read_member_file
from fidpos.till.ports import TillStore
from fidpos.till.work import Surroundings, Work
from fidpos.wire.events import Event

RUNS = 5
CLOSES = 1_000
MEMBERS = 20_000
EVERY_NTH_SPENDS = 5
CASHIER = StaffId(UUID(int=101))

Statement = tuple[str, Sequence[object]]


def run(emit: Emit) -> None:
    """Close visits through the till's own code and as bare rows, in turn."""
    with store_of(MEMBERS) as store:
        shop = Shop(store)
        runs = [_one_run(shop, Random(number)) for number in range(RUNS)]
    for name, share in (("p50", 50), ("p99", 99)):
        value = statistics.median(percentile(each.closes_us, share) for each in runs)
        limit = statistics.median(percentile(each.rows_us, share) for each in runs)
        emit(Figure(name=f"till.checkout.{name}", value=value, unit="us", limit=limit, target="<= 1.25"))


@dataclass(slots=True)
class _Times:
    closes_us: list[float] = field(default_factory=list)
    rows_us: list[float] = field(default_factory=list)


def _one_run(shop: "Shop", random: Random) -> _Times:
    times = _Times()
    gc.collect()
    gc.disable()
    try:
        for number in range(CLOSES):
            closes_first = number % 2 == 0
            if closes_first:
                times.closes_us.append(shop.close(random))
            times.rows_us.append(shop.write(random))
            if not closes_first:
                times.closes_us.append(shop.close(random))
    finally:
        gc.enable()
    return times


class Shop:
    """A till at work, and its writing connection laid bare."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self._programme = store.programme()
        self._compiled: CompiledProgramme = compile_programme(self._programme)
        self._writer: Connection = store.database.write(Priority.CHECKOUT, lambda connection: connection)

    def close(self, random: Random) -> float:
        """Close a visit as the till does; returns microseconds."""
        ready, closing = self._ready(random)
        return _timed_us(lambda: close_visit(self._store, ready, closing))

    def write(self, random: Random) -> float:
        """Write the rows of such a visit, made beforehand; returns microseconds."""
        ready, closing = self._ready(random)
        unsaved = _Unsaved(self._store)
        close_visit(cast(TillStore, unsaved), ready, closing)
        rows = _Rows(self._writer)
        record(rows, unsaved.events[0], self._store.origin.stamp())
        writer, statements = self._writer, rows.statements

        def write() -> None:
            writer.execute("BEGIN IMMEDIATE")
            for sql, values in statements:
                writer.execute(sql, values)
            writer.execute("COMMIT")

        return _timed_us(write)

    def _ready(self, random: Random) -> tuple[ReadyVisit, Closing]:
        store, now = self._store, WallClock().now()
        read = CardRead(
            driver="bench",
            device="1",
            sequence=1,
            monotonic_s=0.0,
            medium=Medium.CHIP,
            form="iso7816/fidpos",
            token=token_of(random.randrange(MEMBERS)),
            trust=Trust.COPYABLE,
        )
        recognised = identify(store, read, attached=None).member
        assert recognised is not None
        day = store.identity().calendar.business_day(now)
        around = Surroundings(compiled=self._compiled, identity=store.identity(), at=now, own_member_id=None)
        work = Work(draft=VisitDraft(id=VisitId(uuid7(now)), opened_at=now, opened_by=CASHIER))
        work = work.with_member(read_member_file(store, self._compiled, recognised, day))
        work = work.with_amount(Money(random.randrange(300, 9_000), EUR))
        if random.randrange(EVERY_NTH_SPENDS) == 0:
            work = work.with_reward(self._programme.rewards[0], RedemptionId(uuid7(now)))
        ready = work.evaluated(around).ready
        assert ready is not None
        closing = Closing(closed_by=CASHIER, at=now, new_id=lambda: uuid7(now))
        return ready, closing


class _Unsaved:
    """A store that keeps the event instead of writing it."""

    def __init__(self, store: LocalStore) -> None:
        self.identity = store.identity
        self.seal = store.seal
        self.events: list[Event] = []

    def commit(self, event: Event) -> None:
        """Keep it."""
        self.events.append(event)


class _Rows:
    """A connection that lets reads through and collects what would be written."""

    def __init__(self, connection: Connection) -> None:
        self.in_transaction = True
        self.statements: list[Statement] = []
        self.close: Callable[[], None] = connection.close
        self._connection = connection

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Cursor:
        """Collect it unless it reads."""
        if sql.startswith("SELECT"):
            return self._connection.execute(sql, values)
        self.statements.append((sql, values))
        return cast(Cursor, _OneRow())

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> Cursor:
        """Collect each row."""
        self.statements += [(sql, row) for row in rows]
        return cast(Cursor, _OneRow())


class _OneRow:
    rowcount = 1


def _timed_us(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1e6


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` of a hundred do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
