"""office.export: a list of a million visits as CSV and as a workbook: rows a second, and memory.

Each list is written by a process of its own, since memory that a process once had it seldom gives back; its
greatest resident size is set beside that of a list of 10,000 rows.
"""

import multiprocessing
import resource
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import LiteralString

from psycopg import connect

from benchmarks.cases.populace import settle
from benchmarks.report import Emit, Figure
from fidpos.paths import resources_dir
from fidpos.server.db.engine import Database
from fidpos.server.db.store import PostgresCentre
from fidpos.server.jobs.extracting import Written, open_extraction
from fidpos.server.services.extracting.order import Order
from fidpos.server.services.extracting.theme import COLUMNS, Format, Theme
from fidpos.texts.texts import Texts
from tests.helpers.centre_office import MASTER_KEY, MERCHANT, found_merchant
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import lent_database

SMALL = 10_000
_NTH_DAY: LiteralString = "SELECT business_day FROM visits ORDER BY business_day OFFSET %s LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What writing one list took.

    Attributes:
        peak_mib: the greatest resident size of the process.
    """

    rows: int
    seconds: float
    peak_mib: float


def run(emit: Emit, *, members: int = 50_000, visits: int = 20) -> None:
    """A populace whose visits make the list."""
    with lent_database() as made:
        found_merchant(made)
        settle(made.superuser, members, master_key=MASTER_KEY, visits=visits)
        with connect(made.superuser) as connection:
            row = connection.execute(_NTH_DAY, [SMALL]).fetchone()
        assert row is not None
        for format_ in Format:
            few = _apart(made.app, format_, row[0])
            many = _apart(made.app, format_, None)
            name = f"office.export.{format_}"
            emit(Figure(name=f"{name}.rows", value=many.rows, unit="rows"))
            emit(Figure(name=f"{name}.rate", value=many.rows / many.seconds, unit="rows/s"))
            emit(Figure(name=f"{name}.peak_few", value=few.peak_mib, unit="MiB"))
            emit(
                Figure(
                    name=f"{name}.peak",
                    value=many.peak_mib,
                    unit="MiB",
                    limit=few.peak_mib,
                    target="<= 1.25",
                )
            )


def _apart(conninfo: str, format_: Format, until: date | None) -> Run:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_written, (conninfo, format_, until))


def _written(conninfo: str, format_: Format, until: date | None) -> Run:
    columns = tuple(column.name for column in COLUMNS[Theme.VISITS])
    order = Order(theme=Theme.VISITS, columns=columns, until=until, format=format_, zone="Europe/Paris")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = Database(conninfo, size=2).open()
        stack.callback(database.close)
        store = PostgresCentre(database, clock=FakeClock(), master_key=MASTER_KEY)
        work = stack.enter_context(store.reading(MERCHANT, limit_s=None))
        texts = Texts.load(resources_dir() / "translations", "fr")
        written = Written(open_extraction(work, order), order, texts, lambda _: None)
        begun = time.perf_counter()
        written.to_file(folder / "list")
        seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(rows=written.rows, seconds=seconds, peak_mib=peak)
