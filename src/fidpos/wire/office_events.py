"""What the office did, as it stands in the centre's own journal of a merchant; see `events` for the rules.

Tills never tell these: their codec does not know them. What they change, tills hear as states.
"""

from datetime import date
from uuid import UUID

import msgspec

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, EntryId, EventId, MemberId
from fidpos.domain.member import TierStanding
from fidpos.wire.events import EntryBody, EpochStarted
from fidpos.wire.instant import Instant


class MovedBody(msgspec.Struct, frozen=True, kw_only=True):
    """What one counter of an account held when it passed to another account: an entry in each of the two."""

    out_id: EntryId
    in_id: EntryId
    counter: str
    amount: int


class MembersMerged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="members_merged"):
    """Two enrolments of one person became one; all that is told of the one that is gone counts for the other.

    Lots keep their ids and go over as they are, so that a visit from before can still be undone.

    Attributes:
        account_id: of the member that remains.
        gone_account_id: of the other; the same where they shared one.
        sealed: who the member is now, under the key of the one that remains. What another value took the
            place of stands in the events that told it.
        tier: the standing that remains.
        moved: what the other account held.
        done_by: the operator or member of staff who answers for it; None for the centre itself.
    """

    id: EventId
    at: Instant
    kept_id: MemberId
    gone_id: MemberId
    account_id: AccountId
    gone_account_id: AccountId
    business_day: date
    sealed: bytes
    tier: TierStanding | None = None
    moved: tuple[MovedBody, ...] = ()
    done_by: UUID | None = None


class MemberErased(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="member_erased"):
    """A person was forgotten, with everybody who had been merged into them; their keys are destroyed."""

    id: EventId
    at: Instant
    member_id: MemberId
    done_by: UUID | None = None


class LotsExpired(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="lots_expired"):
    """What was left of lots past their last day is gone."""

    id: EventId
    at: Instant
    account_id: AccountId
    business_day: date
    entries: tuple[EntryBody, ...]


OfficeEvent = EpochStarted | MembersMerged | MemberErased | LotsExpired

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[OfficeEvent] = msgspec.json.Decoder(OfficeEvent)


def encode_office(event: OfficeEvent) -> bytes:
    """The event as JSON, `type` first."""
    return _encoder.encode(event)


def decode_office(body: bytes) -> OfficeEvent:
    """The event that `encode_office` made these bytes from.

    Raises:
        StoreCorrupt: not an event of the office; the message names the faulty path, never its content.
    """
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise StoreCorrupt(f"unreadable event: {fault}") from fault
