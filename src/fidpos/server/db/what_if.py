"""What-ifs as the jobs of the office keep them: the newest one of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from fidpos.rules.replay.report import SimulationReport
from fidpos.server.db.work import Work
from fidpos.server.jobs.job import JobState

_LATEST: LiteralString = """
    SELECT id, state, done, total, args, result, asked_at FROM office_jobs
    WHERE kind = 'what_if' AND args->>'draft' = %s ORDER BY asked_at DESC, id DESC LIMIT 1
"""
DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A draft that was tried on past visits.

    Attributes:
        digest: of the draft as it was tried; empty before the end.
        report: what came of it; None before the end.
    """

    job_id: UUID
    state: JobState
    done: int
    total: int
    since: str
    until: str
    asked_at: datetime
    digest: str
    report: SimulationReport | None

    @property
    def is_over(self) -> bool:
        """Whether there is no more to wait for."""
        return self.state not in (JobState.WAITING, JobState.RUNNING)

    def cost_a_month(self) -> Mapping[str, int]:
        """What each rule of the draft would cost in thirty days, in minor units."""
        report = self.report
        if report is None or report.first_day is None or report.last_day is None:
            return {}
        days = (report.last_day - report.first_day).days + 1
        month = max(days, DAYS_A_MONTH)
        return {each.rule: -(-each.cost_minor * DAYS_A_MONTH // month) for each in report.draft.rules}


def latest_what_if(work: Work, draft_id: UUID) -> Tried | None:
    """The one that was asked for last."""
    row = work.run(_LATEST, [str(draft_id)]).fetchone()
    if row is None:
        return None
    job_id, state, done, total, args, result, asked_at = row
    told = result.get("report")
    return Tried(
        job_id=job_id,
        state=JobState(state),
        done=done,
        total=total,
        since=str(args["since"]),
        until=str(args["until"]),
        asked_at=asked_at,
        digest=str(result.get("digest", "")),
        report=msgspec.convert(told, SimulationReport) if told is not None else None,
    )
