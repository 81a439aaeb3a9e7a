"""A forgotten card: an earlier ticket of the register is credited to the member, within some days, once.

Of a ticket's number only letters and digits are compared. Registers may begin anew each day, so that a number
may have been credited for another day already; a manager then looks at the ticket.

The visit counts for the day and hour of the purchase, under the programme in force now: a rule that was
published since is not refused to who comes back, and one that has ended gives nothing any more.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fidpos.domain.basket import Basket
from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.register_ticket import ticket_number
from fidpos.domain.visit import VisitDraft
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.till.close_visit import Closing, ReadyVisit, closing_event
from fidpos.till.correction import CorrectionRefusal, CorrectionWork, above_ceiling, is_older
from fidpos.till.gift_cards import tidy_ticket
from fidpos.till.hindsight import without_closed_windows
from fidpos.till.identify import Recognised, may_be_served
from fidpos.till.member_file import VisitContext, facts_of, read_member_file
from fidpos.till.ports import RecordedVisit
from fidpos.wire.events import VisitClosed

_LOOKED_THROUGH = 30
"""Of a member's latest visits: a ticket that may be credited is not older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenCard:
    """What the ticket says, and who holds it out; `visit_id` is made before the first attempt."""

    visit_id: VisitId
    recognised: Recognised
    ticket: str
    basket: Basket
    bought_at: datetime


def credit_forgotten_card(
    work: CorrectionWork, forgotten: ForgottenCard
) -> RecordedVisit | CorrectionRefusal:
    """Record the purchase of the ticket; the same visit again gives the first result.

    Args:
        work: on whose word; a cashier's is enough for one ticket of today's a member, up to the amount
            ceiling, under a number not seen of late. Nobody checks what is typed against the register.
        forgotten: the ticket.

    Raises:
        StoreError: nothing was credited.
    """
    known = work.store.visit(forgotten.visit_id)
    if known is not None:
        return known
    event = foresee_credit(work, forgotten)
    if isinstance(event, CorrectionRefusal):
        return event
    work.store.commit(event)
    credited = work.store.visit(forgotten.visit_id)
    assert credited is not None
    return credited


def foresee_credit(work: CorrectionWork, forgotten: ForgottenCard) -> VisitClosed | CorrectionRefusal:
    """What `credit_forgotten_card` would write; nothing is written."""
    day = work.store.identity().calendar.business_day(forgotten.bought_at)
    number = ticket_number(tidy_ticket(forgotten.ticket))
    if not number:
        return CorrectionRefusal.NEEDS_TICKET
    if forgotten.bought_at > work.at or is_older(work, day, days_max=work.policy.credit_days_max):
        return CorrectionRefusal.TOO_OLD
    refused = _used_before(work, number, day) or _told_otherwise(work, number, forgotten)
    if refused is not None:
        return refused
    if not may_be_served(forgotten.recognised.member):
        return CorrectionRefusal.WRONG_MEMBER
    ready = _ready(work, forgotten)
    is_usual = day == work.today and not _was_credited_today(work, forgotten.recognised.member.id)
    if not (is_usual or work.authority.is_manager):
        return CorrectionRefusal.NEEDS_MANAGER
    if above_ceiling(work, ready.compiled.programme, forgotten.basket.amount):
        return CorrectionRefusal.NEEDS_MANAGER
    closing = Closing(
        closed_by=work.authority.answers.id,
        at=forgotten.bought_at,
        new_id=work.new_id,
        recorded_at=work.at,
        ticket=number,
    )
    return closing_event(work.store, ready, closing)


def _used_before(work: CorrectionWork, number: str, day: date) -> CorrectionRefusal | None:
    since = day - timedelta(days=work.policy.credit_days_max)
    days = work.store.days_of_ticket(number, since)
    if day in days:
        return CorrectionRefusal.TICKET_USED
    return CorrectionRefusal.NEEDS_MANAGER if days and not work.authority.is_manager else None


def _told_otherwise(work: CorrectionWork, number: str, forgotten: ForgottenCard) -> CorrectionRefusal | None:
    """A linked register said what its ticket was; no other amount is typed for it, whoever does."""
    day = work.store.identity().calendar.business_day(forgotten.bought_at)
    told = [sale.basket.amount for sale in work.store.tickets_to_nobody(day, number) if sale.basket]
    return CorrectionRefusal.WRONG_AMOUNT if told and forgotten.basket.amount not in told else None


def _was_credited_today(work: CorrectionWork, member_id: MemberId) -> bool:
    """Whether a ticket was credited to the member today, of whatever day it was."""
    for past in work.store.recent_visits(member_id, _LOOKED_THROUGH):
        visit = work.store.visit(past.id)
        told = visit.told if visit is not None else None
        if told is None or told.recorded_at is None or told.corrects is not None or past.voided:
            continue
        if work.store.identity().calendar.business_day(told.recorded_at) == work.today:
            return True
    return False


def _ready(work: CorrectionWork, forgotten: ForgottenCard) -> ReadyVisit:
    compiled, identity = compile_programme(work.store.programme()), work.store.identity()
    recognised = forgotten.recognised
    draft = VisitDraft(
        id=forgotten.visit_id,
        opened_at=work.at,
        opened_by=work.authority.asked_by.id,
        presented=recognised.presented,
        basket=forgotten.basket,
    )
    file = read_member_file(
        work.store, compiled, recognised, identity.calendar.business_day(forgotten.bought_at)
    )
    context = VisitContext(
        draft=draft,
        identity=identity,
        at=forgotten.bought_at,
        staff_own=recognised.member.id in work.own_members,
    )
    facts = facts_of(file, forgotten.basket, context=context, requested=(), compiled=compiled)
    facts = without_closed_windows(facts, compiled, file, forgotten.bought_at)
    return ReadyVisit(
        compiled=compiled, draft=draft, file=file, facts=facts, evaluation=evaluate(compiled, facts)
    )
