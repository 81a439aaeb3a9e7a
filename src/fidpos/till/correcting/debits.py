"""Too much was taken from a gift card: the difference goes back onto it, the visit stays as it is."""

from dataclasses import dataclass

from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.till.announce import Said
from fidpos.till.correcting.act import Done, Proposal, Refusal
from fidpos.till.correcting.acts import Subject
from fidpos.till.correcting.card_money import CardMoney, card_money, paid_by_cards
from fidpos.till.correcting.reason import ReasonCode
from fidpos.till.correcting.words import amount_changed, why_fact
from fidpos.till.correction import CorrectionWork, needs_manager
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.view import Message, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerDebit:
    """What the cards should have paid; a debit that was too low is another payment, with the card."""

    subject: Subject
    should_be: Money

    reasons = (ReasonCode.MISTYPED, ReasonCode.REGISTER_CHANGED, ReasonCode.TWICE)
    title = Message(key="task.correct.debit.title")
    why = Message(key="task.correct.debit.why")

    @property
    def visit_id(self) -> VisitId:
        """The visit that was paid."""
        return self.subject.id

    def foresee(self, work: CorrectionWork, reason: str) -> Proposal | Refusal:
        """What the cards paid, and what they will have paid."""
        visit = self.subject.read(work)
        back = self._back(work, visit, reason)
        if not isinstance(back, CardMoney):
            return back
        was = Money(self.should_be.minor + back.minor, self.should_be.currency)
        facts = (amount_changed(was, self.should_be), *back.fact(visit), why_fact(reason, self.reasons))
        return Proposal(facts=facts)

    def perform(self, work: CorrectionWork, reason: str) -> Done | Refusal:
        """Put the difference back."""
        visit = self.subject.read(work)
        back = self._back(work, visit, reason)
        if not isinstance(back, CardMoney):
            return back
        work.store.commit_together(back.events)
        amount = Money(back.minor, self.should_be.currency)
        message = Message(key="task.correct.debit.done", params={"amount": amount})
        return Done(said=Said(tone=Tone.SUCCESS, message=message), member_id=visit.member_id)

    def _back(self, work: CorrectionWork, visit: RecordedVisit, reason: str) -> CardMoney | Refusal:
        refused = None if work.fresh else needs_manager(work, reason)
        if refused is not None:
            return refused
        gift_work = self.subject.gift_work(work.authority)
        too_much = paid_by_cards(gift_work, work.store, visit) - self.should_be.minor
        if too_much <= 0:
            return GiftCardRefusal.WRONG_AMOUNT
        return card_money(gift_work, work.store, visit, reason=reason, at_most=too_much)
