"""Undoing a closed visit: the mirror of its entries, in one event."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fidpos.domain.ids import EventId, StaffId, VisitId
from fidpos.domain.staff import Role, Staff
from fidpos.posting.mirror import mirror
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit, TillStore
from fidpos.wire.events import VisitVoided


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """The visit was undone; `event` is durable.

    Attributes:
        returned_minor: what went back onto the gift cards that paid it.
    """

    visit: RecordedVisit
    event: VisitVoided
    returned_minor: int = 0


def check_void(
    store: TillStore, visit_id: VisitId | None, *, by: Staff, fresh: bool
) -> RecordedVisit | CorrectionRefusal:
    """The visit, if this person may undo it now.

    Args:
        store: where it was recorded.
        visit_id: the visit closed last.
        by: who asks.
        fresh: within the time, and before the next member, in which a cashier may undo a visit alone.
    """
    visit = store.visit(visit_id) if visit_id is not None else None
    if visit is None:
        return CorrectionRefusal.NOTHING
    if visit.voided:
        return CorrectionRefusal.ALREADY
    if visit.is_refunded:
        return CorrectionRefusal.REFUNDED
    alone = by.role is Role.CASHIER and fresh and not visit.redeemed
    if by.role is not Role.MANAGER and not alone:
        return CorrectionRefusal.NEEDS_MANAGER
    return visit


def void_visit(
    store: TillStore,
    visit: RecordedVisit,
    *,
    by: Staff,
    reason: str,
    at: datetime,
    new_id: Callable[[], UUID],
) -> Voided:
    """Undo the visit; what it earned is taken back, what it spent is given back.

    Raises:
        StoreError: nothing was changed.
    """
    voiding = Voiding(
        staff_id=by.id,
        reason=reason,
        at=at,
        business_day=store.identity().calendar.business_day(at),
        new_id=new_id,
    )
    event = void_event(visit, voiding)
    store.commit(event)
    return Voided(visit=visit, event=event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiding:
    """By whom, when and why a visit is undone; see `VisitVoided`."""

    staff_id: StaffId
    reason: str
    at: datetime
    business_day: date
    new_id: Callable[[], UUID]
    asked_by: StaffId | None = None
    flagged: bool = False
    replaced_by: VisitId | None = None


def void_event(visit: RecordedVisit, voiding: Voiding) -> VisitVoided:
    """The mirror of all that the visit did, for a visit of which nothing was refunded.

    The owner is told when a voucher that it gave was used since: what that was worth is not asked back.
    """
    entries = mirror(visit.entries, lots=visit.lots, allocations=visit.allocations, new_id=voiding.new_id)
    return VisitVoided(
        id=EventId(voiding.new_id()),
        at=voiding.at,
        visit_id=visit.id,
        member_id=visit.member_id,
        account_id=visit.account_id,
        staff_id=voiding.staff_id,
        asked_by=voiding.asked_by,
        flagged=voiding.flagged or bool(visit.vouchers_spent),
        replaced_by=voiding.replaced_by,
        business_day=voiding.business_day,
        visit_day=visit.business_day,
        amount_minor=visit.amount.minor,
        discount_minor=visit.discount.minor,
        reason=voiding.reason,
        entries=entries,
        terms=visit.terms_back,
        vouchers_released=visit.vouchers_used,
        vouchers_withdrawn=visit.vouchers,
        vouchers_spent=visit.vouchers_spent,
        rule_uses=visit.rule_uses,
        counts=visit.counts,
        tier=visit.tier_back,
        counter=visit.counter,
        points=-visit.points,
        withheld=visit.told.withheld,
    )
