"""What single events show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from fidpos.domain.card import Medium
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import EventId, GiftCardId, MemberId, StaffId
from fidpos.server.services.losses.sign import Sign
from fidpos.wire.events import Event, StaffActed, StaffActKind, VisitClosed, VisitRefunded, VisitVoided
from fidpos.wire.gift_card_events import GiftCardMoved
from fidpos.wire.refund_events import RefundAsked

REMEMBERED = timedelta(days=7)
"""For so long it is remembered to whom a card was shown."""
SHOWN_OFTEN = 3
"""Shown so often before to one cashier, within that time, a card is shown again and again."""
SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A card was shown: when, and on which business day of the shop."""

    at: datetime
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What of the past is needed to read some events.

    Attributes:
        of_staff: members who work here.
        shown: when each member's card was shown to each cashier, these events included.
        sold: who sold a gift card, and when; the latest sale.
    """

    of_staff: frozenset[MemberId] = frozenset()
    shown: Mapping[tuple[MemberId, StaffId], Sequence[Showing]] = field(default_factory=dict)
    sold: Mapping[GiftCardId, tuple[StaffId, datetime]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sign of one event, and whose it is.

    Attributes:
        subject_id: the member, visit, gift card or manager it is about.
    """

    sign: Sign
    event_id: EventId
    staff_id: StaffId
    day: date
    at: datetime
    subject_id: UUID | None = None


def signs_of(event: Event, known: Known) -> Iterator[Found]:
    """Everything that the event shows; nothing for most."""
    match event:
        case VisitClosed():
            yield from _of_visit(event, known)
        case VisitVoided() if event.replaced_by is None:
            yield from _of_void(event)
        case VisitRefunded() | RefundAsked():
            yield _found(event, Sign.REFUNDED, event.asked_by or event.staff_id, event.visit_id)
            yield from _of_approval(event)
        case GiftCardMoved():
            yield from _of_gift(event, known)
            yield from _of_approval(event)
        case StaffActed() if event.act is StaffActKind.OVERRIDE:
            yield Found(
                sign=Sign.OVERRIDDEN,
                event_id=event.id,
                staff_id=event.staff_id,
                day=event.at.date(),
                at=event.at,
            )
        case _:
            """Nothing that anybody steals by."""


def _of_visit(event: VisitClosed, known: Known) -> Iterator[Found]:
    by, member = event.closed_by, event.member_id
    if event.medium is Medium.TYPED:
        yield _found(event, Sign.TYPED, by, member)
    if event.recorded_at is not None and event.corrects is None:
        yield _found(event, Sign.LATE, by, member)
    if member in known.of_staff:
        yield _found(event, Sign.STAFF_CARD, by, member)
    if event.withheld:
        yield _found(event, Sign.WITHHELD, by, member)
    before = [
        each for each in known.shown.get((member, by), ()) if event.at - REMEMBERED <= each.at < event.at
    ]
    if len(before) >= SHOWN_OFTEN or any(each.day == event.business_day for each in before):
        yield _found(event, Sign.REPEATED, by, member)


def _of_void(event: VisitVoided) -> Iterator[Found]:
    by = event.asked_by or event.staff_id
    yield _found(event, Sign.VOIDED, by, event.visit_id)
    if event.vouchers_released or event.vouchers_spent or any(entry.amount > 0 for entry in event.entries):
        yield _found(event, Sign.VOIDED_AFTER_SPENDING, by, event.visit_id)
    yield from _of_approval(event)


def _of_gift(event: GiftCardMoved, known: Known) -> Iterator[Found]:
    for each in event.moves:
        if event.move is GiftMove.SOLD:
            yield _found(event, Sign.GIFT_SOLD, event.asked_by or event.staff_id, each.gift_card_id)
        elif event.move is GiftMove.SALE_VOIDED:
            yield _found(event, Sign.VOIDED, event.asked_by or event.staff_id, each.gift_card_id)
        elif event.move is GiftMove.SPENT and each.gift_card_id in known.sold:
            seller, at = known.sold[each.gift_card_id]
            if timedelta() <= event.at - at <= SOON:
                yield _found(event, Sign.GIFT_SPENT_SOON, seller, each.gift_card_id)


def _of_approval(event: VisitVoided | VisitRefunded | RefundAsked | GiftCardMoved) -> Iterator[Found]:
    if event.asked_by is not None and event.asked_by != event.staff_id:
        yield _found(event, Sign.APPROVED, event.asked_by, event.staff_id)
    if event.flagged:
        yield _found(event, Sign.UNAPPROVED, event.asked_by or event.staff_id, event.staff_id)


def _found(
    event: VisitClosed | VisitVoided | VisitRefunded | RefundAsked | GiftCardMoved,
    sign: Sign,
    staff_id: StaffId,
    subject_id: UUID | None,
) -> Found:
    return Found(
        sign=sign,
        event_id=event.id,
        staff_id=staff_id,
        day=event.business_day,
        at=event.at,
        subject_id=subject_id,
    )
