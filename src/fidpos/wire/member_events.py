"""What was changed in a member's file at the counter, as the journal has it; see `events` for the rules.

Who a member is stands in `sealed` alone, under their own key. Reasons are codes, never somebody's words.
"""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from fidpos.domain.ids import EventId, MemberId, StaffId
from fidpos.domain.member import MemberStatus, Profile
from fidpos.wire.instant import Instant
from fidpos.wire.sealed import seal, unseal

_encoder = msgspec.json.Encoder(order="deterministic")


class StatusReason(StrEnum):
    """Why a member was blocked, served again, or leaves."""

    ABUSE = "abuse"
    IN_DISPUTE = "in_dispute"
    ASKED_BY_MEMBER = "asked_by_member"
    CLEARED_UP = "cleared_up"
    NOT_INTERESTED = "not_interested"
    MOVED_AWAY = "moved_away"
    PERSONAL_DATA = "personal_data"
    """The member does not want their data kept; the centre erases it."""
    OTHER = "other"


class Joining(StrEnum):
    """What two members, or one, want of the centre, which alone knows all that they hold."""

    POOL = "pool"
    """They want to collect on one account."""
    PART = "part"
    """One of them wants to collect alone again, beginning with nothing."""
    SAME_PERSON = "same_person"
    """Two files of one person: the office looks at them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """Who the member was when somebody began to type, and who they are said to be.

    Both, so that what was changed at two tills that were apart can be told from what only stood there.
    """

    before: Profile
    after: Profile


_changes = msgspec.json.Decoder(ProfileChange)


class MemberProfileChanged(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="member_profile_changed"
):
    """The member's file was completed or put right; `sealed` is a `ProfileChange`."""

    id: EventId
    at: Instant
    member_id: MemberId
    sealed: bytes
    staff_id: StaffId | None = None


class MemberStatusChanged(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="member_status_changed"
):
    """The member was blocked, is served again, or leaves.

    Attributes:
        status: wanted; `posting.member_file.status_after` says what becomes of it.
        asked_by: who asked, where somebody else approved.
        flagged: approver, requester and member are not three persons: the owner is told.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    status: MemberStatus
    reason: StatusReason
    staff_id: StaffId
    asked_by: StaffId | None = None
    flagged: bool = False


class JoiningAgreed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="joining_agreed"):
    """What was agreed with the members at the counter; nothing moves before the centre does it.

    Attributes:
        other_id: the member whose account becomes the common one; None to part.
        asked_by: who asked, where somebody else approved.
        flagged: as for `MemberStatusChanged`.
    """

    id: EventId
    at: Instant
    member_id: MemberId
    joining: Joining
    other_id: MemberId | None = None
    staff_id: StaffId
    asked_by: StaffId | None = None
    flagged: bool = False


MemberFileEvent = MemberProfileChanged | MemberStatusChanged | JoiningAgreed


def change_to_bytes(change: ProfileChange) -> bytes:
    """What is sealed for the event; see `ports.TillStore.seal`."""
    return _encoder.encode(change)


def seal_change(key: bytes, member_id: MemberId, change: ProfileChange) -> bytes:
    """The change as it stands in an event."""
    return seal(key, member_id, change_to_bytes(change))


def open_change(key: bytes, member_id: MemberId, sealed: bytes) -> ProfileChange:
    """The change that was sealed.

    Raises:
        SealBroken: changed, or sealed under another key or for another member.
    """
    return _changes.decode(unseal(key, member_id, sealed))
