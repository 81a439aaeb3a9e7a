"""One event, one transaction: its row in the journal and everything that follows from it."""

from typing import assert_never

from fidpos.localdb import booking, membership
from fidpos.localdb.allowances import count_draw
from fidpos.localdb.engine import Connection
from fidpos.localdb.gift_cards import change_gift_cards, confine_gift_cards, write_gift_card
from fidpos.localdb.journal import append
from fidpos.localdb.origin import Stamp
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EpochReason,
    EpochStarted,
    Event,
    MemberEnrolled,
    StaffActed,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
)
from fidpos.wire.gift_card_events import (
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
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
        case MemberEnrolled():
            membership.write_member(connection, event)
        case CardLinked():
            membership.write_card(connection, event)
        case CardStatusChanged():
            membership.change_card(connection, event)
        case ConsentStated():
            membership.write_consent(connection, event)
        case GiftCardIssued():
            write_gift_card(connection, event)
        case GiftCardMoved() | GiftCardHeld() | GiftCardReleased() | GiftCardStateChanged():
            change_gift_cards(connection, event)
        case EpochStarted(reason=EpochReason.RESTORED | EpochReason.FORKED):
            confine_gift_cards(connection)
        case EpochStarted() | StaffActed():
            """The journal is all there is to it."""
        case _:
            assert_never(event)
    count_draw(connection, event, seq)
