"""ingest.pg and ingest.dup: pushes of visits taken in by the centre, on a durable PostgreSQL.

Each visit has five lines and three entries that earn, each into a lot of its own. Measured is everything from
the push to the commit: events decoded, chain computed, judged, booked in double entry with balances and
aggregates, told to the feed, all under row-level security. The limit is the same rows, made beforehand,
copied by their owner into tables with the same indexes and without a policy, in one transaction; balances and
sums are left out, since `COPY` cannot add to what is there. Both take turns.

A full resend is compared with the first sending of the same push.
"""

import gc
import statistics
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter

from psycopg import connect

from benchmarks.cases.centre import Journal, RawRows, Served, cluster, merchant, rows_of
from benchmarks.report import Emit, Figure
from fidpos.wire.sync.push import Push
from tests.helpers.postgres import CentreDatabase

MEMBERS = 5_000
PUSHES = {1: 150, 50: 20, 500: 8}
"""How many of each size."""
TARGETS = {1: ">= 1.0", 50: ">= 0.65", 500: ">= 0.70"}
WARM_UP = 3

_LOOKED_UP_BY = ("visits (event_id)", "ledger_entries (visit_id)", "lots (entry_id)", "journal_rows (seq)")


def run(emit: Emit) -> None:
    """First the rows are made by taking the pushes in elsewhere; then both take turns on a fresh database."""
    journal = Journal()
    enrolments = list(journal.enrolments(MEMBERS))
    pushes = {size: [journal.visits(size) for _ in range(count + WARM_UP)] for size, count in PUSHES.items()}
    with cluster() as running:
        with merchant(running) as made:
            rows = _rows(made, enrolments, pushes)
        with merchant(running) as made:
            _measure(emit, made, enrolments, pushes, rows)


Rows = dict[int, list[list[bytes]]]


def _rows(made: CentreDatabase, enrolments: Sequence[Push], pushes: dict[int, list[Push]]) -> Rows:
    served = Served(made)
    _take_all(served, enrolments)
    for each in pushes.values():
        _take_all(served, each)
    served.close()
    with connect(made.superuser) as connection:
        for index in (
            "visits (event_id)",
            "ledger_entries (visit_id)",
            "lots (entry_id)",
            "journal_rows (seq)",
        ):
            connection.execute(f"CREATE INDEX ON {index}".encode())
        connection.execute("ANALYZE")
        return {
            size: [rows_of(connection, push.base.seq + 1, push.base.seq + size) for push in each]
            for size, each in pushes.items()
        }


def _take_all(served: Served, pushes: Sequence[Push]) -> None:
    for push in pushes:
        served.take(push)


def _measure(
    emit: Emit, made: CentreDatabase, enrolments: Sequence[Push], pushes: dict[int, list[Push]], rows: Rows
) -> None:
    served, raw = Served(made), RawRows(made)
    _take_all(served, enrolments)
    with connect(made.superuser, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    for size, each in pushes.items():
        first_s, limit_s, again_s = _in_turn(served, raw, each, rows[size])
        emit(
            Figure(
                name=f"ingest.pg.{size}",
                value=size / first_s,
                unit="visits/s",
                limit=size / limit_s,
                target=TARGETS[size],
            )
        )
        if size > 1:
            emit(
                Figure(
                    name=f"ingest.dup.{size}",
                    value=again_s * 1e3,
                    unit="ms",
                    limit=first_s * 1e3,
                    target="<= 0.15",
                )
            )
    served.close()
    raw.close()


def _in_turn(
    served: Served, raw: RawRows, pushes: Sequence[Push], rows: Sequence[list[bytes]]
) -> tuple[float, float, float]:
    """Median times of a push, of its bare rows, and of the push sent again."""
    firsts: list[float] = []
    limits: list[float] = []
    again: list[float] = []
    gc.collect()
    gc.disable()
    for number, (push, bare) in enumerate(zip(pushes, rows, strict=True)):
        if number % 2:
            firsts.append(_timed_s(partial(served.take, push)))
        limits.append(_timed_s(partial(raw.copy, bare)))
        if not number % 2:
            firsts.append(_timed_s(partial(served.take, push)))
        again.append(_timed_s(partial(served.take, push)))
    gc.enable()
    first_s, limit_s, again_s = (statistics.median(times[WARM_UP:]) for times in (firsts, limits, again))
    return first_s, limit_s, again_s


def _timed_s(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started
