"""Refunding a visit that another till recorded: at the centre, once, whichever counter asked first.

The till that asks knows neither the visit's lots nor its vouchers and limits; the centre has all of them. It
may ask beforehand what would become of its refund. The refund is an act of the office, and every till that
holds the member hears what became of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fidpos.domain.correction_policy import CorrectionPolicy
from fidpos.domain.folding import short_name
from fidpos.domain.ids import EventId, MemberId, StaffId, VisitId, uuid7
from fidpos.domain.money import Currency, Money
from fidpos.posting.refund import left_of
from fidpos.posting.refunding import RefundFault, RefundRequest, RefundWord, work_out
from fidpos.server.ports import TillRecord, Unit
from fidpos.server.services.authorise import may_approve
from fidpos.server.services.office import Office
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.codec import decode, kind_of
from fidpos.wire.events import VisitRefunded
from fidpos.wire.refund_events import REFUND_ASKED, RefundAsked
from fidpos.wire.sync.refund_fate import RefundFatesAnswer
from fidpos.wire.sync.refund_quote import ARTICLES_MAX, QuoteRefusal, RefundQuote, RefundQuoteAnswer


def settle_refund(unit: Unit, till: TillRecord, event: RefundAsked, now: datetime) -> bool:
    """Refund what was asked; whether nobody has to look at it any more.

    A manager of the till's own shop must answer for it, by what the centre knows of its people.
    """
    visit = _visit(unit, event)
    if isinstance(visit, QuoteRefusal) or not may_approve(unit, till, event.staff_id):
        return False
    if _has(visit, event):
        return True
    refund = _worked_out(unit, visit, event, now)
    if isinstance(refund, QuoteRefusal):
        return False
    _refund(unit, refund, event.staff_id, now)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """A request that the centre could not settle, as the office looks at it; the accounts are locked.

    Attributes:
        visits: which it may be about; several where registers use one number twice.
    """

    event: RefundAsked
    visits: Sequence[KnownVisit]

    @property
    def is_done(self) -> bool:
        """Whether it was refunded meanwhile."""
        return any(_has(visit, self.event) for visit in self.visits)


def ask_again(unit: Unit, event: RefundAsked) -> AskedAgain:
    """What the request may be about, by what is known now."""
    ids = [event.visit_id] if event.visit_id is not None else _of_ticket(unit, event)
    found = [unit.visits().visit(visit_id) for visit_id in sorted(ids)]
    return AskedAgain(event=event, visits=[visit for visit in found if visit is not None])


def refund_from_office(
    unit: Unit,
    visit: KnownVisit,
    event: RefundAsked,
    amount_minor: int | None,
    *,
    done_by: UUID,
    now: datetime,
) -> QuoteRefusal | None:
    """Do what was asked, of this visit and on the word of somebody of the office; or say why it cannot be.

    Under the id of the request: it is refunded once, whoever does it.

    Args:
        unit: the transaction that has locked the visit.
        visit: as it is.
        event: the request.
        amount_minor: of the basket, before our discounts; None for all that is left.
        done_by: who answers for it.
        now: the centre's clock.

    Raises:
        EventRefused: it contradicts what is there; nothing was changed.
    """
    if _has(visit, event):
        return QuoteRefusal.OVER
    refund = _worked_out(unit, visit, event.answered_by(StaffId(done_by), amount_minor), now)
    if isinstance(refund, QuoteRefusal):
        return refund
    _refund(unit, refund, done_by, now)
    return None


def quote_refund(unit: Unit, event: RefundAsked, now: datetime) -> RefundQuoteAnswer:
    """What `settle_refund` would make of the event, whoever answers for it; nothing is changed."""
    visit = _visit(unit, event)
    if isinstance(visit, QuoteRefusal):
        return RefundQuoteAnswer(refused=visit)
    refund = _worked_out(unit, visit, event, now)
    if isinstance(refund, QuoteRefusal):
        return RefundQuoteAnswer(refused=refund)
    told = visit.told
    articles = [line.label or line.article for line in told.lines]
    quote = RefundQuote(
        visit_id=told.visit_id,
        name=name_of(unit, visit.member_id),
        bought_on=told.business_day,
        bought_minor=told.amount_minor,
        left_minor=left_of(told, visit.refunds),
        goods_minor=refund.amount_minor,
        discount_minor=refund.discount_minor,
        deducted_minor=refund.deducted_minor,
        counter=refund.counter,
        points=refund.points,
        on_cards_minor=visit.on_cards_minor,
        articles=tuple(name for name in articles if name)[:ARTICLES_MAX],
    )
    return RefundQuoteAnswer(quote=quote)


def fates_of(unit: Unit, events: Collection[EventId]) -> RefundFatesAnswer:
    """What became of these requests; one of a visit that no till has told yet waits for it."""
    done, refused = [], []
    for event_id, body in unit.known_events(events).items():
        if kind_of(body) != REFUND_ASKED:
            continue
        event = decode(body)
        assert isinstance(event, RefundAsked)
        visit = _visit(unit, event)
        if visit is QuoteRefusal.UNKNOWN:
            continue
        if not isinstance(visit, QuoteRefusal) and _has(visit, event):
            done.append(event_id)
        else:
            refused.append(event_id)
    return RefundFatesAnswer(done=tuple(done), refused=tuple(refused))


def _refund(unit: Unit, refund: VisitRefunded, done_by: UUID, now: datetime) -> None:
    office = Office(book=unit.office(), now=now, done_by=done_by)
    office.refund(refund)
    office.owed_after(refund)


def _has(visit: KnownVisit, event: RefundAsked) -> bool:
    return any(known.refund_id == event.refund_id for known in visit.refunds)


def name_of(unit: Unit, member_id: MemberId) -> str:
    """The member as those who served them see them; empty once they were forgotten."""
    found = (change.member for change in unit.held([member_id]) if change.member is not None)
    profile = next((member.profile for member in found), None)
    return short_name(profile.given_name, profile.family_name) if profile is not None else ""


def _visit(unit: Unit, event: RefundAsked) -> KnownVisit | QuoteRefusal:
    """The one visit that is meant."""
    ids = [event.visit_id] if event.visit_id is not None else _of_ticket(unit, event)
    if len(ids) > 1:
        return QuoteRefusal.SEVERAL
    visit = unit.visits().visit(ids[0]) if ids else None
    return visit if visit is not None else QuoteRefusal.UNKNOWN


def _of_ticket(unit: Unit, event: RefundAsked) -> Sequence[VisitId]:
    return unit.visits().of_ticket(event.ticket, event.bought_on) if event.ticket else ()


def _worked_out(
    unit: Unit, visit: KnownVisit, event: RefundAsked, now: datetime
) -> VisitRefunded | QuoteRefusal:
    """The refund, or why it cannot be."""
    told = visit.told
    programme = unit.programme(told.programme_version)
    too_old = event.business_day - told.business_day > timedelta(days=CorrectionPolicy().refund_days_max)
    if visit.is_over:
        return QuoteRefusal.OVER
    if programme is None or too_old:
        return QuoteRefusal.TOO_OLD
    if event.currency != told.currency:
        return QuoteRefusal.WRONG_AMOUNT
    minor = event.amount_minor
    request = RefundRequest(
        id=event.refund_id,
        amount=Money(minor, Currency.of(event.currency)) if minor is not None else None,
        ticket=event.ticket,
        reason=event.reason,
    )
    word = RefundWord(
        staff_id=event.staff_id,
        asked_by=event.asked_by,
        flagged=event.flagged,
        at=now,
        business_day=event.business_day,
        new_id=lambda: EventId(uuid7(now)),
    )
    worked = work_out(visit, request, programme=programme, word=word, facts_then=visit.facts_then)
    return QuoteRefusal.WRONG_AMOUNT if isinstance(worked, RefundFault) else worked
