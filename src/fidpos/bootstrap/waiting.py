"""What waits for the centre, told apart by what it is about."""

from collections.abc import Iterable
from datetime import datetime
from typing import get_args

from fidpos.columns import instant_from_int
from fidpos.domain.errors import StoreCorrupt
from fidpos.sync.ports import SyncStore
from fidpos.till.centre_link import WaitingGroup, WaitingKind, WaitingList
from fidpos.wire.chain import ChainRow
from fidpos.wire.codec import decode
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    MemberEnrolled,
    StaffActed,
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
from fidpos.wire.member_events import MemberFileEvent
from fidpos.wire.refund_events import RefundAsked

LOOKED_AT_MAX = 5_000
_TOLD_BY = {
    WaitingKind.VISIT: (VisitClosed, VisitVoided, VisitRefunded, RefundAsked),
    WaitingKind.MEMBER: (
        MemberEnrolled,
        ConsentStated,
        CardLinked,
        CardStatusChanged,
        *get_args(MemberFileEvent),
    ),
    WaitingKind.GIFT_CARD: (
        GiftCardIssued,
        GiftCardMoved,
        GiftCardHeld,
        GiftCardReleased,
        GiftCardStateChanged,
        GiftCardMailAsked,
    ),
    WaitingKind.STAFF: (StaffActed,),
}
_AT_ONCE, _BYTES_AT_ONCE = 500, 4 * 1024 * 1024


def waiting_list(store: SyncStore) -> WaitingList:
    """Everything after what the centre acknowledged; of very much, only the oldest is told apart."""
    seq = store.memory().acked.seq
    head = store.head().anchor.seq
    found: dict[WaitingKind, tuple[int, datetime]] = {}
    looked_at = 0
    while looked_at < LOOKED_AT_MAX:
        rows = store.rows_after(seq, at_most=_AT_ONCE, bytes_max=_BYTES_AT_ONCE)
        if not rows:
            break
        _count(found, rows)
        looked_at += len(rows)
        seq = rows[-1].seq
    groups = (
        WaitingGroup(kind=kind, count=found[kind][0], oldest_at=found[kind][1])
        for kind in WaitingKind
        if kind in found
    )
    return WaitingList(groups=tuple(groups), uncounted=max(0, head - seq))


def _count(found: dict[WaitingKind, tuple[int, datetime]], rows: Iterable[ChainRow]) -> None:
    for row in rows:
        kind = _kind(row.body)
        count, oldest_at = found.get(kind, (0, instant_from_int(row.wall_ts)))
        found[kind] = (count + 1, oldest_at)


def _kind(body: bytes) -> WaitingKind:
    try:
        event = decode(body)
    except StoreCorrupt:
        return WaitingKind.OTHER
    return next((kind for kind, told in _TOLD_BY.items() if isinstance(event, told)), WaitingKind.OTHER)
