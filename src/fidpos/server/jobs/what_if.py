"""The job of a what-if: a draft is replayed beside the programme in force over the visits of a period."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec

from fidpos.domain.errors import FidposError
from fidpos.rules.codec import programme_from_json
from fidpos.rules.engine import compile_programme
from fidpos.rules.replay.simulation import Period, simulate
from fidpos.server.db import programmes
from fidpos.server.db.past_visits import PastVisits
from fidpos.server.db.programme_now import programme_now
from fidpos.server.jobs.job import JobKind, JobRun
from fidpos.server.services.draft_digest import digest


class NothingToTry(FidposError):
    """The draft was thrown away meanwhile, or nothing is in force that it could be compared with."""

    code = "nothing_to_try"


def try_draft(run: JobRun) -> Mapping[str, object]:
    """Replay it; returns the digest of what was tried and the report."""
    args = run.job.args
    since, until = (date.fromisoformat(str(args[name])) for name in ("since", "until"))
    with run.reading() as work:
        draft = programmes.draft(work, UUID(str(args["draft"])))
        current = programme_now(work, run.clock.now())
        if draft is None or current is None:
            raise NothingToTry("no draft, or nothing in force")
        visits = PastVisits(work.connection, run.clock.now())
        total, done = visits.count(), 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            run.report(done, total)

        report = simulate(
            compile_programme(programme_from_json(msgspec.json.encode(draft.body))),
            compile_programme(current),
            visits.accounts(),
            period=Period(since=since, until=until),
            on_visits=count,
        )
    return {"digest": digest(draft.body), "report": msgspec.to_builtins(report)}


WHAT_IF = JobKind(name="what_if", run=try_draft)
