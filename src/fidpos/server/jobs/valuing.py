"""Computes what members are worth: each night, and whenever the owner changed what it follows from."""

from collections.abc import Mapping
from datetime import timedelta

from fidpos.server.db.values_shown import latest_valuation
from fidpos.server.db.valuing import keep_valuation, read_buyers, read_settings
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobRun
from fidpos.server.services.figures.lifetime import value

KIND = "valuing"


def compute_values(run: JobRun) -> Mapping[str, object]:
    """As of the last day that is over."""
    run.report(0, 3)
    with run.reading() as work:
        as_of = day_at_work(work) - timedelta(days=1)
        settings = read_settings(work)
        buyers = read_buyers(work, as_of)
    run.report(1, 3)
    valuation = value(buyers, as_of, settings)
    run.report(2, 3)
    keep_valuation(run.work, valuation)
    return {"count": len(valuation.members)}


def compute_values_tonight(run: JobRun) -> None:
    """Once for each day that is over."""
    with run.reading() as work:
        latest = latest_valuation(work)
        is_done = latest is not None and latest.as_of >= day_at_work(work) - timedelta(days=1)
    if not is_done:
        compute_values(run)
