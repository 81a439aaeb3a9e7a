"""One job, run: begun, its progress kept, its end written down whatever happens in it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.db.errors import DatabaseUnreachable
from fidpos.server.db.office_jobs import begin_job, end_job, find_job, keep_of_job, report_job
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.jobs.job import JobCancelled, JobKind, JobLeft, JobRun, JobState
from fidpos.server.operations.forget import Remember, nowhere

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Where jobs are done.

    Attributes:
        kinds: by name.
        folder: below which each job has a folder of its own.
        announce, remember_erased: see `JobRun`.
        is_stopping: whether what can be left should be.
    """

    store: PostgresCentre
    clock: Clock
    folder: Path
    kinds: Mapping[str, JobKind]
    announce: Callable[[MerchantId], None]
    is_stopping: Callable[[], bool] = lambda: False
    remember_erased: Remember = nowhere

    def folder_of(self, merchant_id: MerchantId, job_id: UUID) -> Path:
        """Where the files of a job lie."""
        return self.folder / str(merchant_id) / str(job_id)

    def run(self, merchant_id: MerchantId, job_id: UUID) -> JobState | None:
        """Do a job; what is over is not done again.

        Returns:
            How it ended; None when there was nothing to do.

        Raises:
            DatabaseError: the database is away; the job is run again later.
            JobLeft: the process stops; as above.
        """
        with self.store.work(merchant_id) as work:
            run_id = begin_job(work, job_id)
            job = find_job(work, job_id)
        if job is None or run_id is None:
            return None
        folder = self.folder_of(merchant_id, job_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        run = JobRun(
            merchant_id=merchant_id,
            job=job,
            store=self.store,
            clock=self.clock,
            folder=folder,
            report=partial(self._report, merchant_id, job_id, run_id),
            keep=partial(_keep, job_id, run_id),
            announce=self.announce,
            remember_erased=self.remember_erased,
        )
        state, result, fault = self._ended(run)
        with self.store.work(merchant_id) as work:
            end_job(work, job_id, run_id, state, result, fault=fault)
        return state

    def _ended(self, run: JobRun) -> tuple[JobState, Mapping[str, object], str | None]:
        try:
            return JobState.DONE, self.kinds[run.job.kind].run(run), None
        except (JobLeft, DatabaseUnreachable):
            raise
        except JobCancelled:
            return JobState.CANCELLED, {}, None
        except FidposError as fault:
            _log.warning("job %s failed: %s", run.job.kind, fault.code)
            return JobState.FAILED, {}, fault.code
        except Exception:  # noqa: BLE001 -- the top of a thread: the job's page says that it failed
            _log.exception("job %s failed", run.job.kind)
            return JobState.FAILED, {}, "unforeseen"

    def _report(self, merchant_id: MerchantId, job_id: UUID, run_id: UUID, done: int, total: int) -> None:
        if self.is_stopping():
            raise JobLeft("the process stops")
        with self.store.work(merchant_id) as work:
            is_wanted = report_job(work, job_id, run_id, done, total)
        if not is_wanted:
            raise JobCancelled("not wanted any more")


def _keep(job_id: UUID, run_id: UUID, work: Work, kept: Mapping[str, object]) -> None:
    if not keep_of_job(work, job_id, run_id, kept):
        raise JobCancelled("not wanted any more, or begun again")
