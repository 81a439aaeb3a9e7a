"""Each night: what tills told is looked at once, and whose week is beyond chance goes to the owner."""

from datetime import timedelta

from fidpos.server.db.suspicions import suspect
from fidpos.server.db.watching import cashier_days, forget, watch
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobRun
from fidpos.server.services.losses.assessing import PAST_DAYS, RECENT_DAYS, assess, ordinary, together


def watch_cashiers(run: JobRun) -> None:
    """Up to the last day that is over."""
    while _watched(run):
        """More."""
    with run.reading() as work:
        last = day_at_work(work) - timedelta(days=1)
        week_begins = last - timedelta(days=RECENT_DAYS - 1)
        days = cashier_days(work, week_begins - timedelta(days=PAST_DAYS), last)
    usual = {day: ordinary(tallies) for day, tallies in days.items()}
    recent = together(each for day, tallies in usual.items() if day >= week_begins for each in tallies)
    past = together(each for day, tallies in usual.items() if day < week_begins for each in tallies)
    with run.work() as work:
        for suspicion in assess(recent, past):
            suspect(work, suspicion, last)
        forget(work)


def _watched(run: JobRun) -> bool:
    with run.work() as work:
        return watch(work)
