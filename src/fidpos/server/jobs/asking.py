"""Jobs as pages ask for them; see `backoffice.books.Jobs`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from fidpos.domain.ids import MerchantId
from fidpos.server.db.office_jobs import keep_job, resume_job
from fidpos.server.db.work import Work
from fidpos.server.jobs.running import Workshop


class OfficeJobs:
    """Keeps what is asked for, and has it done.

    Args:
        workshop: does it.
        queue: within the transaction, has the job done once that is committed.
    """

    def __init__(self, workshop: Workshop, queue: Callable[[Work, UUID], None]) -> None:
        self._workshop = workshop
        self._queue = queue

    def ask(self, work: Work, kind: str, args: Mapping[str, object], asked_by: UUID | None) -> UUID:
        """See `backoffice.books.Jobs`."""
        assert kind in self._workshop.kinds, kind
        job_id = keep_job(work, kind, args, asked_by)
        self._queue(work, job_id)
        return job_id

    def resume(self, work: Work, job_id: UUID) -> bool:
        """See `backoffice.books.Jobs`."""
        if not resume_job(work, job_id):
            return False
        self._queue(work, job_id)
        return True

    def folder(self, merchant_id: MerchantId, job_id: UUID) -> Path:
        """See `backoffice.books.Jobs`."""
        return self._workshop.folder_of(merchant_id, job_id)
