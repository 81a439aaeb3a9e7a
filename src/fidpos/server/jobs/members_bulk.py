"""A bulk action on members, some of them a transaction, which leaves how far it is for who begins again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

import msgspec

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MemberId
from fidpos.rules.programme import Programme
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.first_shop import first_zone
from fidpos.server.db.member_list import count_members, member_ids
from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.sealed_filter import opened_filter
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobKind, JobRun
from fidpos.server.reason import EventRefused
from fidpos.server.services.bulk import Bulk, act, enrolled_after, ids_for
from fidpos.server.services.member_desk import MemberDesk, NobodyThere

NAME = "members_bulk"
BATCH = 50
"""Members in one transaction: who is at a counter meanwhile waits no longer than that takes."""
_FIRST = UUID(int=0)


class NoProgramme(FidposError):
    """The merchant has no programme."""

    code = "no_programme"


@dataclass(slots=True, kw_only=True)
class Reached:
    """How far it is, over all its runs: who was changed is often filtered no more.

    Attributes:
        after: the last of them.
        total: how many there were at first; None before anybody counted.
    """

    after: UUID = _FIRST
    total: int | None = None
    changed: int = 0
    same: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        """How many it has come to."""
        return self.changed + self.same + self.failed


def run(job: JobRun) -> Mapping[str, object]:
    """Through all of them in the order of their ids; whoever was enrolled since is left alone."""
    reached = msgspec.convert(job.job.kept, Reached)
    bulk = Bulk.read(job.job.args)
    with job.reading() as work:
        asked = opened_filter(work, str(job.job.args["filter"]))
        programme = programme_now(work, job.job.asked_at)
        if reached.total is None:
            reached.total = count_members(work, asked)
    if programme is None:
        raise NoProgramme("none")
    edge = enrolled_after(job.job.asked_at)
    while True:
        with job.reading() as work:
            found = member_ids(work, asked, reached.after, BATCH)
        batch = [each for each in found if each < edge]
        if not batch:
            break
        _do(job, bulk, batch, programme, reached)
        job.report(reached.done, max(reached.done, reached.total))
        job.announce(job.merchant_id)
    return {"changed": reached.changed, "same": reached.same, "failed": reached.failed}


def _do(job: JobRun, bulk: Bulk, batch: list[MemberId], programme: Programme, reached: Reached) -> None:
    kept = job.job
    with job.work() as work:
        unit, day, alone_from = job.unit_of(work), day_at_work(work), age_of_consent(first_zone(work))
        for member_id in batch:
            desk = MemberDesk(
                unit=unit,
                now=kept.asked_at,
                day=day,
                alone_from=alone_from,
                done_by=kept.asked_by or HOUSE,
                new_id=ids_for(kept.id, kept.asked_at, member_id),
            )
            try:
                is_changed = act(desk, bulk, member_id, programme)
                reached.changed += is_changed
                reached.same += not is_changed
            except (NobodyThere, EventRefused):
                reached.failed += 1
        reached.after = batch[-1]
        done = Act(
            name="bulk_done",
            actor=kept.asked_by or HOUSE,
            at=work.clock.now(),
            subject=kept.id,
            detail={"kind": bulk.kind.value, "members": str(len(batch))},
        )
        write_down(work.connection, work.merchant_id, done)
        job.keep(work, msgspec.to_builtins(asdict(reached)))


MEMBERS_BULK = JobKind(name=NAME, run=run)
