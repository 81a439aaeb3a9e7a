"""The work behind the figures: months are kept once they are over, sums are made again from nothing."""

from collections.abc import Mapping
from uuid import UUID

from fidpos.server.db.bought import FIRST, fill_in
from fidpos.server.db.figures.months import due_months, figures_of, keep_month
from fidpos.server.db.figures.remaking import remake
from fidpos.server.db.figures.settings import read_settings
from fidpos.server.jobs.job import JobKind, JobRun


def keep_months(run: JobRun) -> Mapping[str, object]:
    """Keep every month that is over everywhere; one that was kept stays as it is."""
    with run.reading() as work:
        settings = read_settings(work)
        wanted = list(due_months(work, run.clock.now().date(), settings))
    for number, each in enumerate(wanted):
        run.report(number, len(wanted))
        with run.reading() as work:
            figures = figures_of(work, each, settings)
        with run.work() as work:
            keep_month(work, each, figures)
    return {"months": len(wanted)}


def remake_sums(run: JobRun) -> Mapping[str, object]:
    """All sums of the merchant, from the visits, and what was bought; months that were kept stay."""
    remake(run.work, run.reading, run.report)
    last: UUID | None = FIRST
    while last is not None:
        with run.work() as work:
            last = fill_in(work, last)
    return {}


KEEP_MONTHS = JobKind(name="figure_months", run=keep_months)
REMAKE_SUMS = JobKind(name="figure_sums", run=remake_sums)
