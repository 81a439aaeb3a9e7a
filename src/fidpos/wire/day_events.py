"""The shop's day at one till, as it stands in the journal; see `events` for the rules that hold for all."""

from datetime import date

import msgspec

from fidpos.domain.ids import EventId, StaffId, TillId
from fidpos.wire.instant import Instant


class DayOpened(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="day_opened"):
    """Somebody signed in for the first time on a business day."""

    id: EventId
    at: Instant
    business_day: date
    till_id: TillId
    staff_id: StaffId


class CounterDayBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What moved on one counter."""

    counter: str
    earned: int = 0
    spent: int = 0


class DayFiguresBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """See `domain.day.DayFigures`."""

    visits: int = 0
    late: int = 0
    undone: int = 0
    members: int = 0
    new_members: int = 0
    revenue_minor: int = 0
    discount_minor: int = 0
    refunded_minor: int = 0
    counters: tuple[CounterDayBody, ...] = ()
    rewards: int = 0
    vouchers_given: int = 0
    vouchers_used: int = 0
    gift_cards_sold: int = 0
    gift_sold_minor: int = 0
    gift_spent_minor: int = 0
    gift_outstanding_minor: int = 0


class RegisterTotalsBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the register's own closing says, as far as it was typed."""

    sales_minor: int | None = None
    tickets: int | None = None
    gift_sold_minor: int | None = None
    gift_spent_minor: int | None = None


class DayClosed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="day_closed"):
    """The business day was closed; closed again, the latest counts.

    Attributes:
        head_seq, head_hash: the journal row before this one. Printed, they show whether a journal that is
            presented later is the one that was closed.
        made_up: on a later business day, because it had been forgotten.
    """

    id: EventId
    at: Instant
    business_day: date
    till_id: TillId
    staff_id: StaffId
    currency: str
    figures: DayFiguresBody
    register: RegisterTotalsBody
    head_seq: int
    head_hash: bytes
    made_up: bool = False


DayEvent = DayOpened | DayClosed
