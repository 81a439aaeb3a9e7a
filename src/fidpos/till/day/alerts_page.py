"""Alerts of the day: gift cards sold twice, operations, birthdays, gift cards that end soon."""

from datetime import timedelta

from fidpos.till.day.operations import operations
from fidpos.till.station import Station
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView, Words
from fidpos.till.view import Lamp, Message

BIRTHDAYS_SHOWN = 5
ENDING_SHOWN = 4
DISOWNED_SHOWN = 4
ENDING_WITHIN = timedelta(days=30)


class AlertsPage:
    """What is worth knowing before the first customer comes; read once, when it is opened."""

    def __init__(self, station: Station) -> None:
        self._lines = alert_lines(station)

    def act(self, act: TaskAct) -> None:
        """There is nothing to do here."""

    def back(self) -> bool:
        """The list of the shop."""
        return False

    def view(self) -> TaskView:
        """All alerts, one a line."""
        return TaskView(
            place="day.alerts",
            title=Message(key="task.day.alerts.title"),
            lead=Message(key="task.day.alerts.lead"),
            body=ListBody(lines=self._lines, empty=Message(key="task.day.alerts.none")),
            help="task.day.help",
        )


def alert_lines(station: Station) -> tuple[Line, ...]:
    """Gift cards that lost their number first, then operations, birthdays, gift cards that end.

    Raises:
        StoreError: the store cannot be read.
    """
    return (*_disowned(station), *_operations(station), *_birthdays(station), *_ending(station))


def _disowned(station: Station) -> tuple[Line, ...]:
    return tuple(
        Line(
            title=Message(key="task.day.disowned", params={"card": each.masked}),
            detail=Message(key="task.day.disowned.detail"),
            aside=Message(key="value.money", params={"amount": each.balance}),
            icon="gift",
            lamp=Lamp.WARNING,
            is_open=False,
        )
        for each in station.store.days.gift_cards_disowned(DISOWNED_SHOWN)
    )


def _operations(station: Station) -> tuple[Line, ...]:
    today = station.today
    return tuple(
        Line(
            title=each.title.of(station.language),
            detail=Message(key="task.day.operation.on" if each.is_on(today) else "task.day.operation.soon"),
            aside=_last(each.last)
            if each.is_on(today)
            else Message(key="task.day.operation.from", params={"day": each.first}),
            icon="sparkles",
            lamp=Lamp.OK if each.is_on(today) else Lamp.BUSY,
            is_open=False,
        )
        for each in operations(station.programme, today)
    )


def _last(day: object) -> Words:
    return "" if day is None else Message(key="task.day.operation.until", params={"day": day})


def _birthdays(station: Station) -> tuple[Line, ...]:
    if station.contact.hides_members:
        return ()
    found = station.store.days.birthdays(station.today, BIRTHDAYS_SHOWN)
    lines = tuple(
        Line(
            title=each.member,
            detail=Message(key="task.day.birthday")
            if each.relation is None
            else Message(key=f"task.day.birthday.{each.relation.value}", params={"name": each.given_name}),
            icon="cake",
            is_open=False,
        )
        for each in found.first
    )
    more = found.count - len(found.first)
    if more <= 0:
        return lines
    return (
        *lines,
        Line(title=Message(key="task.day.birthday.more", params={"count": more}), icon="cake", is_open=False),
    )


def _ending(station: Station) -> tuple[Line, ...]:
    today = station.today
    found = station.store.days.gift_cards_ending(today, today + ENDING_WITHIN, ENDING_SHOWN)
    return tuple(
        Line(
            title=Message(key="task.day.ending", params={"card": each.masked}),
            detail=Message(key="task.day.ending.until", params={"day": each.expires_on}),
            aside=Message(key="value.money", params={"amount": each.balance}),
            icon="gift",
            lamp=Lamp.WARNING,
            is_open=False,
        )
        for each in found
    )
