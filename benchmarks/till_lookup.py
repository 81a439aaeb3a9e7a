"""till.lookup: from the number on a card to the member, with card, profile and household as frozen objects.

The limit is the same three statements on the same connection, fetched as tuples. Both take turns on cards
drawn at random from the whole store, so that neither lives off pages the other has just read. Nothing scans.
The largest store takes some ten minutes to build and 3.5 GB of disk while the run lasts.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter

from benchmarks.cases.members import token_of
from benchmarks.cases.store import store_of
from benchmarks.report import Emit, Figure
from fidpos.domain.card import CardToken
from fidpos.localdb import queries
from fidpos.localdb.engine import Connection
from fidpos.localdb.reading import StoreReader

TURNS = 400
TURN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A store to look up in."""

    name: str
    members: int
    target: str


SIZES = (
    Size(name="10k", members=10_000, target="<= 1.6"),
    Size(name="1M", members=1_000_000, target="<= 1.35"),
    Size(name="5M", members=5_000_000, target="<= 1.35"),
)


def run(emit: Emit) -> None:
    """Each size in turn, then how the time grows from first to last."""
    figures = []
    for size in SIZES:
        figures.append(measure(size))
        emit(figures[-1])
    first, last = figures[0], figures[-1]
    assert first.limit
    assert last.limit
    growth, raw_growth = last.value / first.value, last.limit / first.limit
    emit(Figure(name="till.lookup.growth", value=growth, unit="times", limit=raw_growth))


def measure(size: Size) -> Figure:
    """Build a store of that size and look up in it."""
    with store_of(size.members, visits=0) as store:
        reader = store.database.reader()
        try:
            _assert_no_scan(reader.connection)
            return _measure_on(StoreReader(reader), reader.connection, size)
        finally:
            reader.close()


def _measure_on(reads: StoreReader, connection: Connection, size: Size) -> Figure:
    random = Random(size.members)

    def tokens() -> list[CardToken]:
        return [token_of(random.randrange(size.members)) for _ in range(TURN)]

    _as_objects(reads, tokens())
    _as_tuples(connection, tokens())
    objects_us: list[float] = []
    tuples_us: list[float] = []
    for _ in range(TURNS):
        objects_us += _as_objects(reads, tokens())
        tuples_us += _as_tuples(connection, tokens())
    return Figure(
        name=f"till.lookup.{size.name}",
        value=statistics.median(objects_us),
        unit="us",
        limit=statistics.median(tuples_us),
        target=size.target,
    )


def _as_objects(reads: StoreReader, tokens: Sequence[CardToken]) -> list[float]:
    times_us = []
    for token in tokens:
        started = perf_counter()
        card = reads.card(token)
        member = reads.member(card.member_id) if card else None
        times_us.append((perf_counter() - started) * 1e6)
        assert member is not None
    return times_us


def _as_tuples(connection: Connection, tokens: Sequence[CardToken]) -> list[float]:
    times_us = []
    for text in [token.text for token in tokens]:
        started = perf_counter()
        card = connection.execute(queries.CARD, (text,)).fetchone()
        member_id = card[3] if card else b""
        member = connection.execute(queries.MEMBER, (member_id,)).fetchone()
        connection.execute(queries.RELATIVES, (member_id,)).fetchall()
        times_us.append((perf_counter() - started) * 1e6)
        assert member is not None
    return times_us


def _assert_no_scan(connection: Connection) -> None:
    for sql in (queries.CARD, queries.MEMBER, queries.RELATIVES):
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", ("",)).fetchall()
        assert not any(row[3].startswith("SCAN") for row in plan), plan
