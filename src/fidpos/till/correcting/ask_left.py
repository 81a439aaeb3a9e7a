"""The centre is asked what is left of a visit of this till: a part may have come back in another shop.

This till knows its own refunds, and of others what the centre told it so far. A centre that is silent, or
knows no such visit, holds nobody up.
"""

from collections.abc import Callable

from fidpos.domain.ids import EventId, RefundId
from fidpos.posting.refund import left_of
from fidpos.till.centre_link import LinkState
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.step import KeysOnly, Step
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund_quotes import RefundQuotes
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import PresentBody, TaskView
from fidpos.till.view import Message
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuoteAnswer

Then = Callable[[int], Step | CorrectionRefusal]
"""How it goes on, given what came back elsewhere in minor units; it reads no store."""

_SILENT = "task.correct.left.silent"


class AskLeft(KeysOnly):
    """Asked once it is on the screen; an answer that comes after it was left is not heard."""

    def __init__(self, flow: Flow, title: Message, visit: RecordedVisit, then: Then) -> None:
        self._flow = flow
        self._title = title
        self._visit = visit
        self._then = then

    def view(self) -> TaskView:
        """Asking."""
        return TaskView(
            place="correct.left.asking",
            title=self._title,
            lead=Message(key="task.correct.left.lead"),
            body=PresentBody(
                icon="cloud",
                title=Message(key="task.correct.centre.asking"),
                detail=Message(key="task.correct.centre.asking.detail"),
                is_busy=True,
            ),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """There is nothing to do but to wait, or Esc."""

    def ask(self, quotes: RefundQuotes) -> None:
        """Now."""
        quotes.quote(self._question(), self._answered)

    def _question(self) -> RefundAsked:
        """All that is left; on the day of the visit, on which nothing is too old to be known."""
        flow, visit = self._flow, self._visit
        return RefundAsked(
            id=EventId(flow.new_id()),
            at=flow.bench.station.clock.now(),
            refund_id=RefundId(flow.new_id()),
            business_day=visit.business_day,
            currency=visit.amount.currency.code,
            staff_id=flow.bench.own_authority.answers.id,
            visit_id=visit.id,
        )

    def _answered(self, answer: RefundQuoteAnswer | None) -> None:
        flow = self._flow
        if flow.step is not self:
            return
        if answer is None:
            self._go_on(self._visit.elsewhere_minor)
            flow.stand_in_way(Message(key=_SILENT), Message(key=f"{_SILENT}.hint"))
        elif answer.quote is not None:
            self._go_on(self._elsewhere_minor(answer.quote.left_minor))
        elif answer.refused is QuoteRefusal.OVER:
            self._refuse(CorrectionRefusal.ALREADY)
        elif answer.refused is QuoteRefusal.WRONG_AMOUNT:
            self._refuse(CorrectionRefusal.WRONG_AMOUNT)
        else:
            self._go_on(self._visit.elsewhere_minor)
        flow.bench.counter.publish()

    def _elsewhere_minor(self, left_minor: int) -> int:
        """What the centre counts and this till does not record.

        While events wait nobody knows which of this till's refunds the centre has counted: none of them then.
        """
        told = self._visit.told
        state = self._flow.bench.workplace.link.standing().state
        is_counted = state is LinkState.UP_TO_DATE
        known_minor = left_of(told, self._visit.refunds) if is_counted else told.amount_minor
        return max(known_minor - left_minor, self._visit.elsewhere_minor)

    def _go_on(self, elsewhere_minor: int) -> None:
        step = self._then(elsewhere_minor)
        if isinstance(step, CorrectionRefusal):
            self._refuse(step)
        else:
            self._flow.swap(step)

    def _refuse(self, why: CorrectionRefusal) -> None:
        self._flow.back()
        self._flow.refuse(why)


def ask_left(flow: Flow, title: Message, visit: RecordedVisit, then: Then) -> None:
    """On to the centre's word, or straight on where nobody can be asked."""
    quotes = flow.bench.workplace.refund_quotes
    if quotes is not None:
        step = AskLeft(flow, title, visit, then)
        flow.go(step)
        step.ask(quotes)
        return
    alone = then(visit.elsewhere_minor)
    if isinstance(alone, CorrectionRefusal):
        flow.refuse(alone)
    else:
        flow.go(alone)
