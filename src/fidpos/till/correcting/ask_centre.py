"""The centre is asked what the refund of another till's visit comes to; it may be silent.

Nothing waits for it: within two seconds there is an answer, or the cashier decides to go on without.
"""

from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from fidpos.till.correcting.elsewhere import RefundElsewhere
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.step import KeysOnly
from fidpos.till.correcting.why_step import WhyStep
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.refund_quotes import RefundQuotes
from fidpos.till.task.acts import GoOn, PressKey, TaskAct
from fidpos.till.task.view import PresentBody, TaskKey, TaskView
from fidpos.till.view import Message
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuoteAnswer

_AGAIN = "f4"


class _Standing(StrEnum):
    ASKING = "asking"
    SILENT = "silent"
    UNKNOWN = "unknown"
    """The centre answers, and has not heard of the purchase: the till that sold may be apart from it."""


class AskCentre(KeysOnly):
    """Asked once it is on the screen; an answer that comes after it was left is not heard."""

    def __init__(self, flow: Flow, quotes: RefundQuotes, act: RefundElsewhere) -> None:
        self._flow = flow
        self._quotes = quotes
        self._act = act
        self._standing = _Standing.ASKING

    def view(self) -> TaskView:
        """Asking, or what can be done without."""
        standing, is_busy = self._standing.value, self._standing is _Standing.ASKING
        return TaskView(
            place="correct.elsewhere.asking",
            title=self._act.title,
            lead=Message(key=f"task.correct.centre.{standing}.lead"),
            body=PresentBody(
                icon="cloud-off" if self._standing is _Standing.SILENT else "cloud",
                title=Message(key=f"task.correct.centre.{standing}"),
                detail=Message(key=f"task.correct.centre.{standing}.detail"),
                is_busy=is_busy,
            ),
            enter=None if is_busy else Message(key="task.correct.enter.without_centre"),
            keys=(TaskKey(key=_AGAIN, label=Message(key="task.correct.key.again"), is_open=not is_busy),),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """Once there is no quote: ask again, or go on without one."""
        if self._standing is _Standing.ASKING:
            return
        match act:
            case PressKey(key) if key == _AGAIN:
                self.ask()
            case GoOn():
                self._flow.swap(WhyStep(self._flow, self._act))
            case _:
                """Nothing here."""

    def ask(self) -> None:
        """Now."""
        flow = self._flow
        self._standing = _Standing.ASKING
        event = self._act.event(flow.work(flow.bench.own_authority, None), "")
        self._quotes.quote(event, self._answered)

    def _answered(self, answer: RefundQuoteAnswer | None) -> None:
        if self._flow.step is not self:
            return
        if answer is None:
            self._standing = _Standing.SILENT
        elif answer.quote is not None:
            sold = replace(self._act.sold, quote=answer.quote)
            self._flow.swap(WhyStep(self._flow, replace(self._act, sold=sold)))
        else:
            self._refused(answer.refused or QuoteRefusal.UNKNOWN)
        self._flow.bench.counter.publish()

    def _refused(self, refused: QuoteRefusal) -> None:
        match refused:
            case QuoteRefusal.UNKNOWN:
                self._standing = _Standing.UNKNOWN
                return
            case QuoteRefusal.SEVERAL:
                key = "task.correct.elsewhere.several"
                self._flow.back()
                self._flow.stand_in_way(Message(key=key), Message(key=f"{key}.hint"))
                return
            case QuoteRefusal.OVER:
                why = CorrectionRefusal.ALREADY
            case QuoteRefusal.WRONG_AMOUNT:
                why = CorrectionRefusal.WRONG_AMOUNT
            case QuoteRefusal.TOO_OLD:
                why = CorrectionRefusal.TOO_OLD
            case _:
                assert_never(refused)
        self._flow.back()
        self._flow.refuse(why)


def ask_or_go_on(flow: Flow, act: RefundElsewhere) -> None:
    """On to the centre's word, or straight to the reason where nobody can be asked."""
    quotes = flow.bench.workplace.refund_quotes
    if quotes is None:
        flow.go(WhyStep(flow, act))
        return
    step = AskCentre(flow, quotes, act)
    flow.go(step)
    step.ask()
