"""Files of jobs do not stay: they may hold personal data, and whoever asked for them has them by then.

What lists members goes earlier, with the first of them who is forgotten after it was made: nobody can be
taken out of a list that lies there. It is handed to nobody from that moment, and deleted in the night.
"""

import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import LiteralString
from uuid import UUID

from fidpos.server.db.office_jobs import find_job
from fidpos.server.db.work import Work
from fidpos.server.jobs import access_file, extracting
from fidpos.server.jobs.exporting import EXPORT
from fidpos.server.jobs.job import Job, JobRun
from fidpos.server.mail.one_time import forget_old_codes

KEPT = timedelta(days=30)
"""After the end of a job."""
LISTING_MEMBERS = frozenset({access_file.KIND, extracting.KIND, EXPORT})
_FORGOTTEN_SINCE: LiteralString = "SELECT EXISTS (SELECT FROM erasures WHERE at >= %s)"
_IS_FORGOTTEN: LiteralString = "SELECT EXISTS (SELECT FROM erasures WHERE member_id = %s)"


def forget_files(run: JobRun) -> int:
    """Delete the folders of the merchant's jobs that are to go, or are of nobody's; returns how many."""
    old = [folder for folder in sorted(run.folder.parent.iterdir()) if _is_old(run, folder)]
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


def forget_codes(run: JobRun) -> None:
    """Delete the one-time codes that are past their time."""
    with run.work() as work:
        forget_old_codes(work)


def names_somebody_forgotten(work: Work, job: Job) -> bool:
    """Whether its files may name a member who was forgotten since."""
    if job.kind not in LISTING_MEMBERS:
        return False
    if job.kind == access_file.KIND:
        query, value = _IS_FORGOTTEN, job.args["member"]
    else:
        query, value = _FORGOTTEN_SINCE, job.begun_at or job.asked_at
    row = work.run(query, [value]).fetchone()
    return row is not None and bool(row[0])


def _is_old(run: JobRun, folder: Path) -> bool:
    with suppress(ValueError), run.reading() as work:
        job = find_job(work, UUID(folder.name))
        if job is not None and job.ended_at is None:
            return False
        if job is not None and job.ended_at is not None and job.ended_at + KEPT >= run.clock.now():
            return names_somebody_forgotten(work, job)
    return True
