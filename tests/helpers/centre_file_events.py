"""Changes of members' files as tills tell them to the centre."""

from fidpos.domain.ids import EventId, MemberId
from fidpos.domain.member import MemberStatus, Profile
from fidpos.wire.events import MemberEnrolled
from fidpos.wire.member_events import (
    Joining,
    JoiningAgreed,
    MemberProfileChanged,
    MemberStatusChanged,
    ProfileChange,
    StatusReason,
    seal_change,
)
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER


def profile_changed(
    told: Happenings, member: MemberEnrolled, before: Profile, after: Profile
) -> MemberProfileChanged:
    change = ProfileChange(before=before, after=after)
    return MemberProfileChanged(
        id=EventId(told.new_id()),
        at=told.clock.now(),
        member_id=member.member_id,
        sealed=seal_change(told.keys[member.member_id], member.member_id, change),
        staff_id=CASHIER,
    )


def status_changed(
    told: Happenings, member: MemberEnrolled, status: MemberStatus, reason: StatusReason = StatusReason.ABUSE
) -> MemberStatusChanged:
    return MemberStatusChanged(
        id=EventId(told.new_id()),
        at=told.clock.now(),
        member_id=member.member_id,
        status=status,
        reason=reason,
        staff_id=CASHIER,
    )


def joining(
    told: Happenings, member: MemberEnrolled, other_id: MemberId | None, wanted: Joining = Joining.POOL
) -> JoiningAgreed:
    return JoiningAgreed(
        id=EventId(told.new_id()),
        at=told.clock.now(),
        member_id=member.member_id,
        other_id=other_id,
        joining=wanted,
        staff_id=CASHIER,
    )
