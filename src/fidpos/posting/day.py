"""A business day in figures, summed from what the journal tells of it.

Everything counts on the day on which it was recorded, so that a day that was closed never changes: what is
undone or corrected later stands in the figures of the later day.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from fidpos.domain.clock import ShopCalendar
from fidpos.domain.day import CounterDay, DayFigures
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.ledger import EntryKind
from fidpos.wire.events import EntryBody, Event, MemberEnrolled, VisitClosed, VisitRefunded, VisitVoided
from fidpos.wire.gift_card_events import GiftCardMoved

_SOLD = frozenset({GiftMove.SOLD, GiftMove.RELOADED, GiftMove.SALE_VOIDED, GiftMove.RELOAD_VOIDED})
_SPENT = frozenset({GiftMove.SPENT, GiftMove.REFUNDED})


def day_figures(events: Iterable[Event], day: date, calendar: ShopCalendar) -> DayFigures:
    """What one till did on that business day.

    Args:
        events: of its journal, in order, from the opening of the day on; those of later days are left out.
        day: the business day.
        calendar: of the shop.
    """
    tally = _Tally(day=day, calendar=calendar)
    for event in events:
        tally.add(event)
    return tally.figures()


def goes_on(event: Event, day: date) -> bool:
    """Whether the event, told after the closing of that day, means that the day was not over."""
    match event:
        case VisitClosed():
            return event.business_day == day and event.recorded_at is None
        case VisitVoided() | VisitRefunded() | GiftCardMoved():
            return event.business_day == day
        case _:
            return False


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What was counted so far; `visits` holds those of the day of which something is left."""

    day: date
    calendar: ShopCalendar
    visits: dict[VisitId, MemberId] = field(default_factory=dict)
    earned: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def add(self, event: Event) -> None:
        match event:
            case VisitClosed() if self.calendar.business_day(event.recorded_at or event.at) == self.day:
                self._close(event)
            case VisitVoided() if event.business_day == self.day:
                self._undo(event)
                self._take_back(event, ends=True)
            case VisitRefunded() if event.business_day == self.day:
                self._undo(event)
                self._take_back(event, ends=event.ends and not event.still_counts)
            case MemberEnrolled() if self.calendar.business_day(event.at) == self.day:
                self.sums["new_members"] += 1
            case GiftCardMoved() if event.business_day == self.day:
                self._move_gift(event)
            case _:
                """It moves no figure of the day."""

    def figures(self) -> DayFigures:
        counters = sorted({*self.earned, *self.spent})
        return DayFigures(
            visits=len(self.visits),
            members=len(set(self.visits.values())),
            counters=tuple(
                CounterDay(counter=code, earned=self.earned[code], spent=self.spent[code])
                for code in counters
            ),
            **self.sums,
        )

    def _close(self, event: VisitClosed) -> None:
        self._count_entries(event.entries)
        self.sums["rewards"] += len(event.redemptions)
        self.sums["vouchers_given"] += len(event.vouchers)
        self.sums["vouchers_used"] += len(event.vouchers_used)
        if event.business_day == self.day:
            self.visits[event.visit_id] = event.member_id
            self.sums["revenue_minor"] += event.amount_minor
            self.sums["discount_minor"] += event.discount_minor
        else:
            self.sums["late"] += 1

    def _undo(self, event: VisitVoided | VisitRefunded) -> None:
        self._count_entries(event.entries)
        self.sums["vouchers_used"] -= len(event.vouchers_released)
        self.sums["vouchers_given"] -= len(event.vouchers_withdrawn)
        if not (isinstance(event, VisitVoided) and event.replaced_by is not None):
            self.sums["undone"] += 1
            self.sums["refunded_minor"] += event.amount_minor

    def _take_back(self, event: VisitVoided | VisitRefunded, *, ends: bool) -> None:
        """From the figures of the day, if the visit stands in them."""
        if event.visit_id not in self.visits:
            return
        self.sums["revenue_minor"] -= event.amount_minor
        self.sums["discount_minor"] -= event.discount_minor
        if ends:
            del self.visits[event.visit_id]

    def _count_entries(self, entries: Sequence[EntryBody]) -> None:
        """A reversal lowers what it reverses: of a gain it takes, of a use it gives."""
        for entry in entries:
            gains = entry.kind is EntryKind.EARN or (entry.kind is EntryKind.REVERSE and entry.amount < 0)
            if gains:
                self.earned[entry.counter] += entry.amount
            elif entry.kind in {EntryKind.SPEND, EntryKind.REVERSE}:
                self.spent[entry.counter] -= entry.amount

    def _move_gift(self, event: GiftCardMoved) -> None:
        amount_minor = sum(move.amount_minor for move in event.moves)
        if event.move in _SOLD:
            self.sums["gift_sold_minor"] += amount_minor
        elif event.move in _SPENT:
            self.sums["gift_spent_minor"] -= amount_minor
        if event.move is GiftMove.SOLD:
            self.sums["gift_cards_sold"] += len(event.moves)
        elif event.move is GiftMove.SALE_VOIDED:
            self.sums["gift_cards_sold"] -= len(event.moves)
