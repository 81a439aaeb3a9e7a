"""till.bulkload: the states of a million members into a new store, rows and indexes, as a first fill does it.

The limit is the same rows, built beforehand, through `executemany`, then the indexes, with the same
settings. The time it takes to invent the members is counted on neither side.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks.cases.members import members
from benchmarks.cases.store import KEY, bench_folder
from benchmarks.report import Emit, Figure
from fidpos.localdb.bulk import FILL_SETTINGS, fill
from fidpos.localdb.engine import Connection, connect
from fidpos.localdb.snapshot import changes_of
from fidpos.localdb.state_rows import insert, rows_of
from fidpos.localdb.statements import create_indexes, drop_indexes
from fidpos.localdb.upgrade import migrate
from fidpos.paths import migrations_dir
from fidpos.wire.sync.pull import Change

MEMBERS = 1_000_000
BATCH = 10_000
"""Changes: of each member, one for the account."""


def run(emit: Emit) -> None:
    """First the loader, then the bare rows, each into a store of its own."""
    with bench_folder() as folder:
        loaded_s = _load(_new_file(folder / "loaded.db"))
        bare_s = _insert(_new_file(folder / "bare.db"))
    emit(
        Figure(
            name="till.bulkload",
            value=MEMBERS / loaded_s,
            unit="members/s",
            limit=MEMBERS / bare_s,
            target=">= 0.6",
        )
    )


def _new_file(path: Path) -> Connection:
    connection = connect(path, KEY, writing=True, creating=True)
    migrate(connection, migrations_dir())
    return connection


def _load(connection: Connection) -> float:
    stream = _Stream()
    started = perf_counter()
    fill(connection, stream.changes())
    connection.close()
    return perf_counter() - started - stream.spent_s


def _insert(connection: Connection) -> float:
    stream, spent_s = _Stream().changes(), 0.0
    for statement in (*FILL_SETTINGS, "BEGIN", *drop_indexes()):
        connection.execute(statement)
    while batch := list(islice(stream, BATCH)):
        rows = rows_of(batch, in_order=True)
        started = perf_counter()
        insert(connection, rows)
        spent_s += perf_counter() - started
    started = perf_counter()
    for statement in (*create_indexes(), "COMMIT"):
        connection.execute(statement)
    connection.close()
    return spent_s + perf_counter() - started


class _Stream:
    """The members, and how long it took to invent them."""

    def __init__(self) -> None:
        self.spent_s = 0.0

    def changes(self) -> Iterator[Change]:
        """One after the other, account and member."""
        invented = changes_of(members(MEMBERS))
        started = perf_counter()
        for change in invented:
            self.spent_s += perf_counter() - started
            yield change
            started = perf_counter()
