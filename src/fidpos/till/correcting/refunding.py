"""What came back: all that is left, an amount, or articles; and whether the gifts came with it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from fidpos.domain.ids import RefundId
from fidpos.domain.money import Money
from fidpos.posting.refund import left_of
from fidpos.rules.policy import GiftAtRefund
from fidpos.rules.programme import Programme
from fidpos.till.correcting.acts import Subject
from fidpos.till.correcting.ask_amount import AskAmount, goods_asked
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.refunds import RefundGoods
from fidpos.till.correcting.step import KeysOnly
from fidpos.till.correcting.why_step import WhyStep
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import RefundRequest
from fidpos.till.task.acts import ChooseLine, GoOn, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Message

_TITLE = Message(key="task.correct.refund.title")


class _Part(StrEnum):
    WHOLE = "whole"
    AMOUNT = "amount"
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A refund as far as it is known; its request has its id from the beginning.

    Attributes:
        elsewhere_minor: of the basket, what came back in another shop, as the centre says.
    """

    subject: Subject
    visit: RecordedVisit
    programme: Programme
    request: RefundRequest
    elsewhere_minor: int = 0

    @property
    def left(self) -> Money:
        """Of the basket, not refunded yet, here or elsewhere."""
        own_minor = left_of(self.visit.told, self.visit.refunds)
        return Money(own_minor - self.elsewhere_minor, self.visit.amount.currency)

    @property
    def elsewhere(self) -> Money:
        """What came back in another shop."""
        return Money(self.elsewhere_minor, self.visit.amount.currency)

    @property
    def rest(self) -> RefundRequest:
        """All that is left; said as an amount where the visit itself does not say how much that is."""
        return replace(self.request, amount=self.left) if self.elsewhere_minor else self.request

    @property
    def gifts(self) -> tuple[str, ...]:
        """Rules and rewards whose gifts the member left with and has not brought back."""
        gone = {code for event in self.visit.refunds for code in event.returned}
        return tuple(code for code in dict.fromkeys(self.visit.told.gifts) if code not in gone)

    def title_of(self, code: str) -> str:
        """The rule or reward as the cashier knows it."""
        language = self.subject.language
        titles = {rule.code: rule.title.of(language) for rule in self.programme.rules}
        titles |= {reward.code: reward.title.of(language) for reward in self.programme.rewards}
        return titles.get(code, code)


