"""Jobs of the office as they are kept: asked for, begun, how far, ended. The procedure is `server.jobs`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID, uuid4

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import uuid7
from fidpos.server.db.work import Work
from fidpos.server.jobs.job import Job, JobState

_ASK: LiteralString = """
    INSERT INTO office_jobs (merchant_id, id, kind, args, state, asked_by, asked_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_FIND: LiteralString = """
    SELECT id, kind, args, state, done, total, result, fault, asked_by, asked_at, begun_at, ended_at, kept
    FROM office_jobs
    WHERE asked_at < %(before)s AND (%(id)s::uuid IS NULL OR id = %(id)s)
        AND (%(by)s::uuid IS NULL OR asked_by = %(by)s)
    ORDER BY asked_at DESC, id DESC LIMIT %(at_most)s
"""
_BEGIN: LiteralString = """
    UPDATE office_jobs SET state = 'running', begun_at = %s, run_id = %s, done = 0, total = 0
    WHERE id = %s AND state IN ('waiting', 'running')
"""
_REPORT: LiteralString = """
    UPDATE office_jobs SET done = %s, total = %s WHERE id = %s AND run_id = %s AND state = 'running'
"""
_KEEP: LiteralString = "UPDATE office_jobs SET kept = %s WHERE id = %s AND run_id = %s AND state = 'running'"
_END: LiteralString = """
    UPDATE office_jobs SET state = %s, result = %s, fault = %s, ended_at = %s
    WHERE id = %s AND run_id = %s AND state = 'running'
"""
_CANCEL: LiteralString = """
    UPDATE office_jobs SET state = 'cancelled', ended_at = %s
    WHERE id = %s AND state IN ('waiting', 'running')
"""
_RESUME: LiteralString = """
    UPDATE office_jobs
    SET state = 'waiting', run_id = NULL, ended_at = NULL, fault = NULL, done = 0, total = 0
    WHERE id = %s AND state IN ('failed', 'cancelled')
"""


def keep_job(work: Work, kind: str, args: Mapping[str, object], asked_by: UUID | None) -> UUID:
    """A job that waits; returns its id."""
    now = work.clock.now()
    job_id = uuid7(now)
    values = [work.merchant_id, job_id, kind, Jsonb(dict(args)), JobState.WAITING, asked_by, now]
    work.run(_ASK, values)
    return job_id


def find_job(work: Work, job_id: UUID) -> Job | None:
    """The job of this id."""
    found = _found(work, id=job_id, by=None, before="infinity", at_most=1)
    return found[0] if found else None


def latest_jobs(work: Work, *, by: UUID | None, before: datetime, at_most: int) -> Sequence[Job]:
    """Those asked for before an instant, the latest first; of one person, or of all with None."""
    return _found(work, id=None, by=by, before=before, at_most=at_most)


def begin_job(work: Work, job_id: UUID) -> UUID | None:
    """It runs from now on, again if it was cut off; None when it is over, or nobody wants it any more.

    Returns:
        Names this run: what an earlier one, taken for dead too soon, still says of the job counts for
        nothing.
    """
    run_id = uuid4()
    return run_id if work.changed(_BEGIN, [work.clock.now(), run_id, job_id]) == 1 else None


def report_job(work: Work, job_id: UUID, run_id: UUID, done: int, total: int) -> bool:
    """How far it is; False when nobody wants it any more, or not from this run."""
    return work.changed(_REPORT, [done, total, job_id, run_id]) == 1


def keep_of_job(work: Work, job_id: UUID, run_id: UUID, kept: Mapping[str, object]) -> bool:
    """What the next run of it is to find, in the transaction that did it; False as for `report_job`."""
    return work.changed(_KEEP, [Jsonb(dict(kept)), job_id, run_id]) == 1


def end_job(
    work: Work,
    job_id: UUID,
    run_id: UUID,
    state: JobState,
    result: Mapping[str, object],
    *,
    fault: str | None = None,
) -> bool:
    """It is over; False when it was before, or is another run's."""
    return work.changed(_END, [state, Jsonb(dict(result)), fault, work.clock.now(), job_id, run_id]) == 1


def cancel_job(work: Work, job_id: UUID) -> bool:
    """Nobody wants it any more; False when it was over."""
    return work.changed(_CANCEL, [work.clock.now(), job_id]) == 1


def resume_job(work: Work, job_id: UUID) -> bool:
    """It waits to be run from the start; False for one that did not fail and was not cancelled."""
    return work.changed(_RESUME, [job_id]) == 1


def _found(work: Work, **asked: object) -> list[Job]:
    return [_job(row) for row in work.run(_FIND, asked)]


def _job(row: TupleRow) -> Job:
    names = ("id", "kind", "args", "state", "done", "total", "result", "fault", "asked_by", "asked_at")
    values = dict(zip((*names, "begun_at", "ended_at", "kept"), row, strict=True))
    return Job(**(values | {"state": JobState(values["state"])}))
