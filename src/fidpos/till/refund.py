"""Refunding a visit at the counter, whole or in part: goods came back, the sale itself was right.

The register gives the money back; fidpos says how much, and takes back what the member had for it.
"""

from dataclasses import dataclass, field, replace

from fidpos.domain.ids import EventId, RefundId
from fidpos.domain.member import TierStanding
from fidpos.domain.money import Money
from fidpos.posting.refund import RefundPart, RefundPosting, RefundTerms, left_of, refund
from fidpos.rules.origin import Bought, Cause, origins
from fidpos.rules.policy import GiftAtRefund, Policies, Refund, SpentAtRefund, TierAtRefund
from fidpos.rules.programme import Programme
from fidpos.till.correction import CorrectionRefusal, CorrectionWork, is_older, refusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund_vouchers import VouchersBack, vouchers_back
from fidpos.wire.events import VisitClosed, VisitRefunded


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """What comes back.

    Attributes:
        id: made before the first attempt.
        amount: of the basket, before our discounts; None for all that is left, or for the lines.
        lines: positions in the basket, from 0, when whole lines come back.
        returned: codes of the rules and rewards whose gifts come back; None for what the programme says.
        ticket: the register's document.
    """

    id: RefundId
    amount: Money | None = None
    lines: frozenset[int] = field(default_factory=frozenset)
    returned: frozenset[str] | None = None
    ticket: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """The refund is durable; `pay_back` is what the register returns to the customer."""

    event: VisitRefunded
    pay_back: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A request that can be granted, with the programme under which the visit was closed."""

    visit: RecordedVisit
    request: RefundRequest
    part: RefundPart
    programme: Programme
    back: VouchersBack


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deduction:
    """What is paid back less, and whether a voucher that was used is not wholly covered by it."""

    minor: int
    is_owner_told: bool


def refund_visit(
    work: CorrectionWork, visit: RecordedVisit, request: RefundRequest
) -> Refunded | CorrectionRefusal:
    """Refund a part of the visit, or all that is left of it; the same request again gives the first result.

    Args:
        work: on whose word.
        visit: as the store has it now.
        request: what comes back.

    Raises:
        StoreError: nothing was refunded.
    """
    known = next((event for event in visit.refunds if event.refund_id == request.id), None)
    if known is not None:
        return _refunded(visit, known)
    refused = refusal(work, visit, request.reason)
    if refused is not None:
        return refused
    if is_older(work, visit.business_day, days_max=work.policy.refund_days_max):
        return CorrectionRefusal.TOO_OLD
    programme = work.store.programme_of(visit.programme_version)
    part = _part(visit, request, programme.policies)
    if isinstance(part, CorrectionRefusal):
        return part
    back = vouchers_back(work, visit, part, programme)
    part = replace(part, returned=part.returned | back.sources)
    asked = _Asked(visit=visit, request=request, part=part, programme=programme, back=back)
    event = _event(work, asked)
    work.store.commit(event)
    return _refunded(visit, event)


def _part(visit: RecordedVisit, request: RefundRequest, policies: Policies) -> RefundPart | CorrectionRefusal:
    told, left = visit.told, left_of(visit.told, visit.refunds)
    if request.lines and not _may_return(visit, request.lines):
        return CorrectionRefusal.WRONG_LINES
    if request.lines:
        amount = sum(told.lines[position].amount_minor for position in request.lines)
    elif request.amount is not None:
        amount = request.amount.minor
    else:
        amount = left
    is_rest = request.amount is None and not request.lines
    if not (0 < amount <= left or (is_rest and amount == 0)):
        return CorrectionRefusal.WRONG_AMOUNT
    gifts = frozenset(told.gifts)
    by_policy = gifts if policies.gift_at_refund is GiftAtRefund.RETURNED else frozenset[str]()
    return RefundPart(
        amount_minor=amount,
        ends=amount == left,
        lines=request.lines,
        returned=by_policy if request.returned is None else request.returned & gifts,
    )


def _may_return(visit: RecordedVisit, lines: frozenset[int]) -> bool:
    gone = {position for event in visit.refunds for position in event.lines}
    return lines <= set(range(len(visit.told.lines))) and not lines & gone


def _terms(told: VisitClosed, programme: Programme) -> RefundTerms:
    """Origins only where the programme takes points back line by line."""
    spent = programme.policies.spent_at_refund
    if programme.policies.refund is Refund.PROPORTIONAL:
        return RefundTerms(spent=spent)
    bought = Bought(lines=told.lines, discounts=told.line_discounts)
    causes = [Cause(entry.counter, entry.cause) for entry in told.entries]
    return RefundTerms(origins=origins(programme, bought, causes), spent=spent)


def _event(work: CorrectionWork, asked: _Asked) -> VisitRefunded:
    visit, part, authority = asked.visit, asked.part, work.authority
    posting = refund(
        visit.told,
        visit.refunds,
        part,
        terms=_terms(visit.told, asked.programme),
        lots_hold={lot.id: lot.remaining for lot in visit.lots},
        new_id=work.new_id,
    )
    deduction = _deduct(asked, posting)
    return VisitRefunded(
        id=EventId(work.new_id()),
        at=work.at,
        refund_id=asked.request.id,
        visit_id=visit.id,
        member_id=visit.member_id,
        account_id=visit.account_id,
        staff_id=authority.answers.id,
        asked_by=authority.asker_id,
        flagged=deduction.is_owner_told or (authority.is_manager and authority.is_doubtful(visit.member_id)),
        business_day=work.today,
        visit_day=visit.business_day,
        amount_minor=part.amount_minor,
        discount_minor=posting.discount_minor,
        deducted_minor=deduction.minor,
        ends=part.ends,
        still_counts=posting.still_counts,
        lines=tuple(sorted(part.lines)),
        returned=tuple(sorted(part.returned)),
        ticket=asked.request.ticket,
        reason=asked.request.reason.strip(),
        entries=posting.entries,
        settled=posting.settled,
        terms=visit.terms_back if part.ends else (),
        vouchers_released=visit.vouchers_used if part.ends else (),
        vouchers_withdrawn=asked.back.withdrawn,
        vouchers_spent=asked.back.spent,
        rule_uses=posting.rule_uses,
        counts=posting.counts,
        tier=_tier(visit, part, asked.programme.policies),
        counter=visit.counter,
        points=sum(entry.amount for entry in posting.entries if entry.counter == visit.counter),
        withheld=visit.told.withheld,
    )


def _deduct(asked: _Asked, posting: RefundPosting) -> _Deduction:
    """What points and vouchers that were used meanwhile are worth, at most what would be paid back."""
    payable_minor = asked.part.amount_minor - posting.discount_minor
    worth_minor = {counter.code: counter.worth_minor for counter in asked.programme.counters}
    counters = {entry.id: entry.counter for entry in asked.visit.told.entries}
    owed_minor = sum(one.amount * worth_minor[counters[one.entry_id]] for one in posting.settled)
    spent = asked.back.spent
    if asked.programme.policies.spent_at_refund is SpentAtRefund.DEBT:
        return _Deduction(minor=min(owed_minor, payable_minor), is_owner_told=bool(spent))
    owed_minor += sum(use.granted_minor for use in spent)
    is_settled = owed_minor <= payable_minor and all(use.granted_minor for use in spent)
    return _Deduction(minor=min(owed_minor, payable_minor), is_owner_told=bool(spent) and not is_settled)


def _tier(visit: RecordedVisit, part: RefundPart, policies: Policies) -> TierStanding | None:
    """The tier before: with the last of the visit, as by a void, or earlier where the policy says so."""
    is_kept = policies.tier_at_refund is TierAtRefund.KEPT and not part.ends
    return None if is_kept else visit.tier_back


def _refunded(visit: RecordedVisit, event: VisitRefunded) -> Refunded:
    minor = event.amount_minor - event.discount_minor - event.deducted_minor
    return Refunded(event=event, pay_back=Money(minor, visit.amount.currency))
