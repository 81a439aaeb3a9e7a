"""The queue at work: processes that are killed, stopped and many, and each job is done."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, time
from uuid import UUID

import pytest
from psycopg import connect

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.ids import MerchantId
from fidpos.server.db.engine import Database
from fidpos.server.db.office_jobs import cancel_job, find_job, keep_job
from fidpos.server.db.queueing import Errand, queue, to_queue
from fidpos.server.db.store import PostgresCentre
from fidpos.server.jobs import worker
from fidpos.server.jobs.job import JobState
from fidpos.server.jobs.worker import STALLED_S, Worker
from tests.helpers.postgres import CentreDatabase, lent_database
from tests.helpers.working_process import KIND, MASTER_KEY, POLL_S

MERCHANT = MerchantId(UUID(int=1))
ROOT = Path(__file__).parents[3]
LIMIT_S = 60.0
TEN_MINUTES_S = 600


class Process:
    """One that does jobs."""

    def __init__(self, made: CentreDatabase, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.helpers.working_process", made.app, str(folder)],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_for_work(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "at work\n"

    def kill(self) -> None:
        """`kill -9`."""
        self._process.kill()
        self._end()

    def stop(self) -> int:
        """As asked; returns its exit status."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._end()

    def _end(self) -> int:
        status = self._process.wait(LIMIT_S)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        return status


class Queue:
    """A merchant's jobs, as who asks for them sees them."""

    def __init__(self, made: CentreDatabase, database: Database, folder: Path) -> None:
        self.made, self.database, self.folder = made, database, folder
        self.store = PostgresCentre(database, clock=SystemClock(), master_key=MASTER_KEY)

    def ask(self) -> UUID:
        with self.store.work(MERCHANT) as work:
            job_id = keep_job(work, KIND, {}, None)
            queue(work, Errand.OFFICE_JOB, job_id)
        return job_id

    def state(self, job_id: UUID) -> JobState:
        with self.store.work(MERCHANT) as work:
            job = find_job(work, job_id)
        assert job is not None
        return job.state

    def wait_until(self, job_id: UUID, state: JobState) -> None:
        end = monotonic() + LIMIT_S
        pause = threading.Event()
        while self.state(job_id) is not state:
            assert monotonic() < end, self.state(job_id)
            pause.wait(0.05)

    def let_heartbeats_be_long_ago(self) -> None:
        """Of every process; who lives has a new one in a moment."""
        with connect(self.made.superuser) as connection:
            connection.execute(
                "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s)",
                [2 * STALLED_S],
            )

    def go(self) -> None:
        (self.folder / "go").touch()

    def times_done(self) -> int:
        return len((self.folder / "done").read_text(encoding="utf-8").splitlines())

    @contextmanager
    def process(self) -> Iterator[Process]:
        process = Process(self.made, self.folder)
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    monkeypatch.setattr(worker, "POLL_S", POLL_S)
    with ExitStack() as stack:
        made = stack.enter_context(lent_database())
        database = Database(made.app, size=2).open()
        stack.callback(database.close)
        yield Queue(made, database, tmp_path)


def test_what_a_killed_process_had_begun_another_one_finds_and_does(jobs: Queue) -> None:
    with jobs.process() as first:
        job_id = jobs.ask()
        first.wait_for_work()
        with jobs.process() as second:
            first.kill()
            jobs.let_heartbeats_be_long_ago()
            second.wait_for_work()
            jobs.go()
            jobs.wait_until(job_id, JobState.DONE)

    assert jobs.times_done() == 1


def test_what_a_stopped_process_had_begun_waits_for_the_next_start(jobs: Queue) -> None:
    with jobs.process() as process:
        job_id = jobs.ask()
        process.wait_for_work()
        began = monotonic()
        assert process.stop() == 0
        assert monotonic() - began < STALLED_S

    assert jobs.state(job_id) is JobState.RUNNING
    jobs.go()
    with jobs.process():
        jobs.wait_until(job_id, JobState.DONE)
    assert jobs.times_done() == 1


def test_what_is_asked_for_while_nobody_works_is_done_at_the_next_start(jobs: Queue) -> None:
    asked = [jobs.ask() for _ in range(5)]
    jobs.go()

    with jobs.process(), jobs.process():
        for job_id in asked:
            jobs.wait_until(job_id, JobState.DONE)
    assert jobs.times_done() == 5


def test_what_is_cancelled_in_its_midst_ends(jobs: Queue) -> None:
    with jobs.process() as process:
        job_id, other = jobs.ask(), jobs.ask()
        process.wait_for_work()
        process.wait_for_work()
        with jobs.store.work(MERCHANT) as work:
            cancel_job(work, job_id)
        jobs.go()
        jobs.wait_until(other, JobState.DONE)

    assert jobs.state(job_id) is JobState.CANCELLED


def test_what_fails_for_the_moment_is_tried_again(jobs: Queue) -> None:
    tries: list[UUID] = []
    done = threading.Event()

    def fail_once(_merchant: MerchantId, job_id: UUID) -> None:
        tries.append(job_id)
        if len(tries) == 1:
            raise OSError
        done.set()

    job_id = jobs.ask()
    conninfo = to_queue(jobs.database.conninfo)
    with Worker(conninfo, {Errand.OFFICE_JOB: fail_once}, lambda: None, threading.Event()):
        assert done.wait(LIMIT_S)

    assert tries == [job_id, job_id]


def test_what_is_due_now_and_then_is_done_by_one_of_many(jobs: Queue) -> None:
    times: list[int] = []
    told = threading.Event()

    def tick() -> None:
        times.append(1)
        told.set()

    conninfo = to_queue(jobs.database.conninfo)
    due = time() // TEN_MINUTES_S
    with (
        Worker(conninfo, {}, tick, threading.Event()),
        Worker(conninfo, {}, tick, threading.Event()),
    ):
        assert told.wait(LIMIT_S)
    due_again = time() // TEN_MINUTES_S - due

    assert 1 <= len(times) <= 1 + due_again
