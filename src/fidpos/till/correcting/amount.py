"""What was really bought, and what the gift cards should have paid of it."""

from fidpos.domain.ids import VisitId
from fidpos.domain.money import Money
from fidpos.till.correcting.act import Refusal
from fidpos.till.correcting.acts import ChangeAmount, Subject
from fidpos.till.correcting.ask_amount import AskAmount, Asked
from fidpos.till.correcting.debits import LowerDebit
from fidpos.till.correcting.flow import Flow
from fidpos.till.correcting.why_step import WhyStep
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.view import Message


def amount_step(flow: Flow, subject: Subject, was: Money) -> AskAmount:
    """An amount that changes something; the visit in its place has its id from the beginning."""
    new_visit_id = VisitId(flow.new_id())

    def take(amount: Money | None) -> Refusal | None:
        if not amount or amount == was:
            return CorrectionRefusal.WRONG_AMOUNT
        change = ChangeAmount(subject=subject, new_visit_id=new_visit_id, amount=amount)
        flow.go(WhyStep(flow, change))
        return None

    return AskAmount(flow, _asked("amount", was), take)


def debit_step(flow: Flow, subject: Subject, paid: Money) -> AskAmount:
    """Less than was taken; nothing for a debit that should not have been."""

    def take(amount: Money | None) -> Refusal | None:
        if amount is None or amount.minor >= paid.minor:
            return GiftCardRefusal.WRONG_AMOUNT
        flow.go(WhyStep(flow, LowerDebit(subject=subject, should_be=amount)))
        return None

    return AskAmount(flow, _asked("debit", paid), take)


def _asked(name: str, was: Money) -> Asked:
    return Asked(
        place=f"correct.{name}",
        title=Message(key=f"task.correct.{name}.title"),
        lead=Message(key=f"task.correct.lead.{name}"),
        label=Message(key=f"task.correct.field.{name}"),
        note=Message(key="task.correct.recorded_amount", params={"amount": was}),
        currency=was.currency,
    )
