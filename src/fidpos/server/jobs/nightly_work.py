"""What is done once a day for each merchant, after the night: one job, by whichever process comes first.

Chores of the office are in `NIGHTLY`, in their order; what keeps the books themselves in order (lots that
end, feeds) is `db.nightly`. A day is that of the merchant's first shop, and begins at four in the morning: a
centre that is switched off at night does it when it is switched on.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from fidpos.domain.errors import FidposError
from fidpos.server.db.work import Work
from fidpos.server.jobs.closing import leave_if_due
from fidpos.server.jobs.figures import keep_months
from fidpos.server.jobs.forgetting import forget_codes, forget_files
from fidpos.server.jobs.importing import forget_sent_files
from fidpos.server.jobs.job import JobCancelled, JobLeft, JobRun
from fidpos.server.jobs.retaining import retain
from fidpos.server.jobs.segment_labels import refresh_segments
from fidpos.server.jobs.valuing import compute_values_tonight
from fidpos.server.jobs.watching import watch_cashiers

_log = logging.getLogger(__name__)

KIND = "nightly"
_ALONE: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))"
_ASKED: LiteralString = "SELECT 1 FROM office_jobs WHERE kind = %s AND args ->> 'day' = %s LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something to be done once a day for a merchant.

    Attributes:
        name: for the log.
        run: does it, in transactions of its own; twice on one day changes nothing more.
    """

    name: str
    run: Callable[[JobRun], object]


NIGHTLY: tuple[Chore, ...] = (
    Chore(name="retention", run=retain),
    Chore(name="forget_files", run=forget_files),
    Chore(name="forget_codes", run=forget_codes),
    Chore(name="figure_months", run=keep_months),
    Chore(name="valuing", run=compute_values_tonight),
    Chore(name="segments", run=refresh_segments),
    Chore(name="watching", run=watch_cashiers),
    Chore(name="forget_sent_files", run=forget_sent_files),
    Chore(name="leave_if_due", run=leave_if_due),
)


def run_nightly(run: JobRun, chores: Sequence[Chore] | None = None) -> Mapping[str, object]:
    """Every chore; what one of them cannot do is logged, and the next one is done all the same."""
    chores = NIGHTLY if chores is None else chores
    failed = 0
    for number, chore in enumerate(chores):
        run.report(number, len(chores))
        try:
            chore.run(run)
        except (JobCancelled, JobLeft):
            raise
        except FidposError as fault:
            failed += 1
            _log.warning("the chore %s was not done: %s", chore.name, fault.code)
        except Exception:  # noqa: BLE001 -- the other chores are nobody's fault
            failed += 1
            _log.exception("the chore %s was not done", chore.name)
    return {"done": len(chores) - failed, "failed": failed}


def is_due(work: Work, day: date) -> bool:
    """Whether nobody has asked for the day's chores yet; until the transaction ends, nobody else asks."""
    work.run(_ALONE, [str(work.merchant_id)])
    return work.run(_ASKED, [KIND, day.isoformat()]).fetchone() is None
