"""office.sums: every visit of a town booked into the sums of the figures, as tills tell them, and made again.

At a merchant of 100,000 members and 2M visits the sums are emptied, kept from events in pushes of 500 (first
what was bought, then what came back), and made again from the visits by the job of the office. Both have to
be the same to the last row, or the benchmark fails. What is told is visits in a second of the one, and
how long the other takes.

`FIDPOS_BENCH_MEMBERS` names another number of members.
"""

import os
from functools import partial
from time import perf_counter
from typing import LiteralString

from psycopg import connect

from benchmarks.cases.centre import cluster, merchant
from benchmarks.cases.office_town import Town, settle
from benchmarks.cases.town_events import closed_visits, undone_visits
from benchmarks.report import Emit, Figure
from fidpos.server.db.engine import Database
from fidpos.server.db.figures.keeping import Sums
from fidpos.server.db.figures.remaking import remake
from fidpos.server.db.store import PostgresCentre
from tests.helpers.centre_office import MASTER_KEY, MERCHANT
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import CentreDatabase

_EMPTY: LiteralString = "TRUNCATE member_months, shop_days, rule_days"
_SUMS: LiteralString = """
    SELECT (SELECT sum(hashtextextended(m::text, 0)) FROM member_months m),
        (SELECT sum(hashtextextended(d::text, 0)) FROM shop_days d WHERE visits <> 0),
        (SELECT sum(hashtextextended(r::text, 0)) FROM rule_days r WHERE visits <> 0),
        (SELECT sum(visits) FROM shop_days)
"""


def run(emit: Emit) -> None:
    """Keep them, make them again, compare."""
    clock = FakeClock()
    town = Town(members=int(os.environ.get("FIDPOS_BENCH_MEMBERS", "100000")), today=clock.now().date())
    with cluster() as running, merchant(running) as made:
        settle(made.superuser, town, master_key=MASTER_KEY)
        database = Database(made.app, size=2).open()
        try:
            compare(emit, made, PostgresCentre(database, clock=clock, master_key=MASTER_KEY))
        finally:
            database.close()


def compare(emit: Emit, made: CentreDatabase, store: PostgresCentre) -> None:
    """On a database in which the town is settled."""
    started = perf_counter()
    _keep(made, store)
    kept_s = perf_counter() - started
    kept = _sums(made)
    started = perf_counter()
    remake(partial(store.work, MERCHANT), partial(store.reading, MERCHANT, limit_s=None))
    remade_s = perf_counter() - started
    remade = _sums(made)
    if remade != kept:
        raise AssertionError(f"kept {kept}, made again {remade}")
    emit(Figure(name="office.sums.keep", value=kept[-1] / kept_s, unit="visits/s"))
    emit(Figure(name="office.sums.remake", value=remade_s, unit="s"))


def _keep(made: CentreDatabase, store: PostgresCentre) -> None:
    with connect(made.superuser) as connection:
        connection.execute(_EMPTY)
        connection.commit()
        for visits in closed_visits(connection):
            sums = Sums()
            for visit in visits:
                sums.close(visit)
            with store.work(MERCHANT) as work:
                sums.write(work)
        for undone in undone_visits(connection):
            sums = Sums()
            for each in undone:
                sums.undo(each)
            with store.work(MERCHANT) as work:
                sums.write(work)


def _sums(made: CentreDatabase) -> tuple[int, ...]:
    with connect(made.superuser) as connection:
        row = connection.execute(_SUMS).fetchone()
    assert row is not None
    return tuple(map(int, row))
