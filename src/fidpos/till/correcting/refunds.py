"""What came back of a visit that this till recorded, as one act of the correction."""

from dataclasses import dataclass

from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.till.announce import Said
from fidpos.till.correcting.act import Done, Proposal, Refusal
from fidpos.till.correcting.acts import Subject
from fidpos.till.correcting.card_money import CardMoney, card_money
from fidpos.till.correcting.reason import ReasonCode
from fidpos.till.correcting.words import net, why_fact
from fidpos.till.correction import CorrectionRefusal, CorrectionWork
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import RefundRequest, foresee_refund, refund_visit, refunded_by
from fidpos.till.task.view import Fact
from fidpos.till.view import Message, Tone
from fidpos.wire.events import VisitRefunded

REFUND_REASONS = (ReasonCode.CHANGED_MIND, ReasonCode.FAULTY, ReasonCode.WRONG_ARTICLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundGoods:
    """Goods came back; `request` says which, under an id of its own."""

    subject: Subject
    request: RefundRequest

    reasons = REFUND_REASONS
    title = Message(key="task.correct.refund.title")
    why = Message(key="task.correct.refund.why")

    @property
    def visit_id(self) -> VisitId:
        """Of which visit."""
        return self.subject.id

    def foresee(self, work: CorrectionWork, reason: str) -> Proposal | Refusal:
        """What the register pays back, and what the member gives back."""
        visit = self.subject.read(work)
        event = foresee_refund(work, visit, self._request(reason))
        if isinstance(event, CorrectionRefusal):
            return event
        back = self._card_money(work, visit, event, reason)
        if not isinstance(back, CardMoney):
            return back
        figures, counter = self.subject.figures(work, visit), visit.counter
        delta = net(event.entries, counter)
        before = visit.points + sum(net(each.entries, counter) for each in visit.refunds)
        facts = (
            *back.fact(visit),
            *refund_facts(event, _less(refunded_by(visit, event).pay_back, back)),
            figures.moved(counter, before, before + delta),
            figures.balance(work.store, visit.account_id, counter, delta),
            *_vouchers(event),
            why_fact(reason, self.reasons),
        )
        return Proposal(facts=facts)

    def perform(self, work: CorrectionWork, reason: str) -> Done | Refusal:
        """As foreseen, on what is true by now; the same request again pays nothing back twice."""
        visit = self.subject.read(work)
        event = foresee_refund(work, visit, self._request(reason))
        if isinstance(event, CorrectionRefusal):
            return event
        back = self._card_money(work, visit, event, reason)
        if not isinstance(back, CardMoney):
            return back
        done = refund_visit(
            work, visit, self._request(reason), beside=back.events, owed_minor=back.owed_minor
        )
        if isinstance(done, CorrectionRefusal):
            return done
        points = self.subject.figures(work, visit).of(visit.counter, done.event.points)
        said = back.tell(refunded(_less(done.pay_back, back), points), visit)
        return Done(said=said, member_id=visit.member_id)

    def _card_money(
        self, work: CorrectionWork, visit: RecordedVisit, event: VisitRefunded, reason: str
    ) -> CardMoney | GiftCardRefusal:
        """What gift cards paid comes back first, and onto them."""
        gift_work = self.subject.gift_work(work.authority)
        at_most = refunded_by(visit, event).pay_back.minor
        return card_money(gift_work, work.store, visit, reason=reason, at_most=at_most, may_owe=True)

    def _request(self, reason: str) -> RefundRequest:
        held = self.request
        return RefundRequest(
            id=held.id,
            amount=held.amount,
            lines=held.lines,
            returned=held.returned,
            ticket=held.ticket,
            reason=reason,
        )


def refunded(pay_back: Money, points: int | Money) -> Said:
    """What the cashier does now at the register."""
    return Said(
        tone=Tone.SUCCESS,
        message=Message(key="task.correct.refund.done", params={"pay_back": pay_back, "points": points}),
        detail=Message(key="task.correct.refund.done.detail"),
    )


def _less(pay_back: Money, back: CardMoney) -> Money:
    """What is left for the register to pay back."""
    return Money(pay_back.minor - back.minor - back.owed_minor, pay_back.currency)


def refund_facts(event: VisitRefunded, pay_back: Money) -> tuple[Fact, ...]:
    """The goods, what is taken off, and what is left to pay back."""
    currency = pay_back.currency
    parts = [
        ("goods", event.amount_minor),
        ("not_paid", -event.discount_minor),
        ("deducted", -event.deducted_minor),
    ]
    shown = [
        Fact(label=Message(key=f"task.correct.fact.{name}"), value=_amount(Money(minor, currency)))
        for name, minor in parts
        if minor
    ]
    label = Message(key="task.correct.fact.pay_back")
    return (*shown, Fact(label=label, value=_amount(pay_back), is_strong=True))


def _vouchers(event: VisitRefunded) -> tuple[Fact, ...]:
    count = len(event.vouchers_withdrawn)
    if not count:
        return ()
    label = Message(key="task.correct.fact.vouchers")
    return (Fact(label=label, value=Message(key="task.correct.value.withdrawn", params={"count": count})),)


def _amount(amount: Money) -> Message:
    return Message(key="task.correct.value.amount", params={"amount": amount})
