"""Business days in the till's store: opened and closed by events, read for their figures and their alerts."""

import calendar
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, literal_column, null, select, update

from fidpos.columns import day_from_int, day_to_int
from fidpos.domain.day import DayRecord
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.member import MemberStatus, Relation
from fidpos.domain.money import Currency, Money
from fidpos.localdb.disowned import disowned
from fidpos.localdb.engine import Connection, Reader
from fidpos.localdb.journal import AlreadyThere
from fidpos.localdb.statements import AT_MOST, insert_if_new, sql
from fidpos.localdb.tables import days, gift_cards, journal, members, relatives
from fidpos.posting.day import goes_on
from fidpos.till.day.store import Birthday, Birthdays, Disowned, Ending
from fidpos.wire.codec import decode
from fidpos.wire.day_events import DayClosed, DayOpened
from fidpos.wire.events import Event
from fidpos.wire.sync.anchors import START, Anchor

_OPEN = insert_if_new(days)
_CLOSE = sql(
    update(days).where(days.c.business_day == bindparam("day")).values(closed_seq=bindparam("seq")),
    "seq",
    "day",
)
_DAY = sql(select(days.c.opened_seq, days.c.closed_seq).where(days.c.business_day == bindparam("day")), "day")
_UNCLOSED = sql(
    select(days.c.business_day)
    .where(days.c.business_day < bindparam("before"), days.c.closed_seq.is_(null()))
    .order_by(days.c.business_day),
    "before",
)
_CLOSED = sql(
    select(days.c.business_day, days.c.closed_seq).where(
        days.c.business_day.between(bindparam("first"), bindparam("last")), days.c.closed_seq.is_not(null())
    ),
    "first",
    "last",
)
_BODY = sql(select(journal.c.body).where(journal.c.seq == bindparam("number")), "number")
_BODIES = sql(
    select(journal.c.body)
    .where(journal.c.seq > bindparam("number"))
    .order_by(journal.c.seq)
    .suffix_with(AT_MOST),
    "number",
    "rows",
)
_NEWEST = sql(
    select(journal.c.body)
    .where(journal.c.seq < bindparam("number"))
    .order_by(journal.c.seq.desc())
    .suffix_with(AT_MOST),
    "number",
    "rows",
)
_HEAD = sql(select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).suffix_with(AT_MOST), "rows")
_OUTSTANDING = sql(select(func.sum(gift_cards.c.balance_minor)))
_ENDING = sql(
    select(gift_cards.c.masked, gift_cards.c.balance_minor, gift_cards.c.currency, gift_cards.c.expires_on)
    .where(
        gift_cards.c.expires_on.between(bindparam("first"), bindparam("last")),
        gift_cards.c.balance_minor > literal_column("0"),
    )
    .order_by(gift_cards.c.expires_on, gift_cards.c.id)
    .suffix_with(AT_MOST),
    "first",
    "last",
    "rows",
)
_SERVED: ColumnElement[bool] = members.c.status == literal_column(f"'{MemberStatus.ACTIVE.value}'")
_MEMBERS_BORN = (
    select(members.c.given_name, members.c.family_name)
    .where(members.c.birthday == bindparam("day"), _SERVED)
    .order_by(members.c.id)
)
_RELATIVES_BORN = (
    select(members.c.given_name, members.c.family_name, relatives.c.relation, relatives.c.given_name)
    .join(members, members.c.id == relatives.c.member_id)
    .where(relatives.c.birthday == bindparam("day"), _SERVED)
    .order_by(members.c.id)
)
_BORN = sql(_MEMBERS_BORN.suffix_with(AT_MOST), "day", "rows")
_RELATED = sql(_RELATIVES_BORN.suffix_with(AT_MOST), "day", "rows")
_COUNT_BORN = sql(_MEMBERS_BORN.with_only_columns(func.count()).order_by(None), "day")
_COUNT_RELATED = sql(_RELATIVES_BORN.with_only_columns(func.count()).order_by(None), "day")

_ROWS_AT_ONCE = 256
_NEWER_THAN_ALL = 2**62
_LOOKED_THROUGH_DAYS = 14


def write_day(connection: Connection, event: DayOpened | DayClosed, seq: int) -> None:
    """The day has begun, or is closed, inside the caller's transaction; closed again, this one counts.

    Raises:
        AlreadyThere: it had begun before.
        StoreCorrupt: it is closed and never began.
    """
    day = day_to_int(event.business_day)
    if isinstance(event, DayOpened):
        if connection.execute(_OPEN, (day, seq, None)).rowcount == 0:
            raise AlreadyThere
    elif connection.execute(_CLOSE, (seq, day)).rowcount == 0:
        raise StoreCorrupt("a day is closed that never began")


