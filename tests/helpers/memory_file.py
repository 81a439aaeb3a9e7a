"""Changes of members' files at the centre in memory, by `posting.member_file`."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from fidpos.domain.ids import MemberId
from fidpos.domain.member import MemberStatus
from fidpos.posting.member_file import changed, status_after
from fidpos.posting.project import with_change
from fidpos.posting.redirect import members_of
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.events import Event, VisitClosed
from fidpos.wire.member_events import (
    MemberFileEvent,
    MemberProfileChanged,
    MemberStatusChanged,
    open_change,
)
from fidpos.wire.sync.pull import MemberState
from tests.helpers.memory_office import OfficeData


class Booked(NamedTuple):
    """What is to be said of a booked event: why the office must look at it, and who hears of it."""

    doubt: Reason | None
    touched: Sequence[MemberId]
    loud: bool = False
    beside: Sequence[MemberId] = ()


def change_file(
    office: OfficeData,
    members: dict[MemberId, MemberState],
    keys: dict[UUID, bytes],
    event: MemberFileEvent,
    as_told: Event,
) -> Booked:
    state = _there(members, event, event.member_id)
    match event:
        case MemberProfileChanged():
            return _change_profile(office, members, keys, event, sealed_for=next(members_of(as_told)))
        case MemberStatusChanged() if state.id in office.erased:
            return Booked(None, [])
        case MemberStatusChanged():
            status = status_after(state.status, event.status)
            members[state.id] = state.but(status=status)
            return Booked(None, [state.id], loud=status is not event.status)
        case _:
            _there(members, event, office.redirects.member(event.other_id or event.member_id))
            return Booked(Reason.NOT_JOINED, [])


def spent_unserved(office: OfficeData, members: dict[MemberId, MemberState], event: VisitClosed) -> bool:
    spends = bool(event.redemptions or event.vouchers_used)
    served = members[event.member_id].status not in {MemberStatus.BLOCKED, MemberStatus.LEFT}
    return spends and not served and event.member_id not in office.erased


def _change_profile(
    office: OfficeData,
    members: dict[MemberId, MemberState],
    keys: dict[UUID, bytes],
    event: MemberProfileChanged,
    *,
    sealed_for: MemberId,
) -> Booked:
    if event.member_id in office.erased:
        return Booked(None, [])
    if sealed_for not in keys:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    state = members[event.member_id]
    change = open_change(keys[sealed_for], sealed_for, event.sealed)
    contested = bool(changed(state.profile, change).contests)
    members[state.id] = with_change(state, change)
    return Booked(Reason.FILE_CONTESTED if contested else None, [state.id], loud=contested)


def _there(members: dict[MemberId, MemberState], event: Event, member_id: MemberId) -> MemberState:
    if member_id not in members:
        raise EventRefused(event.id, Reason.UNKNOWN_MEMBER)
    return members[member_id]
