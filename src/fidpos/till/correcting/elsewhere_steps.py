"""What came back of a purchase that another till recorded: of a visit of the member's, or by the ticket."""

from dataclasses import replace

from fidpos.domain.ids import EventId, MemberId, RefundId
from fidpos.domain.money import Money
from fidpos.till.correcting.ask_amount import AskAmount, goods_asked
from fidpos.till.correcting.ask_centre import ask_or_go_on
from fidpos.till.correcting.elsewhere import RefundElsewhere, SoldElsewhere
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.step import KeysOnly
from fidpos.till.correcting.ticket_form import TicketForm, TypedTicket
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import PastVisit
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Message

_TITLE = Message(key="task.correct.refund.title")


class OfTheirVisit(KeysOnly):
    """A visit in the member's list that is no visit of this till: all of it comes back, or a part."""

    def __init__(self, flow: Flow, past: PastVisit, member_id: MemberId) -> None:
        self._flow = flow
        self._ids = _Ids(flow)
        self._sold = SoldElsewhere(currency=past.amount.currency, past=past, member_id=member_id)

    def view(self) -> TaskView:
        """Two lines."""
        params: dict[str, object] = {"amount": self._sold.price}
        parts = ("whole", "amount")
        lines = tuple(Line(title=Message(key=f"task.correct.part.{part}", params=params)) for part in parts)
        return TaskView(
            place="correct.elsewhere",
            title=_TITLE,
            lead=Message(key="task.correct.lead.elsewhere"),
            body=ListBody(lines=lines),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses."""
        match act:
            case ChooseLine(1) if self._sold.past is not None and self._sold.past.voided:
                self._flow.refuse(CorrectionRefusal.ALREADY)
            case ChooseLine(1):
                self._ids.on_to_why(self._sold)
            case ChooseLine(2):
                self._flow.go(_how_much(self._flow, self._ids, self._sold))
            case _:
                """Nothing here."""


def _how_much(flow: Flow, ids: "_Ids", sold: SoldElsewhere) -> AskAmount:
    def take(goods: Money | None) -> CorrectionRefusal | None:
        if goods is None or not 0 < goods.minor <= sold.price.minor:
            return CorrectionRefusal.WRONG_AMOUNT
        ids.on_to_why(replace(sold, goods=goods))
        return None

    return AskAmount(flow, goods_asked("correct.elsewhere.amount", sold.price), take)


class OfTheirTicket(KeysOnly):
    """The customer has the ticket of another shop and no card."""

    def __init__(self, flow: Flow, number: str) -> None:
        self._flow = flow
        self._ids = _Ids(flow)
        self._form = TicketForm(Message(key="task.correct.field.goods"), number)

    def view(self) -> TaskView:
        """What is printed on the ticket, and what of it comes back."""
        return TaskView(
            place="correct.elsewhere.ticket",
            title=_TITLE,
            lead=Message(key="task.correct.lead.elsewhere_ticket"),
            body=self._form.body(),
            enter=Message(key="task.correct.enter.go_on"),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """Enter on the last field goes on."""
        if not self._form.fill(act):
            return
        station = self._flow.bench.station
        typed = self._form.read(station.today)
        if not isinstance(typed, TypedTicket):
            self._flow.refuse(typed)
            return
        currency = station.identity.currency
        goods = Money(typed.minor, currency)
        self._ids.on_to_why(
            SoldElsewhere(currency=currency, goods=goods, ticket=typed.number, bought_on=typed.day)
        )


class _Ids:
    """Made when the first step is entered: going back and on again is the same refund."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._refund_id = RefundId(flow.new_id())
        self._event_id = EventId(flow.new_id())

    def on_to_why(self, sold: SoldElsewhere) -> None:
        """What the centre says of it, then the reason."""
        flow = self._flow
        act = RefundElsewhere(
            refund_id=self._refund_id,
            event_id=self._event_id,
            sold=sold,
            language=flow.bench.station.language,
        )
        ask_or_go_on(flow, act)
