"""Labels of segments at the tills: put on whoever came in, taken off whoever is out; counted besides.

What somebody gave a member by hand is never taken off here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import msgspec

from fidpos.domain.ids import EventId, MemberId, uuid7
from fidpos.server.db import segment_setting, segments
from fidpos.server.db.segment_query import Asking
from fidpos.server.db.segments import SavedSegment
from fidpos.server.db.work import Work
from fidpos.server.jobs.day_at_work import day_at_work
from fidpos.server.jobs.job import JobKind, JobRun
from fidpos.server.services.office import Office
from fidpos.wire.office_events import LabelsChanged

KIND = "segment_labels"
AT_ONCE = 100
"""Members in one transaction, for which their tills wait."""


@dataclass(slots=True, kw_only=True)
class Told:
    """On whom labels were put and off whom they were taken, over all runs of a job."""

    added: int = 0
    removed: int = 0


def run_labels(run: JobRun) -> Mapping[str, object]:
    """One segment's, now: after its label was set, changed or taken off."""
    args, told = run.job.args, msgspec.convert(run.job.kept, Told)
    taken_off = args.get("taken_off")
    with run.reading() as work:
        saved = segments.saved_segment(work, UUID(str(args["segment"])), None)
        former = segments.labelled(work, str(taken_off)) if taken_off else {}
    going = [member for member, by_segment in former.items() if by_segment]
    _tell(run, told, str(taken_off), added=(), removed=going)
    if saved is not None:
        _bring_up_to_date(run, told, saved)
    return asdict(told)


def refresh_segments(run: JobRun) -> None:
    """All of them, for the night."""
    with run.reading() as work:
        saved = segments.saved_segments(work, None)
    for each in saved:
        _bring_up_to_date(run, Told(), each)


def _bring_up_to_date(run: JobRun, told: Told, saved: SavedSegment) -> None:
    """Who belongs is found out as of one instant; what changes meanwhile, the next night sees."""
    with run.reading() as work:
        meant = list(segments.members_of(work, saved.segment, _asking(work)))
        there = segments.labelled(work, saved.label) if saved.label else {}
    with run.work() as work:
        segments.keep_count(work, saved.id, len(meant))
    if saved.label is None:
        return
    now = set(meant)
    _tell(
        run,
        told,
        saved.label,
        added=[member for member in meant if member not in there],
        removed=[member for member, by_segment in there.items() if by_segment and member not in now],
    )


def _tell(
    run: JobRun, told: Told, label: str, *, added: Sequence[MemberId], removed: Sequence[MemberId]
) -> None:
    changes = [(member, (label,), ()) for member in added] + [(member, (), (label,)) for member in removed]
    for first in range(0, len(changes), AT_ONCE):
        run.report(first, len(changes))
        with run.work() as work:
            now = run.clock.now()
            office = Office(book=run.unit_of(work).office(), now=now, done_by=run.job.asked_by)
            events = [
                LabelsChanged(
                    id=EventId(uuid7(now)),
                    at=now,
                    member_id=member,
                    added=put_on,
                    removed=taken_off,
                    by_segment=True,
                    done_by=run.job.asked_by,
                )
                for member, put_on, taken_off in changes[first : first + AT_ONCE]
            ]
            office.tell_all([(event, None) for event in events])
            told.added += sum(bool(event.added) for event in events)
            told.removed += sum(bool(event.removed) for event in events)
            run.keep(work, asdict(told))
        run.announce(run.merchant_id)


def _asking(work: Work) -> Asking:
    setting = segment_setting.read(work, None)
    return Asking(today=day_at_work(work), counter=setting.counter, rhythm=setting.rhythm)


SEGMENT_LABELS = JobKind(name=KIND, run=run_labels)
