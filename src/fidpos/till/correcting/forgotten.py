"""The card was forgotten: number, amount and day of the ticket that the member holds out now."""

from datetime import date, datetime, time

from fidpos.domain.basket import Basket
from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.till.correcting.credits import CreditTicket
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.step import KeysOnly
from fidpos.till.correcting.ticket_form import TicketForm, TypedTicket
from fidpos.till.correcting.why_step import propose
from fidpos.till.credit import ForgottenCard
from fidpos.till.identify import Recognised
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message

_NOON = time(12)


class ForgottenStep(KeysOnly):
    """What is printed on the ticket; without a day it is of today."""

    def __init__(self, flow: Flow, member: Recognised) -> None:
        self._flow = flow
        self._member = member
        self._visit_id = VisitId(flow.new_id())
        self._form = TicketForm(Message(key="task.correct.field.ticket_amount"))

    def view(self) -> TaskView:
        """The three fields."""
        name = self._member.member.profile.given_name
        return TaskView(
            place="correct.forgotten",
            title=Message(key="task.correct.forgotten.title"),
            lead=Message(key="task.correct.lead.forgotten", params={"name": name}),
            body=self._form.body(),
            enter=Message(key="task.correct.enter.go_on"),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter on the last field shows what the ticket gives."""
        if not self._form.fill(act):
            return
        typed = self._form.read(self._flow.bench.station.today)
        if isinstance(typed, TypedTicket):
            self._go_on(typed)
        else:
            self._flow.refuse(typed)

    def _go_on(self, typed: TypedTicket) -> None:
        station = self._flow.bench.station
        ticket = ForgottenCard(
            visit_id=self._visit_id,
            recognised=self._member,
            ticket=typed.number,
            basket=Basket.of_amount(Money(typed.minor, station.identity.currency)),
            bought_at=self._bought_at(typed.day),
        )
        propose(self._flow, CreditTicket(forgotten=ticket, language=station.language), "")

    def _bought_at(self, day: date | None) -> datetime:
        """At noon of the day, in the shop; just now for today."""
        station = self._flow.bench.station
        now = station.clock.now()
        if day is None or day == station.today:
            return now
        return datetime.combine(day, _NOON, tzinfo=station.identity.calendar.zone).astimezone(now.tzinfo)