class DayReader:
    """The reading half of `till.day.store.DayStore`, over the till worker's read-only connection.

    Every method raises `StoreError` when the store cannot be read.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def day(self, business_day: date) -> DayRecord | None:
        """With when it was opened and closed, as the journal tells."""
        row = self._reader.one(_DAY, day_to_int(business_day))
        if row is None:
            return None
        opened, closed = self._told(row[0]), self._told(row[1]) if row[1] is not None else None
        assert isinstance(opened, DayOpened)
        assert closed is None or isinstance(closed, DayClosed)
        return DayRecord(
            business_day=business_day,
            opened_at=opened.at,
            closed_at=closed.at if closed is not None else None,
            closed_by=closed.staff_id if closed is not None else None,
        )

    def unclosed_days(self, before: date) -> tuple[date, ...]:
        """The oldest first; of those that were closed, the last fortnight is looked through."""
        end = day_to_int(before)
        never = [day_from_int(row[0]) for row in self._reader.all(_UNCLOSED, end)]
        closed = self._reader.all(_CLOSED, end - _LOOKED_THROUGH_DAYS, end - 1)
        went_on = [day for number, seq in closed if self._went_on(day := day_from_int(number), seq)]
        return tuple(sorted((*never, *went_on)))

    def _went_on(self, day: date, closed_seq: int) -> bool:
        """Whether anything that counts on the day follows its closing, up to the next opening."""
        for event in self._events_after(closed_seq):
            if isinstance(event, DayOpened):
                return False
            if goes_on(event, day):
                return True
        return False

    def events_since_opening(self, business_day: date) -> Iterator[Event]:
        """A few hundred rows at a time."""
        row = self._reader.one(_DAY, day_to_int(business_day))
        return self._events_after(row[0] if row is not None else _NEWER_THAN_ALL)

    def _events_after(self, seq: int) -> Iterator[Event]:
        while bodies := self._reader.all(_BODIES, seq, _ROWS_AT_ONCE):
            yield from (decode(body) for (body,) in bodies)
            seq += len(bodies)

    def events_backwards(self, at_most: int) -> Iterator[Event]:
        """Likewise, from the newest."""
        seq = self.journal_head().seq + 1
        while at_most > 0 and (bodies := self._reader.all(_NEWEST, seq, min(at_most, _ROWS_AT_ONCE))):
            yield from (decode(body) for (body,) in bodies)
            seq -= len(bodies)
            at_most -= len(bodies)

    def journal_head(self) -> Anchor:
        """START while the journal is empty."""
        row = self._reader.one(_HEAD, 1)
        return START if row is None else Anchor(row[0], row[1])

    def gift_cards_outstanding_minor(self) -> int:
        """Frozen ones too: the money is owed all the same."""
        row = self._reader.one(_OUTSTANDING)
        return (row[0] if row is not None else 0) or 0

    def gift_cards_ending(self, first: date, last: date, limit: int) -> tuple[Ending, ...]:
        """By their last day."""
        rows = self._reader.all(_ENDING, day_to_int(first), day_to_int(last), limit)
        return tuple(
            Ending(
                masked=masked,
                balance=Money(balance_minor, Currency.of(currency)),
                expires_on=day_from_int(expires_on),
            )
            for masked, balance_minor, currency, expires_on in rows
        )

    def gift_cards_disowned(self, limit: int) -> tuple[Disowned, ...]:
        """One range of the index of numbers."""
        return disowned(self._reader, limit)

    def birthdays(self, day: date, limit: int) -> Birthdays:
        """Members first; whoever was born on 29 February has it on the 28th of a common year."""
        dates = [day.month * 100 + day.day]
        if dates == [228] and not calendar.isleap(day.year):
            dates.append(229)
        found, count = [], 0
        for number in dates:
            found += [
                Birthday(member=f"{given} {family}".strip())
                for given, family in self._reader.all(_BORN, number, limit)
            ]
            count += self._count(_COUNT_BORN, number) + self._count(_COUNT_RELATED, number)
        for number in dates:
            found += [
                Birthday(member=f"{given} {family}".strip(), relation=Relation(relation), given_name=name)
                for given, family, relation, name in self._reader.all(_RELATED, number, limit)
            ]
        return Birthdays(count=count, first=tuple(found[:limit]))

    def _count(self, statement: str, number: int) -> int:
        row = self._reader.one(statement, number)
        return int(row[0]) if row is not None else 0

    def _told(self, seq: int) -> Event:
        row = self._reader.one(_BODY, seq)
        if row is None:
            raise StoreCorrupt(f"the journal has no row {seq}")
        return decode(row[0])
