"""Lets a merchant go whose time has come: the tills stop first and hear why, a day later everything goes.

Run each night; what was done is found done.
"""

import shutil
from datetime import timedelta

from fidpos.domain.ids import MemberId, MerchantId
from fidpos.server.db import closing
from fidpos.server.db.erasing import Erasure
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.jobs.job import JobRun

GRACE = timedelta(days=7)
"""Within which it can be taken back."""
LAST_DAY = timedelta(days=1)
"""In which tills that come in are told that they are not served any more."""


def leave_if_due(run: JobRun) -> None:
    """Stop the tills of a merchant who leaves, or delete what he had."""
    now = run.clock.now()
    with run.work() as work:
        closure = closing.open_closure(work)
        if closure is None or closure.waits_for(closing.owners_of(work)) or now < closure.due_at:
            return
        stopped = closing.stop_tills(work)
    if stopped or now < closure.due_at + LAST_DAY:
        run.announce(run.merchant_id)
        return
    gone = MemberId(run.merchant_id)
    run.remember_erased([Erasure(merchant_id=MerchantId(HOUSE), member_id=gone, at=now)])
    # Before the rows themselves: should the process end in between, it is done again the next night.
    with run.store.work(MerchantId(HOUSE)) as house:
        closing.write_down_that_it_goes(house, run.merchant_id)
    while _deleted(run):
        """More."""
    shutil.rmtree(run.folder.parent, ignore_errors=True)


def _deleted(run: JobRun) -> bool:
    with run.work() as work:
        return closing.delete_some(work)
