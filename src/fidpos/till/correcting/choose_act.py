"""What is wrong with the visit: everything that may be done, and why the rest may not."""

from enum import StrEnum
from typing import assert_never

from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.till.correcting.acts import VoidVisit
from fidpos.till.correcting.amount import amount_step, debit_step
from fidpos.till.correcting.ask_left import ask_left
from fidpos.till.correcting.card_money import paid_by_cards
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.other_member import OtherMember
from fidpos.till.correcting.refunding import WhatCameBack
from fidpos.till.correcting.refunds import RefundGoods
from fidpos.till.correcting.step import KeysOnly, Step
from fidpos.till.correcting.why_step import WhyStep
from fidpos.till.correcting.words import name_of, when
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Lamp, Message

_TITLE = Message(key="task.correct.title")


class What(StrEnum):
    """In the order in which it is asked for; each has a sentence `task.correct.what.<value>`."""

    AMOUNT = "amount"
    MEMBER = "member"
    REFUND = "refund"
    VOID = "void"
    DEBIT = "debit"
    """Offered where a gift card paid."""


def obstacle(what: What, visit: RecordedVisit) -> CorrectionRefusal | None:
    """What speaks against it, as far as the visit itself says so."""
    if visit.voided:
        return CorrectionRefusal.ALREADY
    if what in {What.REFUND, What.DEBIT}:
        return None
    if visit.is_refunded:
        return CorrectionRefusal.REFUNDED
    if what is What.VOID:
        return None
    if visit.vouchers_spent:
        return CorrectionRefusal.VOUCHER_USED
    if what is What.MEMBER:
        return CorrectionRefusal.REWARD_USED if visit.redeemed else None
    return CorrectionRefusal.VOUCHER_LOST if visit.vouchers_lost else None


class ChooseAct(KeysOnly):
    """The visit by its id: it is read anew each time, since others may change it meanwhile."""

    def __init__(self, flow: Flow, visit_id: VisitId) -> None:
        self._flow = flow
        self._visit_id = visit_id

    def view(self) -> TaskView:
        """The visit in the lead, a line for each thing that may be wrong."""
        visit, station = self._visit, self._flow.bench.station
        lines = [_line(what, visit) for what in self._offered(visit)]
        params = {"name": name_of(station.store, visit.member_id), "amount": visit.amount}
        return TaskView(
            place=f"correct.what:{visit.id}",
            title=_TITLE,
            lead=Message(key="task.correct.lead.what", params=dict(params)),
            body=ListBody(lines=(*lines, *self._marks(visit))),
            help="task.correct.help",
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses; one that may not be says why, and what may."""
        visit = self._visit
        offered = self._offered(visit)
        if not isinstance(act, ChooseLine) or not 0 < act.number <= len(offered):
            return
        what = offered[act.number - 1]
        refused = obstacle(what, visit)
        if refused is not None:
            self._flow.refuse(refused)
            return
        self._begin(what, visit)

    def _begin(self, what: What, visit: RecordedVisit) -> None:
        flow = self._flow
        subject = flow.subject(visit.id)
        match what:
            case What.AMOUNT:
                self._go_if_whole(amount_step(flow, subject, visit.amount), visit)
            case What.MEMBER:
                self._go_if_whole(OtherMember(flow, subject), visit)
            case What.REFUND:
                ask_left(flow, RefundGoods.title, visit, WhatCameBack(flow, subject, visit).less)
            case What.VOID:
                self._go_if_whole(WhyStep(flow, VoidVisit(subject=subject)), visit)
            case What.DEBIT:
                flow.go(debit_step(flow, subject, self._paid_by_cards(visit)))
            case _:
                assert_never(what)

    def _go_if_whole(self, step: Step, visit: RecordedVisit) -> None:
        """On, unless a part came back in another shop: its rest can be refunded, and nothing else."""
        flow = self._flow
        if flow.bench.counter.may_undo_alone(visit.id):
            flow.go(step)
            return
        ask_left(flow, _TITLE, visit, lambda minor: CorrectionRefusal.REFUNDED if minor else step)

    def _offered(self, visit: RecordedVisit) -> tuple[What, ...]:
        paid = self._paid_by_cards(visit)
        return tuple(what for what in What if what is not What.DEBIT or paid)

    def _paid_by_cards(self, visit: RecordedVisit) -> Money:
        bench = self._flow.bench
        work = bench.workplace.gift_cards.work(bench.station, bench.own_authority)
        return Money(paid_by_cards(work, bench.station.store, visit), visit.amount.currency)

    @property
    def _visit(self) -> RecordedVisit:
        visit = self._flow.bench.station.store.visit(self._visit_id)
        assert visit is not None, "what the journal tells stays"
        return visit

    def _marks(self, visit: RecordedVisit) -> tuple[Line, ...]:
        """What was done to it before, to be read."""
        today = self._flow.bench.station.today
        day = when(visit, today)
        lines = [Line(title=Message(key="task.correct.mark.recorded"), detail=day, is_open=False)]
        if visit.told.corrects is not None:
            lines.append(Line(title=Message(key="task.correct.mark.corrects"), is_open=False))
        lines += [
            Line(
                title=Message(key="task.correct.mark.refunded"),
                detail=Message(key="task.correct.on_day", params={"day": event.business_day}),
                aside=Message(
                    key="task.correct.value.amount",
                    params={"amount": Money(event.amount_minor, visit.amount.currency)},
                ),
                is_open=False,
            )
            for event in visit.refunds
        ]
        return tuple(lines)


def _line(what: What, visit: RecordedVisit) -> Line:
    refused = obstacle(what, visit)
    return Line(
        title=Message(key=f"task.correct.what.{what.value}"),
        detail=Message(key=f"correction.{refused.value}") if refused is not None else "",
        lamp=Lamp.OFF if refused is not None else None,
        is_open=refused is None,
    )
