"""What was presented, and what became of a reader, as lines of the technician's list of events."""

from collections.abc import Iterable
from datetime import datetime

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.till.technician.view import DeviceLine, EventLine
from fidpos.till.view import Lamp, Message


def event_of_read(at: datetime, seen: CardRead | RefusedRead, devices: Iterable[DeviceLine]) -> EventLine:
    """Something was presented; a read is shown whole, of a refused one there is nothing but the reason."""
    names = {(line.reader, line.device): line.label for line in devices}
    label = names.get((seen.driver, seen.device), seen.device)
    if isinstance(seen, RefusedRead):
        message = Message(key=f"read.{seen.reason.value}")
        return EventLine(at=at, reader=seen.driver, label=label, lamp=Lamp.WARNING, message=message)
    return EventLine(
        at=at,
        reader=seen.driver,
        label=label,
        lamp=Lamp.OK,
        message=Message(key="desk.event.read"),
        form=seen.form,
        token=seen.token.value,
    )


def event_of_state(at: datetime, line: DeviceLine) -> EventLine:
    """A device is otherwise than before."""
    return EventLine(at=at, reader=line.reader, label=line.label, lamp=line.lamp, message=line.message)
