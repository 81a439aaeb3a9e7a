"""What is to be done later is queued in the transaction that wants it: both stand, or neither.

The queue is procrastinate's, in the schema `jobs`; `server.jobs.worker` takes from it. A row of it names a
merchant and something of theirs by its id, and says nothing else of anybody.
"""

from datetime import datetime
from enum import StrEnum
from typing import LiteralString
from uuid import UUID

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import Jsonb

from fidpos.server.db.work import Work

_QUEUE: LiteralString = """
    SELECT jobs.procrastinate_defer_jobs_v1(
        ARRAY[ROW('fidpos', %s, 0, NULL, NULL, %s, %s)::jobs.procrastinate_job_to_defer_v1]
    )
"""

UNREACHED = (Error, OSError)
"""What a lost connection looks like beside `faults`, to a library that connects by itself."""


class Errand(StrEnum):
    """What can be queued: names of tasks, which a newer program has to know as well."""

    OFFICE_JOB = "office_job"
    MAIL = "mail"


def queue(work: Work, errand: Errand, subject: UUID, *, at: datetime | None = None) -> None:
    """Have it done once this transaction is committed, or not before an instant.

    Args:
        work: the transaction.
        errand: what.
        subject: id of the job or mail.
        at: by the database's clock; None for as soon as may be.
    """
    named = Jsonb({"merchant": str(work.merchant_id), "subject": str(subject)})
    work.run(_QUEUE, [errand, named, at])


def to_queue(conninfo: str) -> str:
    """How the serving role connects to the queue.

    Args:
        conninfo: how it connects to the books.
    """
    options = str(conninfo_to_dict(conninfo).get("options") or "")
    return make_conninfo(
        conninfo, options=f"{options} -c search_path=jobs".strip(), application_name="fidpos worker"
    )
