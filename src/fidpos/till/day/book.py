"""The day's book: a day begins with the first who signs in, and ends with its figures."""

from dataclasses import dataclass, fields
from datetime import date

from fidpos.domain.day import DayFigures, DayRecord, RegisterTotals
from fidpos.domain.errors import StoreError
from fidpos.domain.ids import EventId, StaffId
from fidpos.posting.day import day_figures
from fidpos.till import announce
from fidpos.till.day.alerts_page import alert_lines
from fidpos.till.station import Station
from fidpos.wire.day_events import CounterDayBody, DayClosed, DayFiguresBody, DayOpened, RegisterTotalsBody
from fidpos.wire.sync.anchors import Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A day that was closed.

    Attributes:
        head: the newest row of the journal before; printed, it shows later that nothing was cut off.
    """

    day: date
    figures: DayFigures
    register: RegisterTotals
    head: Anchor
    made_up: bool


class DayBook:
    """Opens and closes the business days of one till."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._begun: date | None = None

    def begin(self) -> None:
        """Somebody signed in: the business day has begun, unless it had; a forgotten closing is said."""
        is_new, today = self.go_on(), self._station.today
        try:
            forgotten = self._station.store.days.unclosed_days(today)
            alerts = alert_lines(self._station) if is_new else ()
        except StoreError as fault:
            self._station.dialogue.say(announce.store_refused(fault))
            return
        if forgotten:
            self._station.dialogue.say(announce.day_not_closed(forgotten[-1]))
        elif alerts:
            self._station.dialogue.say(announce.day_alerts(len(alerts)))

    def go_on(self) -> bool:
        """Whoever serves may do so beyond the end of a day: the next one begins. Whether it began just now.

        A store that cannot be written keeps nobody from serving: whatever is recorded next says so.
        """
        station, today = self._station, self._station.today
        if self._begun == today:
            return False
        try:
            is_new = station.store.days.day(today) is None
            if is_new:
                self._open(today)
        except StoreError as fault:
            station.dialogue.say(announce.store_refused(fault))
            return False
        self._begun = today
        return is_new

    def record(self, day: date) -> DayRecord | None:
        """The day as it was opened and closed.

        Raises:
            StoreError: the store cannot be read.
        """
        return self._station.store.days.day(day)

    def figures(self, day: date) -> DayFigures:
        """What was done on that day so far, with what gift cards hold now.

        Raises:
            StoreError: the store cannot be read.
        """
        station = self._station
        summed = day_figures(station.store.days.events_since_opening(day), day, station.identity.calendar)
        values = {each.name: getattr(summed, each.name) for each in fields(summed)}
        values["gift_outstanding_minor"] = station.store.days.gift_cards_outstanding_minor()
        return DayFigures(**values)

    def close(self, day: date, register: RegisterTotals, *, event_id: EventId, by: StaffId) -> Closing:
        """Close the day, or close it again; the same id again gives the first result.

        Raises:
            StoreError: it is as it was.
        """
        station = self._station
        figures, head = self.figures(day), station.store.days.journal_head()
        made_up = day < station.today
        station.store.commit(
            DayClosed(
                id=event_id,
                at=station.clock.now(),
                business_day=day,
                till_id=station.identity.till_id,
                staff_id=by,
                currency=station.identity.currency.code,
                figures=_body_of(figures),
                register=RegisterTotalsBody(
                    **{each.name: getattr(register, each.name) for each in fields(register)}
                ),
                head_seq=head.seq,
                head_hash=head.hash,
                made_up=made_up,
            )
        )
        return Closing(day=day, figures=figures, register=register, head=head, made_up=made_up)

    def _open(self, day: date) -> None:
        station = self._station
        station.store.commit(
            DayOpened(
                id=EventId(station.new_id()),
                at=station.clock.now(),
                business_day=day,
                till_id=station.identity.till_id,
                staff_id=station.staff_id,
            )
        )


def _body_of(figures: DayFigures) -> DayFiguresBody:
    values = {each.name: getattr(figures, each.name) for each in fields(figures)}
    values["counters"] = tuple(
        CounterDayBody(counter=each.counter, earned=each.earned, spent=each.spent)
        for each in figures.counters
    )
    return DayFiguresBody(**values)
