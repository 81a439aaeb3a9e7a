"""Refunding a visit, whole or in part: from what came back to the event that tells it; till and centre alike.

`refund` mirrors entries; here stands what the programme says of gifts, vouchers, tiers and points spent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from fidpos.domain.ids import EventId, RefundId, StaffId
from fidpos.domain.member import TierStanding
from fidpos.domain.money import Money
from fidpos.posting.refund import RefundPart, RefundPosting, RefundTerms, left_of, refund
from fidpos.posting.refund_vouchers import VouchersBack, vouchers_back
from fidpos.posting.refundable import FactsThen, RefundableVisit
from fidpos.rules.origin import Bought, Cause, origins
from fidpos.rules.policy import GiftAtRefund, Policies, Refund, SpentAtRefund, TierAtRefund
from fidpos.rules.programme import Programme
from fidpos.wire.events import VisitClosed, VisitRefunded


class RefundFault(StrEnum):
    """Why this cannot come back of the visit."""

    WRONG_AMOUNT = "wrong_amount"
    """More than is left, or nothing."""
    WRONG_LINES = "wrong_lines"
    """Lines that the visit does not have, or that came back before."""


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
class RefundWord:
    """On whose word it is refunded, and when; see `VisitRefunded`."""

    staff_id: StaffId
    asked_by: StaffId | None
    flagged: bool
    at: datetime
    business_day: date
    new_id: Callable[[], UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A request that can be granted, with the programme under which the visit was closed."""

    visit: RefundableVisit
    request: RefundRequest
    part: RefundPart
    programme: Programme
    back: VouchersBack


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deduction:
    """What is paid back less, and whether a voucher that was used is not wholly covered by it."""

    minor: int
    is_owner_told: bool


def work_out(
    visit: RefundableVisit,
    request: RefundRequest,
    *,
    programme: Programme,
    word: RefundWord,
    facts_then: FactsThen,
) -> VisitRefunded | RefundFault:
    """The event that tells the refund.

    Args:
        visit: as the store has it now, of which something is left.
        request: what comes back.
        programme: under which it was closed.
        word: who answers for it.
        facts_then: what the visit was computed from.
    """
    part = _part(visit, request, programme.policies)
    if isinstance(part, RefundFault):
        return part
    back = vouchers_back(visit, part, programme, facts_then)
    part = replace(part, returned=part.returned | back.sources)
    return _event(word, _Asked(visit=visit, request=request, part=part, programme=programme, back=back))


def pay_back_minor(event: VisitRefunded) -> int:
    """What the register returns to the customer."""
    return event.amount_minor - event.discount_minor - event.deducted_minor


def _part(visit: RefundableVisit, request: RefundRequest, policies: Policies) -> RefundPart | RefundFault:
    told, left = visit.told, left_of(visit.told, visit.refunds)
    if request.lines and not _may_return(visit, request.lines):
        return RefundFault.WRONG_LINES
    if request.lines:
        amount = sum(told.lines[position].amount_minor for position in request.lines)
    elif request.amount is not None:
        amount = request.amount.minor
    else:
        amount = left
    is_rest = request.amount is None and not request.lines
    if not (0 < amount <= left or (is_rest and amount == 0)):
        return RefundFault.WRONG_AMOUNT
    gifts = frozenset(told.gifts)
    by_policy = gifts if policies.gift_at_refund is GiftAtRefund.RETURNED else frozenset[str]()
    return RefundPart(
        amount_minor=amount,
        ends=amount == left,
        lines=request.lines,
        returned=by_policy if request.returned is None else request.returned & gifts,
    )


def _may_return(visit: RefundableVisit, lines: frozenset[int]) -> bool:
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


def _event(word: RefundWord, asked: _Asked) -> VisitRefunded:
    visit, part, told = asked.visit, asked.part, asked.visit.told
    posting = refund(
        told,
        visit.refunds,
        part,
        terms=_terms(told, asked.programme),
        lots_hold=visit.lots_hold,
        new_id=word.new_id,
    )
    deduction = _deduct(asked, posting)
    return VisitRefunded(
        id=EventId(word.new_id()),
        at=word.at,
        refund_id=asked.request.id,
        visit_id=told.visit_id,
        member_id=visit.member_id,
        account_id=visit.account_id,
        staff_id=word.staff_id,
        asked_by=word.asked_by,
        flagged=deduction.is_owner_told or word.flagged,
        business_day=word.business_day,
        visit_day=told.business_day,
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
        vouchers_released=tuple(used.id for used in told.vouchers_used) if part.ends else (),
        vouchers_withdrawn=asked.back.withdrawn,
        vouchers_spent=asked.back.spent,
        rule_uses=posting.rule_uses,
        counts=posting.counts,
        tier=_tier(visit, part, asked.programme.policies),
        counter=told.counter,
        points=sum(entry.amount for entry in posting.entries if entry.counter == told.counter),
        withheld=told.withheld,
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


def _tier(visit: RefundableVisit, part: RefundPart, policies: Policies) -> TierStanding | None:
    """The tier before: with the last of the visit, as by a void, or earlier where the policy says so."""
    is_kept = policies.tier_at_refund is TierAtRefund.KEPT and not part.ends
    return None if is_kept else visit.tier_back
