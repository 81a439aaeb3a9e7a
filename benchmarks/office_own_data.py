"""office.own.data: everything that a merchant owns in one archive: rows a second, and memory.

Each archive is written by a process of its own, since memory that a process once had it seldom gives back;
its greatest resident size is set beside that of a merchant with a hundredth of the members.
"""

import multiprocessing
import resource
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from benchmarks.cases.populace import settle
from benchmarks.report import Emit, Figure
from fidpos.server.db.engine import Database
from fidpos.server.db.store import PostgresCentre
from fidpos.server.jobs.exporting import ARCHIVE, EXPORT, export_own_data
from fidpos.server.jobs.job import Job, JobRun, JobState
from tests.helpers.centre_office import MASTER_KEY, MERCHANT, found_merchant
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import lent_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What writing one archive took.

    Attributes:
        peak_mib: the greatest resident size of the process.
        size_mib: of the archive.
    """

    rows: int
    seconds: float
    peak_mib: float
    size_mib: float


def run(emit: Emit, *, members: int = 50_000, visits: int = 20) -> None:
    """A hundredth of the members first, then all of them."""
    few, many = _of(members // 100, visits), _of(members, visits)
    emit(Figure(name="office.own.data.rows", value=many.rows, unit="rows"))
    emit(Figure(name="office.own.data.rate", value=many.rows / many.seconds, unit="rows/s"))
    emit(Figure(name="office.own.data.size", value=many.size_mib, unit="MiB"))
    emit(Figure(name="office.own.data.peak_few", value=few.peak_mib, unit="MiB"))
    emit(
        Figure(
            name="office.own.data.peak", value=many.peak_mib, unit="MiB", limit=few.peak_mib, target="<= 1.25"
        )
    )


def _of(members: int, visits: int) -> Run:
    with lent_database() as made:
        found_merchant(made)
        settle(made.superuser, members, master_key=MASTER_KEY, visits=visits)
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            return pool.apply(_written, (made.app,))


def _written(conninfo: str) -> Run:
    clock = FakeClock()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = Database(conninfo, size=2).open()
        stack.callback(database.close)
        job = Job(
            id=UUID(int=1), kind=EXPORT, args={}, state=JobState.RUNNING, asked_by=None, asked_at=clock.now()
        )
        at_work = JobRun(
            merchant_id=MERCHANT,
            job=job,
            store=PostgresCentre(database, clock=clock, master_key=MASTER_KEY),
            clock=clock,
            folder=folder,
            report=lambda _done, _total: None,
            announce=lambda _: None,
        )
        begun = time.perf_counter()
        rows = export_own_data(at_work)["rows"]
        seconds = time.perf_counter() - begun
        size = (folder / ARCHIVE).stat().st_size / 2**20
    assert isinstance(rows, int)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(rows=rows, seconds=seconds, peak_mib=peak, size_mib=size)
