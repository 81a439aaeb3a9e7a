"""What a piece of long work is: asked for, run, shown; it is left and found again.

A kind of job is a function that gets a `JobRun` and returns what it came to. It reads and writes in
transactions of its own, as many as it wants, and must stand being run again from the start: the process may
end in its midst. Files that it makes lie in the job's own folder and go when the job is forgotten.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId
from fidpos.server.db.store import PostgresCentre
from fidpos.server.db.work import Work
from fidpos.server.operations.forget import Remember, nowhere
from fidpos.server.ports import Unit


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobCancelled(FidposError):
    """Somebody does not want it any more: it ends where it is."""

    code = "job_cancelled"


class JobLeft(FidposError):
    """The process is asked to stop: the job is left, and begun again elsewhere or at the next start."""

    code = "job_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it is kept.

    Attributes:
        args: what was asked for; ids and choices, never personal data.
        done: steps so far, of `total`; 0 of 0 before anybody knows.
        result: what it came to, by name; counts and the names of its files.
        fault: code of the error that ended it.
        kept: what runs of it that were cut off have left; see `JobRun.keep`.
    """

    id: UUID
    kind: str
    args: Mapping[str, object]
    state: JobState
    asked_by: UUID | None
    asked_at: datetime
    done: int = 0
    total: int = 0
    result: Mapping[str, object] = field(default_factory=dict)
    fault: str | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    kept: Mapping[str, object] = field(default_factory=dict)


def nothing_kept(_work: Work, _kept: Mapping[str, object]) -> None:
    """For work that is not begun again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """A job at work, on a thread of its own.

    Attributes:
        folder: for the files of this job; it exists.
        report: keeps how far the job is; raises `JobCancelled` once nobody wants it any more, or another
            process took it for lost and began it again, and `JobLeft` when the process stops. Long work calls
            it every second or so.
        keep: within a transaction, leaves `Job.kept` for a run that begins again; raises `JobCancelled` where
            this one is not the latest any more, so that what it did in the transaction is undone.
        remember_erased: writes beside the backups who is forgotten.
        announce: tells the merchant's tills that there is something to hear, once it is committed.
    """

    merchant_id: MerchantId
    job: Job
    store: PostgresCentre
    clock: Clock
    folder: Path
    report: Callable[[int, int], None]
    announce: Callable[[MerchantId], None]
    keep: Callable[[Work, Mapping[str, object]], None] = nothing_kept
    remember_erased: Remember = nowhere

    def work(self) -> AbstractContextManager[Work]:
        """A transaction that writes."""
        return self.store.work(self.merchant_id)

    def reading(self) -> AbstractContextManager[Work]:
        """A transaction that reads, as of one instant, however much."""
        return self.store.reading(self.merchant_id, limit_s=None)

    def unit_of(self, work: Work) -> Unit:
        """The centre's port on a transaction."""
        return self.store.unit_of(work)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """A kind of job.

    Attributes:
        name: its key: `office.job.<name>` is its word on the page of jobs.
        run: does it and returns what it came to.
    """

    name: str
    run: Callable[[JobRun], Mapping[str, object]]
