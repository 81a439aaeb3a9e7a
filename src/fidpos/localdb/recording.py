"""One event, one transaction: its row in the journal and everything that follows from it."""

from typing import assert_never

from fidpos.localdb import booking, days, membership
from fidpos.localdb.allowances import count_draw
from fidpos.localdb.engine import Connection
from fidpos.localdb.gift_cards import change_gift_cards, confine_gift_cards, write_gift_card
from fidpos.localdb.journal import append
from fidpos.localdb.member_changes import change_profile, change_status
from fidpos.localdb.origin import Stamp
from fidpos.localdb.refund_requests import see_refusal, write_request
from fidpos.wire.day_events import DayClosed, DayOpened
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EpochReason,
    EpochStarted,
    Event,
    MemberEnrolled,
    StaffActed,
    StaffActKind,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
)
from fidpos.wire.gift_card_events import (
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMailAsked,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
)
from fidpos.wire.member_events import JoiningAgreed, MemberProfileChanged, MemberStatusChanged
from fidpos.wire.refund_events import RefundAsked

_OfMember = (
    MemberEnrolled
    | CardLinked
    | CardStatusChanged
    | ConsentStated
    | MemberProfileChanged
    | MemberStatusChanged
)


def record(connection: Connection, event: Event, stamp: Stamp) -> None:
    """Append the event to the journal and apply it, inside the caller's transaction.

    Raises:
        AlreadyThere: the event, or the visit, hold or entry that it tells, is there already.
        InvalidValue: the event contradicts itself, or names a member without a key.
        StoreCorrupt: it names something that is not there.
    """
    seq = append(connection, event, stamp)
    match event:
        case VisitClosed():
            booking.close_visit(connection, event, seq)
        case VisitVoided():
            booking.void_visit(connection, event, seq)
        case VisitRefunded():
            booking.refund_visit(connection, event, seq)
        case (
            MemberEnrolled()
            | CardLinked()
            | CardStatusChanged()
            | ConsentStated()
            | MemberProfileChanged()
            | MemberStatusChanged()
        ):
            _record_of_member(connection, event)
        case GiftCardIssued():
            write_gift_card(connection, event)
        case GiftCardMoved() | GiftCardHeld() | GiftCardReleased() | GiftCardStateChanged():
            change_gift_cards(connection, event)
        case EpochStarted(reason=EpochReason.RESTORED | EpochReason.FORKED):
            confine_gift_cards(connection)
        case DayOpened() | DayClosed():
            days.write_day(connection, event, seq)
        case RefundAsked():
            write_request(connection, event, seq)
        case StaffActed(act=StaffActKind.REFUND_REFUSAL_SEEN):
            see_refusal(connection, event)
        case EpochStarted() | StaffActed() | JoiningAgreed() | GiftCardMailAsked():
            """The journal is all there is to it."""
        case _:
            assert_never(event)
    count_draw(connection, event, seq)


def _record_of_member(connection: Connection, event: _OfMember) -> None:
    match event:
        case MemberEnrolled():
            membership.write_member(connection, event)
        case CardLinked():
            membership.write_card(connection, event)
        case CardStatusChanged():
            membership.change_card(connection, event)
        case ConsentStated():
            membership.write_consent(connection, event)
        case MemberProfileChanged():
            change_profile(connection, event)
        case MemberStatusChanged():
            change_status(connection, event)
        case _:
            assert_never(event)
