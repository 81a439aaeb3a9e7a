"""Goods that another till sold come back here: the register pays, the centre takes back what they gave.

This till does not know what the visit holds. Where the centre is reached it has said beforehand what the
refund comes to; where it is not, the till tells what came back, and the centre finds out later. It refunds a
visit once, whichever counter asked first.
"""

from dataclasses import dataclass
from datetime import date

from fidpos.domain.ids import EventId, MemberId, RefundId, VisitId
from fidpos.domain.money import Currency, Money
from fidpos.domain.register_ticket import ticket_number
from fidpos.till.announce import Said
from fidpos.till.correcting.act import Done, Proposal
from fidpos.till.correcting.quoted import from_register, money_fact, named_fact, quoted_facts
from fidpos.till.correcting.refunds import REFUND_REASONS
from fidpos.till.correcting.words import Figures, name_of, why_fact
from fidpos.till.correction import CorrectionRefusal, CorrectionWork, is_older, needs_manager
from fidpos.till.ports import PastVisit
from fidpos.till.task.view import Fact
from fidpos.till.view import Message, Tone
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_quote import RefundQuote


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldElsewhere:
    """What is known of the purchase: the visit, by the customer's card, or the ticket alone.

    Attributes:
        goods: price of what comes back, before our discounts; None for all that is left of the visit.
        quote: what the centre says of it; None for a centre that was not reached.
    """

    currency: Currency
    goods: Money | None = None
    past: PastVisit | None = None
    member_id: MemberId | None = None
    ticket: str = ""
    bought_on: date | None = None
    quote: RefundQuote | None = None

    @property
    def visit_id(self) -> VisitId | None:
        """None for a ticket of which nobody has said which visit it is."""
        if self.quote is not None:
            return self.quote.visit_id
        return self.past.id if self.past is not None else None

    @property
    def goods_minor(self) -> int | None:
        """As much as was shown, where the centre said how much that is: no more comes back unseen."""
        if self.quote is not None and self.quote.goods_minor:
            return self.quote.goods_minor
        return self.goods.minor if self.goods is not None else None

    @property
    def not_paid(self) -> Money:
        """The share of the discount in what comes back, as far as this till knows."""
        past, currency = self.past, self.currency
        if past is None or not past.amount.minor:
            return Money(0, currency)
        goods = self.goods if self.goods is not None else past.amount
        return Money(past.discount.minor * goods.minor // past.amount.minor, currency)

    @property
    def price(self) -> Money:
        """Of what comes back, before our discounts."""
        if self.goods is not None:
            return self.goods
        return self.past.amount if self.past is not None else Money(0, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundElsewhere:
    """Tell the centre; the refund and the event have their ids from the beginning."""

    refund_id: RefundId
    event_id: EventId
    sold: SoldElsewhere
    language: str

    reasons = REFUND_REASONS
    title = Message(key="task.correct.refund.title")
    why = Message(key="task.correct.elsewhere.why")

    @property
    def visit_id(self) -> VisitId | None:
        """None for a ticket alone; this till may correct neither alone."""
        return self.sold.visit_id

    def event(self, work: CorrectionWork, reason: str) -> RefundAsked:
        """What is told, or asked about."""
        sold, authority = self.sold, work.authority
        return RefundAsked(
            id=self.event_id,
            at=work.at,
            refund_id=self.refund_id,
            business_day=work.today,
            currency=sold.currency.code,
            staff_id=authority.answers.id,
            visit_id=sold.visit_id,
            ticket=sold.ticket,
            bought_on=sold.bought_on,
            amount_minor=sold.goods_minor,
            reason=reason,
            asked_by=authority.asker_id,
            flagged=authority.is_doubtful(sold.member_id),
        )

    def foresee(self, work: CorrectionWork, reason: str) -> Proposal | CorrectionRefusal:
        """What the register pays back; what the member gives back, the centre finds out."""
        refused = self._refused(work, reason)
        if refused is not None:
            return refused
        whose = name_of(work.store, self.sold.member_id) if self.sold.member_id is not None else ""
        quote = self.sold.quote
        facts = self._facts(whose) if quote is None else quoted_facts(quote, self._figures(work))
        return Proposal(facts=(*facts, why_fact(reason, self.reasons)))

    def perform(self, work: CorrectionWork, reason: str) -> Done | CorrectionRefusal:
        """Into the journal, which leaves when the centre is reached; told twice, it is one refund."""
        refused = self._refused(work, reason)
        if refused is not None:
            return refused
        work.store.commit(self.event(work, reason))
        return Done(said=_asked(self._pay_back), member_id=self.sold.member_id)

    def _facts(self, whose: str) -> tuple[Fact, ...]:
        """As far as this till knows; the rest, the centre finds out."""
        sold, not_paid = self.sold, self.sold.not_paid
        return (
            *named_fact("member", whose),
            *named_fact("ticket", sold.ticket),
            money_fact("goods", sold.price),
            *((money_fact("not_paid", -not_paid),) if not_paid.minor else ()),
            money_fact("pay_back", self._pay_back, is_strong=True),
            Fact(
                label=Message(key="task.correct.fact.points"),
                value=Message(key="task.correct.value.centre_knows"),
            ),
        )

    def _figures(self, work: CorrectionWork) -> Figures:
        return Figures(work.store.programme(), self.language)

    @property
    def _pay_back(self) -> Money:
        quote, price = self.sold.quote, self.sold.price
        if quote is not None:
            return from_register(quote, price.currency)
        return Money(price.minor - self.sold.not_paid.minor, price.currency)

    def _refused(self, work: CorrectionWork, reason: str) -> CorrectionRefusal | None:
        refused = needs_manager(work, reason)
        if refused is not None:
            return refused
        past = self.sold.past
        if (past is not None and past.voided) or self._is_asked_already(work):
            return CorrectionRefusal.ALREADY
        if self._is_our_own(work):
            return CorrectionRefusal.SOLD_HERE
        day = past.business_day if past is not None else self.sold.bought_on
        if day is None:
            return None
        too_old = day > work.today or is_older(work, day, days_max=work.policy.refund_days_max)
        return CorrectionRefusal.TOO_OLD if too_old else None

    def _is_asked_already(self, work: CorrectionWork) -> bool:
        """The goods were paid back at this till, and nothing was heard of it since: once is enough.

        A part of a visit may come back after another part, where the centre has said what is left.
        """
        if self.sold.quote is not None:
            return False
        asked = (each.event for each in work.store.refund_requests.open())
        return any(event.id != self.event_id and self._is_same_purchase(event) for event in asked)

    def _is_same_purchase(self, event: RefundAsked) -> bool:
        if event.visit_id is not None or self.visit_id is not None:
            return event.visit_id == self.visit_id
        return (ticket_number(event.ticket), event.bought_on) == (
            ticket_number(self.sold.ticket),
            self.sold.bought_on,
        )

    def _is_our_own(self, work: CorrectionWork) -> bool:
        """This till sold it: the visit is refunded here, by its ticket."""
        if self.sold.past is not None or not self.sold.ticket:
            return False
        visits = work.store.visits_of_ticket(ticket_number(self.sold.ticket))
        return any(self.sold.bought_on in {None, visit.day} for visit in visits)


def _asked(pay_back: Money) -> Said:
    return Said(
        tone=Tone.SUCCESS,
        message=Message(key="task.correct.elsewhere.done", params={"pay_back": pay_back}),
        detail=Message(key="task.correct.elsewhere.done.detail"),
    )
