"""A shop's day at one till, in figures."""

from dataclasses import dataclass
from datetime import date, datetime

from fidpos.domain.ids import StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterDay:
    """What moved on one counter, undone movements deducted; both positive."""

    counter: str
    earned: int = 0
    spent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What a till did on a business day; amounts in minor units of its currency.

    Attributes:
        visits: closed that day and not undone that day; a corrected visit counts once, as corrected.
        late: of earlier days, recorded or corrected only that day; in no amount here.
        undone: visits of whatever day that were voided or refunded, other than to be corrected.
        members: different ones among the visits.
        revenue_minor: amounts of `visits` before discounts, refunds of that day's visits deducted.
        discount_minor: given on them.
        refunded_minor: amounts taken back that day, of visits of whatever day.
        rewards: used.
        gift_cards_sold: cards that became active, undone sales deducted; `gift_sold_minor` with reloads.
        gift_spent_minor: paid with gift cards, refunds onto cards deducted.
        gift_outstanding_minor: what all cards that this till knows hold at the end.
    """

    visits: int = 0
    late: int = 0
    undone: int = 0
    members: int = 0
    new_members: int = 0
    revenue_minor: int = 0
    discount_minor: int = 0
    refunded_minor: int = 0
    counters: tuple[CounterDay, ...] = ()
    rewards: int = 0
    vouchers_given: int = 0
    vouchers_used: int = 0
    gift_cards_sold: int = 0
    gift_sold_minor: int = 0
    gift_spent_minor: int = 0
    gift_outstanding_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTotals:
    """What the register's own closing says; None for what nobody typed.

    Attributes:
        sales_minor: all sales, with and without a card.
        tickets: how many.
    """

    sales_minor: int | None = None
    tickets: int | None = None
    gift_sold_minor: int | None = None
    gift_spent_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """A business day on which somebody signed in.

    Attributes:
        closed_at: of the latest closing, None while there is none.
    """

    business_day: date
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: StaffId | None = None
