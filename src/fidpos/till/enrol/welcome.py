"""What awaits a new member: the points that their first purchase brings whatever its amount."""

from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.visit import VisitDraft
from fidpos.till.identify import recognise_without_card
from fidpos.till.station import Station
from fidpos.till.work import Work


def welcome_points(station: Station, member_id: MemberId) -> int:
    """By the programme in force, on its first counter; 0 where it welcomes nobody.

    Raises:
        StoreError: the member's file cannot be read.
    """
    recognised = recognise_without_card(station.store, member_id)
    if recognised is None:
        return 0
    draft = VisitDraft(
        id=VisitId(station.new_id()),
        opened_at=station.clock.now(),
        opened_by=station.staff_id,
        presented=recognised.presented,
        channel=station.channel,
    )
    work = Work(draft=draft, file=station.read_file(recognised)).evaluated(station.around())
    assert work.ready is not None, "a member is attached"
    return max(0, work.ready.evaluation.earned_on(station.programme.counters[0].code))
