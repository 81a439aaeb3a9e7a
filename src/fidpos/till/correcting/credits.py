"""A forgotten card: the ticket of an earlier purchase, credited to the member at the counter."""

from dataclasses import dataclass

from fidpos.domain.money import Money
from fidpos.till.announce import Said
from fidpos.till.correcting.act import Done, Proposal
from fidpos.till.correcting.words import Figures, name_of, net
from fidpos.till.correction import CorrectionRefusal, CorrectionWork
from fidpos.till.credit import ForgottenCard, credit_forgotten_card, foresee_credit
from fidpos.till.task.view import Fact
from fidpos.till.view import Message, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTicket:
    """The purchase of a ticket becomes a visit of the member's."""

    forgotten: ForgottenCard
    language: str

    reasons = ()
    title = Message(key="task.correct.forgotten.title")
    why = Message(key="task.correct.forgotten.why")
    visit_id = None

    def foresee(self, work: CorrectionWork, _reason: str) -> Proposal | CorrectionRefusal:
        """What the ticket gives."""
        event = foresee_credit(work, self.forgotten)
        if isinstance(event, CorrectionRefusal):
            return event
        forgotten, counter = self.forgotten, event.counter
        member = forgotten.recognised.member
        figures = Figures(work.store.programme(), self.language)
        gained = net(event.entries, counter)
        amount = Message(key="task.correct.value.amount", params={"amount": forgotten.basket.amount})
        facts = (
            Fact(label=Message(key="task.correct.fact.member"), value=name_of(work.store, member.id)),
            Fact(label=Message(key="task.correct.fact.ticket"), value=event.ticket),
            Fact(label=Message(key="task.correct.fact.amount"), value=amount),
            figures.moved(counter, 0, gained),
            figures.balance(work.store, member.account_id, counter, gained),
        )
        return Proposal(facts=facts)

    def perform(self, work: CorrectionWork, _reason: str) -> Done | CorrectionRefusal:
        """Credit it, once."""
        visit = credit_forgotten_card(work, self.forgotten)
        if isinstance(visit, CorrectionRefusal):
            return visit
        points = Figures(work.store.programme(), self.language).of(visit.counter, visit.points)
        return Done(said=_credited(visit.amount, points), member_id=visit.member_id)


def _credited(amount: Money, points: int | Money) -> Said:
    params: dict[str, object] = {"amount": amount, "points": points}
    return Said(tone=Tone.SUCCESS, message=Message(key="task.correct.forgotten.done", params=params))
