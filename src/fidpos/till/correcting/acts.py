"""The corrections of a visit that this till recorded: another amount, another member, undone."""

from dataclasses import dataclass, replace

from fidpos.domain.basket import Basket
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.money import Money
from fidpos.till.announce import Said, visit_voided
from fidpos.till.correct import Exchange, correct_amount, foresee_amount, foresee_move, move_to_member
from fidpos.till.correcting.act import Done, Proposal, Refusal
from fidpos.till.correcting.card_money import CardMoney, GiftWork, card_money, paid_by_cards
from fidpos.till.correcting.reason import ReasonCode
from fidpos.till.correcting.words import Figures, amount_changed, name_of, net, why_fact
from fidpos.till.correction import CorrectionRefusal, CorrectionWork, refusal
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.task.view import Fact
from fidpos.till.view import Message, Tone
from fidpos.till.void_visit import Voiding, void_event
from fidpos.wire.events import VisitVoided


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The visit that is corrected, the language in which that is said, and the gift cards that paid it."""

    id: VisitId
    language: str
    gift_work: GiftWork

    def read(self, work: CorrectionWork) -> RecordedVisit:
        """As the store has it now."""
        visit = work.store.visit(self.id)
        assert visit is not None, "what the journal tells stays"
        return visit

    def figures(self, work: CorrectionWork, visit: RecordedVisit) -> Figures:
        """In the words of the programme of its day."""
        return Figures(work.store.programme_of(visit.programme_version), self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAmount:
    """The purchase was mistyped; `new_visit_id` is of the visit that will stand in place of the first."""

    subject: Subject
    new_visit_id: VisitId
    amount: Money

    reasons = (ReasonCode.MISTYPED, ReasonCode.REGISTER_CHANGED, ReasonCode.TWICE)
    title = Message(key="task.correct.amount.title")
    why = Message(key="task.correct.amount.why")

    @property
    def visit_id(self) -> VisitId:
        """The first one."""
        return self.subject.id

    def foresee(self, work: CorrectionWork, reason: str) -> Proposal | Refusal:
        """Both visits, side by side."""
        visit = self.subject.read(work)
        basket = Basket.of_amount(self.amount)
        foreseen = foresee_amount(work, visit, visit_id=self.new_visit_id, basket=basket, reason=reason)
        if isinstance(foreseen, CorrectionRefusal):
            return foreseen
        back = self._card_money(work, visit, foreseen, reason)
        if not isinstance(back, CardMoney):
            return back
        figures, counter = self.subject.figures(work, visit), visit.counter
        after = net(foreseen.closed.entries, counter)
        delta = after + net(foreseen.void.entries, counter)
        facts = (
            amount_changed(visit.amount, self.amount),
            *_discount_changed(visit, foreseen),
            figures.moved(counter, visit.points, after),
            figures.balance(work.store, visit.account_id, counter, delta),
            *back.fact(visit),
            why_fact(reason, self.reasons),
        )
        return Proposal(facts=facts)

    def _card_money(
        self, work: CorrectionWork, visit: RecordedVisit, foreseen: Exchange, reason: str
    ) -> CardMoney | GiftCardRefusal:
        """What the cards paid beyond what is due now."""
        gift_work = self.subject.gift_work(work.authority)
        due_minor = foreseen.closed.amount_minor - foreseen.closed.discount_minor
        too_much = max(0, paid_by_cards(gift_work, work.store, visit) - due_minor)
        return card_money(gift_work, work.store, visit, reason=reason, at_most=too_much)

    def perform(self, work: CorrectionWork, reason: str) -> Done | Refusal:
        """As foreseen, on what is true by now."""
        visit = self.subject.read(work)
        basket = Basket.of_amount(self.amount)
        foreseen = foresee_amount(work, visit, visit_id=self.new_visit_id, basket=basket, reason=reason)
        if isinstance(foreseen, CorrectionRefusal):
            return foreseen
        back = self._card_money(work, visit, foreseen, reason)
        if not isinstance(back, CardMoney):
            return back
        done = correct_amount(
            work,
            visit,
            visit_id=self.new_visit_id,
            basket=basket,
            reason=reason,
            beside=back.events,
        )
        if isinstance(done, CorrectionRefusal):
            return done
        params: dict[str, object] = {"before": done.before.amount, "after": done.after.amount}
        message = Message(key="task.correct.amount.done", params=params)
        return Done(said=Said(tone=Tone.SUCCESS, message=message), member_id=done.after.member_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMember:
    """The visit is somebody else's; `new_visit_id` is of the visit that they will have."""

    subject: Subject
    new_visit_id: VisitId
    member_id: MemberId

    reasons = (ReasonCode.WRONG_CARD, ReasonCode.MISTYPED)
    title = Message(key="task.correct.member.title")
    why = Message(key="task.correct.member.why")

    @property
    def visit_id(self) -> VisitId:
        """The first one."""
        return self.subject.id

    def foresee(self, work: CorrectionWork, reason: str) -> Proposal | Refusal:
        """What one loses and the other gains."""
        visit = self.subject.read(work)
        member_id = self.member_id
        foreseen = foresee_move(work, visit, visit_id=self.new_visit_id, member_id=member_id, reason=reason)
        if isinstance(foreseen, CorrectionRefusal):
            return foreseen
        figures, counter, store = self.subject.figures(work, visit), visit.counter, work.store
        lost = net(foreseen.void.entries, counter)
        gained = net(foreseen.closed.entries, counter)
        facts = (
            _whose(name_of(store, visit.member_id), name_of(store, member_id)),
            Fact(label=Message(key="task.correct.fact.amount"), value=_money(visit.amount)),
            _theirs(figures.balance(store, visit.account_id, counter, lost), name_of(store, visit.member_id)),
            _theirs(
                figures.balance(store, foreseen.closed.account_id, counter, gained), name_of(store, member_id)
            ),
            why_fact(reason, self.reasons),
        )
        return Proposal(facts=facts)

    def perform(self, work: CorrectionWork, reason: str) -> Done | Refusal:
        """As foreseen, on what is true by now."""
        visit = self.subject.read(work)
        done = move_to_member(
            work, visit, visit_id=self.new_visit_id, member_id=self.member_id, reason=reason
        )
        if isinstance(done, CorrectionRefusal):
            return done
        params: dict[str, object] = {"name": name_of(work.store, done.after.member_id)}
        message = Message(key="task.correct.member.done", params=params)
        return Done(said=Said(tone=Tone.SUCCESS, message=message), member_id=done.after.member_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidVisit:
    """The visit is undone: nothing of it was true."""

    subject: Subject

    reasons = (ReasonCode.NOT_SOLD, ReasonCode.TWICE, ReasonCode.REGISTER_CHANGED)
    title = Message(key="task.correct.void.title")
    why = Message(key="task.correct.void.why")

    @property
    def visit_id(self) -> VisitId:
        """Which one."""
        return self.subject.id

    def foresee(self, work: CorrectionWork, reason: str) -> Proposal | Refusal:
        """What it takes back."""
        event = self._event(work, reason)
        if isinstance(event, CorrectionRefusal):
            return event
        visit = self.subject.read(work)
        back = self._card_money(work, visit, reason)
        if not isinstance(back, CardMoney):
            return back
        figures, counter = self.subject.figures(work, visit), visit.counter
        facts = (
            amount_changed(visit.amount, Money(0, visit.amount.currency)),
            figures.moved(counter, visit.points, 0),
            figures.balance(work.store, visit.account_id, counter, net(event.entries, counter)),
            *back.fact(visit),
            why_fact(reason, self.reasons),
        )
        return Proposal(facts=facts)

    def perform(self, work: CorrectionWork, reason: str) -> Done | Refusal:
        """As foreseen; undone before, it stays so."""
        event = self._event(work, reason)
        if isinstance(event, CorrectionRefusal):
            return event
        visit = self.subject.read(work)
        back = self._card_money(work, visit, reason)
        if not isinstance(back, CardMoney):
            return back
        work.store.commit_together((*back.events, event.owing(back.owed_minor)))
        return Done(said=back.tell(visit_voided(event, None), visit), member_id=event.member_id)

    def _card_money(
        self, work: CorrectionWork, visit: RecordedVisit, reason: str
    ) -> CardMoney | GiftCardRefusal:
        gift_work = self.subject.gift_work(work.authority)
        return card_money(gift_work, work.store, visit, reason=reason, may_owe=True)

    def _event(self, work: CorrectionWork, reason: str) -> VisitVoided | CorrectionRefusal:
        visit = self.subject.read(work)
        refused = refusal(work, visit, reason)
        if refused is None and visit.is_refunded:
            refused = CorrectionRefusal.REFUNDED
        if refused is not None:
            return refused
        authority = work.authority
        voiding = Voiding(
            staff_id=authority.answers.id,
            asked_by=authority.asker_id,
            flagged=authority.is_manager and authority.is_doubtful(visit.member_id),
            reason=reason,
            at=work.at,
            business_day=work.today,
            new_id=work.new_id,
        )
        return void_event(visit, voiding)


def _discount_changed(visit: RecordedVisit, foreseen: Exchange) -> tuple[Fact, ...]:
    after = Money(foreseen.closed.discount_minor, visit.amount.currency)
    if visit.discount == after:
        return ()
    return (replace(amount_changed(visit.discount, after), label=Message(key="task.correct.fact.discount")),)


def _whose(before: str, after: str) -> Fact:
    return Fact(
        label=Message(key="task.correct.fact.member"),
        value=Message(key="task.correct.value.change", params={"before": before, "after": after}),
    )


def _theirs(balance: Fact, name: str) -> Fact:
    return replace(balance, label=Message(key="task.correct.fact.balance_of", params={"name": name}))


def _money(amount: Money) -> Message:
    return Message(key="task.correct.value.amount", params={"amount": amount})
