"""What is changed in a file, as the events that tell it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from fidpos.domain.authority import Authority
from fidpos.domain.ids import EventId, MemberId
from fidpos.domain.member import Consent, MemberStatus, Profile
from fidpos.till.membership.walk import Walk
from fidpos.wire.events import ConsentStated
from fidpos.wire.member_events import (
    Joining,
    JoiningAgreed,
    MemberProfileChanged,
    MemberStatusChanged,
    ProfileChange,
    StatusReason,
    change_to_bytes,
)


def record_profile(walk: Walk, before: Profile, after: Profile, *, by: Authority, event_id: EventId) -> None:
    """Who the member is said to be.

    Raises:
        StoreError: nothing was changed.
    """
    station, member_id = walk.station, walk.member.id
    change = change_to_bytes(ProfileChange(before=before, after=after))
    station.store.commit(
        MemberProfileChanged(
            id=event_id,
            at=station.clock.now(),
            member_id=member_id,
            sealed=station.store.seal(member_id, change),
            staff_id=by.answers.id,
        )
    )


def record_consents(walk: Walk, stated: Sequence[Consent], new_id: Callable[[], UUID]) -> None:
    """What the member said of each channel, all of it or nothing.

    Raises:
        StoreError: nothing was recorded.
    """
    store = walk.station.store
    store.commit_together(
        [
            ConsentStated(
                id=EventId(new_id()),
                at=each.at,
                consent_id=each.id,
                member_id=each.member_id,
                channel=each.channel,
                granted=each.granted,
                wording=each.wording,
                staff_id=each.staff_id,
                sealed=store.seal(each.member_id, each.parent.encode()) if each.parent else b"",
            )
            for each in stated
        ]
    )


def record_status(
    walk: Walk, status: MemberStatus, reason: StatusReason, *, by: Authority, event_id: EventId
) -> None:
    """Whether the member is served from now on.

    Raises:
        StoreError: nothing was changed.
    """
    member_id = walk.member.id
    walk.station.store.commit(
        MemberStatusChanged(
            id=event_id,
            at=walk.station.clock.now(),
            member_id=member_id,
            status=status,
            reason=reason,
            staff_id=by.answers.id,
            asked_by=by.asker_id,
            flagged=by.is_doubtful(member_id),
        )
    )


def record_joining(
    walk: Walk, joining: Joining, other_id: MemberId | None, *, by: Authority, event_id: EventId
) -> None:
    """What was agreed; the centre does it.

    Raises:
        StoreError: nothing was recorded.
    """
    member_id = walk.member.id
    gaining = [each for each in (member_id, other_id) if each is not None]
    walk.station.store.commit(
        JoiningAgreed(
            id=event_id,
            at=walk.station.clock.now(),
            member_id=member_id,
            joining=joining,
            other_id=other_id,
            staff_id=by.answers.id,
            asked_by=by.asker_id,
            flagged=any(by.is_doubtful(each) for each in gaining),
        )
    )
