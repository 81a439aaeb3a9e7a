"""The staff of the shop: who may sign in, and bringing back whom wrong PINs have locked out."""

from fidpos.domain.authority import Authority
from fidpos.domain.ids import EventId
from fidpos.domain.staff import Staff
from fidpos.till import announce
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.task import Bench
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Lamp, Message
from fidpos.wire.events import StaffActed, StaffActKind


class StaffPage:
    """Everybody who works at this till; choosing somebody who is locked out brings them back."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._people = bench.station.store.staff()

    def act(self, act: TaskAct) -> None:
        """A number chooses a person."""
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(self._people):
            return
        person = self._people[act.number - 1]
        if person.disabled:
            why = Message(key="task.staff.enable.why", params={"name": person.name})
            self._bench.with_manager(why, lambda authority: self._enable(person, authority))

    def back(self) -> bool:
        """The list of the shop."""
        return False

    def view(self) -> TaskView:
        """By name, as the lock screen has them."""
        return TaskView(
            place="day.staff",
            title=Message(key="task.staff.title"),
            lead=Message(key="task.staff.lead"),
            body=ListBody(lines=tuple(_line(person) for person in self._people)),
            help="task.staff.help",
        )

    def _enable(self, person: Staff, authority: Authority) -> None:
        """Nobody approves for themselves; traced first, so that nobody comes back unseen."""
        station = self._bench.station
        if authority.answers.id == person.id:
            station.dialogue.say(announce.not_for_oneself())
            return
        station.store.commit(
            StaffActed(
                id=EventId(station.new_id()),
                at=station.clock.now(),
                staff_id=person.id,
                act=StaffActKind.ENABLED,
                detail=str(authority.answers.id),
            )
        )
        station.store.clear_pin_failures(person.id)
        self._people = station.store.staff()
        station.dialogue.say(announce.staff_enabled(person.name))


def _line(person: Staff) -> Line:
    return Line(
        title=person.name,
        detail=Message(key=f"role.{person.role.value}"),
        aside=Message(key="task.staff.disabled" if person.disabled else "task.staff.may_sign_in"),
        lamp=Lamp.WARNING if person.disabled else Lamp.OK,
        icon="user-round",
        is_open=person.disabled,
    )