class WhatCameBack(KeysOnly):
    """All that is left, an amount, or articles where the register told them."""

    def __init__(self, flow: Flow, subject: Subject, visit: RecordedVisit) -> None:
        self._flow = flow
        store = flow.bench.station.store
        self._goods = Goods(
            subject=subject,
            visit=visit,
            programme=store.programme_of(visit.programme_version),
            request=RefundRequest(id=RefundId(flow.new_id())),
        )
        self._parts = (_Part.WHOLE, _Part.AMOUNT, *((_Part.LINES,) if _returnable(visit) else ()))

    def less(self, elsewhere_minor: int) -> "WhatCameBack | CorrectionRefusal":
        """The same after so much came back in another shop; which articles that were, nobody here knows."""
        if not elsewhere_minor:
            return self
        self._goods = replace(self._goods, elsewhere_minor=elsewhere_minor)
        self._parts = (_Part.WHOLE, _Part.AMOUNT)
        return self if self._goods.left.minor > 0 else CorrectionRefusal.ALREADY

    def view(self) -> TaskView:
        """A line for each way, and what came back elsewhere."""
        params: dict[str, object] = {"amount": self._goods.left}
        lines = [
            Line(title=Message(key=f"task.correct.part.{part.value}", params=params)) for part in self._parts
        ]
        if self._goods.elsewhere_minor:
            title = Message(key="task.correct.mark.refunded_elsewhere")
            lines.append(Line(title=title, aside=_amount(self._goods.elsewhere), is_open=False))
        return TaskView(
            place="correct.part",
            title=_TITLE,
            lead=Message(key="task.correct.lead.part"),
            body=ListBody(lines=tuple(lines)),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses."""
        if not isinstance(act, ChooseLine) or not 0 < act.number <= len(self._parts):
            return
        match self._parts[act.number - 1]:
            case _Part.WHOLE:
                _on_to_gifts(self._flow, replace(self._goods, request=self._goods.rest))
            case _Part.AMOUNT:
                self._flow.go(_how_much(self._flow, self._goods))
            case _Part.LINES:
                self._flow.go(_WhichArticles(self._flow, self._goods))


def _how_much(flow: Flow, goods: Goods) -> AskAmount:
    def take(amount: Money | None) -> CorrectionRefusal | None:
        if amount is None or not 0 < amount.minor <= goods.left.minor:
            return CorrectionRefusal.WRONG_AMOUNT
        _on_to_gifts(flow, replace(goods, request=replace(goods.request, amount=amount)))
        return None

    return AskAmount(flow, goods_asked("correct.part.amount", goods.left), take)


@dataclass(slots=True)
class _Ticks:
    """Lines that a digit ticks, and unticks."""

    chosen: set[int] = field(default_factory=set)

    def turn(self, number: int) -> None:
        self.chosen ^= {number}


class _WhichArticles(KeysOnly):
    def __init__(self, flow: Flow, goods: Goods) -> None:
        self._flow = flow
        self._goods = goods
        self._left = _returnable(goods.visit)
        self._ticks = _Ticks()

    def view(self) -> TaskView:
        told, currency = self._goods.visit.told, self._goods.visit.amount.currency
        lines = tuple(
            Line(
                title=told.lines[n].label or told.lines[n].article or Message(key="task.correct.article"),
                aside=_amount(Money(told.lines[n].amount_minor, currency)),
                is_chosen=n in self._ticks.chosen,
            )
            for n in self._left
        )
        return TaskView(
            place="correct.part.lines",
            title=_TITLE,
            lead=Message(key="task.correct.lead.lines"),
            body=ListBody(lines=lines),
            enter=Message(key="task.correct.enter.go_on") if self._ticks.chosen else None,
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        match act:
            case ChooseLine(number) if 0 < number <= len(self._left):
                self._ticks.turn(self._left[number - 1])
            case GoOn() if self._ticks.chosen:
                request = replace(self._goods.request, lines=frozenset(self._ticks.chosen))
                _on_to_gifts(self._flow, replace(self._goods, request=request))
            case _:
                """Nothing here."""


class _WhichGifts(KeysOnly):
    """What came free with the visit: its points come back only with it."""

    def __init__(self, flow: Flow, goods: Goods) -> None:
        self._flow = flow
        self._goods = goods
        wants_back = goods.programme.policies.gift_at_refund is GiftAtRefund.RETURNED
        self._ticks = _Ticks(set(range(len(goods.gifts))) if wants_back else set())

    def view(self) -> TaskView:
        goods = self._goods
        lines = tuple(
            Line(title=goods.title_of(code), icon="gift", is_chosen=n in self._ticks.chosen)
            for n, code in enumerate(goods.gifts)
        )
        return TaskView(
            place="correct.part.gifts",
            title=_TITLE,
            lead=Message(key="task.correct.lead.gifts"),
            body=ListBody(lines=lines),
            enter=Message(key="task.correct.enter.go_on"),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        gifts = self._goods.gifts
        match act:
            case ChooseLine(number) if 0 < number <= len(gifts):
                self._ticks.turn(number - 1)
            case GoOn():
                returned = frozenset(gifts[n] for n in self._ticks.chosen)
                _on_to_why(self._flow, self._goods, replace(self._goods.request, returned=returned))
            case _:
                """Nothing here."""


def _returnable(visit: RecordedVisit) -> tuple[int, ...]:
    """Articles of the visit that have not come back yet."""
    gone = {position for event in visit.refunds for position in event.lines}
    return tuple(n for n, line in enumerate(visit.told.lines) if n not in gone and line.amount_minor > 0)


def _on_to_gifts(flow: Flow, goods: Goods) -> None:
    if goods.gifts:
        flow.go(_WhichGifts(flow, goods))
    else:
        _on_to_why(flow, goods, goods.request)


def _on_to_why(flow: Flow, goods: Goods, request: RefundRequest) -> None:
    flow.go(WhyStep(flow, RefundGoods(subject=goods.subject, request=request)))


def _amount(amount: Money) -> Message:
    return Message(key="task.correct.value.amount", params={"amount": amount})
