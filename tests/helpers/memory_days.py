"""`till.day.store.DayStore` for the store in memory: everything is found by walking through the events."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from fidpos.domain.clock import DayMonth
from fidpos.domain.day import DayRecord
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.gift_card import GiftCard
from fidpos.domain.member import Member, MemberStatus
from fidpos.domain.money import Money
from fidpos.posting.day import goes_on
from fidpos.till.day.store import Birthday, Birthdays, Disowned, Ending
from fidpos.wire.codec import encode
from fidpos.wire.day_events import DayClosed, DayOpened
from fidpos.wire.events import Event
from fidpos.wire.sync.anchors import Anchor


class MemoryDays:
    """Of one store in memory."""

    def __init__(
        self,
        *,
        events: Callable[[], Sequence[Event]],
        members: Callable[[], Iterable[Member]],
        gift_cards: Callable[[], Iterable[GiftCard]],
        disowned: Callable[[], Iterable[GiftCard]],
    ) -> None:
        self._events = events
        self._members = members
        self._gift_cards = gift_cards
        self._disowned = disowned

    def may_commit(self, event: DayOpened | DayClosed) -> bool:
        """Whether it is new.

        Raises:
            StoreCorrupt: a day is closed that never began.
        """
        known = self.day(event.business_day)
        if isinstance(event, DayOpened):
            return known is None
        if known is None:
            raise StoreCorrupt("a day is closed that never began")
        return True

    def day(self, business_day: date) -> DayRecord | None:
        of_day = [
            event
            for event in self._events()
            if isinstance(event, DayOpened | DayClosed) and event.business_day == business_day
        ]
        if not of_day:
            return None
        last = of_day[-1]
        is_closed = isinstance(last, DayClosed)
        return DayRecord(
            business_day=business_day,
            opened_at=of_day[0].at,
            closed_at=last.at if is_closed else None,
            closed_by=last.staff_id if is_closed else None,
        )

    def unclosed_days(self, before: date) -> tuple[date, ...]:
        opened = {event.business_day for event in self._events() if isinstance(event, DayOpened)}
        return tuple(sorted(day for day in opened if day < before and not self._is_over(day)))

    def _is_over(self, day: date) -> bool:
        over = False
        for event in self._events():
            if isinstance(event, DayClosed) and event.business_day == day:
                over = True
            elif goes_on(event, day):
                over = False
        return over

    def events_since_opening(self, business_day: date) -> Iterator[Event]:
        is_open = False
        for event in tuple(self._events()):
            if is_open:
                yield event
            is_open = is_open or (isinstance(event, DayOpened) and event.business_day == business_day)

    def events_backwards(self, at_most: int) -> Iterator[Event]:
        return reversed(self._events()[-at_most:])

    def journal_head(self) -> Anchor:
        events = self._events()
        return Anchor(len(events), hashlib.sha256(b"".join(encode(event) for event in events)).digest())

    def gift_cards_outstanding_minor(self) -> int:
        return sum(card.balance_minor for card in self._gift_cards())

    def gift_cards_ending(self, first: date, last: date, limit: int) -> tuple[Ending, ...]:
        ending = sorted(
            (card.expires_on, card.id, card)
            for card in self._gift_cards()
            if card.expires_on is not None and first <= card.expires_on <= last and card.balance_minor > 0
        )
        return tuple(
            Ending(masked=card.masked, balance=Money(card.balance_minor, card.currency), expires_on=on)
            for on, _, card in ending[:limit]
        )

    def gift_cards_disowned(self, limit: int) -> tuple[Disowned, ...]:
        holding = sorted((card for card in self._disowned() if card.balance_minor), key=lambda card: card.id)
        return tuple(
            Disowned(masked=card.masked, balance=Money(card.balance_minor, card.currency))
            for card in holding[:limit]
        )

    def birthdays(self, day: date, limit: int) -> Birthdays:
        served = [each for each in self._members() if each.status is MemberStatus.ACTIVE]
        own = [Birthday(member=_name(each)) for each in served if _is(each.profile.birthday, day)]
        related = [
            Birthday(member=_name(each), relation=one.relation, given_name=one.given_name)
            for each in served
            for one in each.profile.household
            if _is(one.birthday, day)
        ]
        found = (*own, *related)
        return Birthdays(count=len(found), first=found[:limit])


def _is(birthday: DayMonth | None, day: date) -> bool:
    return birthday is not None and birthday.in_year(day.year) == day


def _name(member: Member) -> str:
    return f"{member.profile.given_name} {member.profile.family_name}".strip()
