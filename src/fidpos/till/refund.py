"""Refunding a visit at the counter, whole or in part: goods came back, the sale itself was right.

The register gives the money back; fidpos says how much, and takes back what the member had for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from fidpos.domain.money import Money
from fidpos.posting.refund import left_of
from fidpos.posting.refunding import RefundFault, RefundRequest, RefundWord, pay_back_minor, work_out
from fidpos.till.correction import CorrectionRefusal, CorrectionWork, facts_then, is_older, refusal
from fidpos.till.ports import RecordedVisit
from fidpos.wire.events import Event, VisitRefunded

__all__ = ["RefundRequest", "Refunded", "foresee_refund", "refund_visit", "refunded_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """The refund is durable; `pay_back` is what the register returns to the customer."""

    event: VisitRefunded
    pay_back: Money


def refund_visit(
    work: CorrectionWork,
    visit: RecordedVisit,
    request: RefundRequest,
    beside: Sequence[Event] = (),
    *,
    owed_minor: int = 0,
) -> Refunded | CorrectionRefusal:
    """Refund a part of the visit, or all that is left of it; the same request again gives the first result.

    Args:
        work: on whose word.
        visit: as the store has it now.
        request: what comes back.
        beside: what is true together with it or not at all.
        owed_minor: of what is paid back, what a gift card had paid that has ended since.

    Raises:
        StoreError: nothing was refunded.
    """
    known = next((event for event in visit.refunds if event.refund_id == request.id), None)
    if known is not None:
        return refunded_by(visit, known)
    event = foresee_refund(work, visit, request)
    if isinstance(event, CorrectionRefusal):
        return event
    event = event.owing(owed_minor)
    work.store.commit_together((*beside, event))
    return refunded_by(visit, event)


def foresee_refund(
    work: CorrectionWork, visit: RecordedVisit, request: RefundRequest
) -> VisitRefunded | CorrectionRefusal:
    """What `refund_visit` would write; nothing is written."""
    refused = refusal(work, visit, request.reason)
    if refused is not None:
        return refused
    if is_older(work, visit.business_day, days_max=work.policy.refund_days_max):
        return CorrectionRefusal.TOO_OLD
    if _is_more_than_left(visit, request):
        return CorrectionRefusal.WRONG_AMOUNT
    authority = work.authority
    word = RefundWord(
        staff_id=authority.answers.id,
        asked_by=authority.asker_id,
        flagged=authority.is_manager and authority.is_doubtful(visit.member_id),
        at=work.at,
        business_day=work.today,
        new_id=work.new_id,
    )
    programme = work.store.programme_of(visit.programme_version)
    then = partial(facts_then, work, visit)
    event = work_out(visit, request, programme=programme, word=word, facts_then=then)
    return CorrectionRefusal(event.value) if isinstance(event, RefundFault) else event


def _is_more_than_left(visit: RecordedVisit, request: RefundRequest) -> bool:
    """Once a part came back elsewhere, only an amount does here: nobody knows which articles are left."""
    if not visit.elsewhere_minor:
        return False
    left_minor = left_of(visit.told, visit.refunds) - visit.elsewhere_minor
    return request.amount is None or request.amount.minor > left_minor


def refunded_by(visit: RecordedVisit, event: VisitRefunded) -> Refunded:
    """What the register pays back by it."""
    return Refunded(event=event, pay_back=Money(pay_back_minor(event), visit.amount.currency))
