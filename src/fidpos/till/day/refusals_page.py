"""Refunds of another shop's visits that the centre could not do: one by one, until a manager has seen it."""

from fidpos.domain.authority import Authority
from fidpos.domain.ids import EventId
from fidpos.domain.money import Money
from fidpos.till.refund_requests import RefundRequest
from fidpos.till.station import Station
from fidpos.till.task.acts import GoOn, TaskAct
from fidpos.till.task.task import Bench
from fidpos.till.task.view import Fact, ListBody, ReviewBody, TaskView
from fidpos.till.view import Lamp, Message
from fidpos.wire.events import StaffActed, StaffActKind
from fidpos.wire.refund_events import RefundAsked

_TITLE = Message(key="task.refusals.title")


def refused_refunds(station: Station) -> tuple[RefundRequest, ...]:
    """Those that nobody has seen, the oldest first.

    Raises:
        StoreError: the store cannot be read.
    """
    return tuple(each for each in station.store.refund_requests.open() if each.is_refused)


class RefusalsPage:
    """The oldest of them; seen, the next one comes."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._read()

    def view(self) -> TaskView:
        """What was paid back, and who asked for it."""
        if not self._refused:
            return TaskView(
                place="day.refusals",
                title=_TITLE,
                lead=Message(key="task.refusals.none"),
                body=ListBody(lines=(), empty=Message(key="task.refusals.none")),
                help="task.day.help",
            )
        event = self._refused[0].event
        return TaskView(
            place=f"day.refusals:{event.id}",
            title=_TITLE,
            lead=Message(key="task.refusals.lead"),
            body=ReviewBody(
                facts=self._facts(event),
                title=Message(key="task.refusals.left", params={"count": len(self._refused)}),
                detail=Message(key="task.refusals.detail"),
                lamp=Lamp.WARNING,
            ),
            enter=Message(key="task.refusals.seen"),
            help="task.day.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter: a manager knows of it now, and the journal says who."""
        if isinstance(act, GoOn) and self._refused:
            self._bench.with_manager(Message(key="task.refusals.why"), self._see)

    def back(self) -> bool:
        """The list of the shop."""
        return False

    def _read(self) -> None:
        self._refused = refused_refunds(self._bench.station)
        self._event_id = EventId(self._bench.station.new_id())

    def _see(self, authority: Authority) -> None:
        station = self._bench.station
        station.store.commit(
            StaffActed(
                id=self._event_id,
                at=station.clock.now(),
                staff_id=authority.answers.id,
                act=StaffActKind.REFUND_REFUSAL_SEEN,
                detail=str(self._refused[0].event.id),
            )
        )
        self._read()

    def _facts(self, event: RefundAsked) -> tuple[Fact, ...]:
        station = self._bench.station
        names = {person.id: person.name for person in station.store.staff()}
        ticket = (_fact("ticket", event.ticket),) if event.ticket else ()
        amount = Message(key="task.refusals.whole")
        if event.amount_minor is not None:
            value = Money(event.amount_minor, station.identity.currency)
            amount = Message(key="task.correct.value.amount", params={"amount": value})
        return (
            *ticket,
            _fact("goods", amount, is_strong=True),
            _fact("asked_on", Message(key="value.instant", params={"at": event.at})),
            _fact("asked_by", names.get(event.asked_by or event.staff_id, "")),
        )


def _fact(name: str, value: Message | str, *, is_strong: bool = False) -> Fact:
    return Fact(label=Message(key=f"task.refusals.fact.{name}"), value=value, is_strong=is_strong)
