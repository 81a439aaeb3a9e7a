"""What all corrections of a closed visit share: on whose word, when, and why not.

Within the visit a cashier may correct it; later, and where a reward was used, a manager with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from fidpos.domain.authority import Authority
from fidpos.domain.correction_policy import CorrectionPolicy
from fidpos.domain.ids import MemberId
from fidpos.domain.money import Money
from fidpos.rules.codec import facts_together
from fidpos.rules.facts import Facts
from fidpos.rules.programme import Programme
from fidpos.till.counter_store import CounterStore
from fidpos.till.ports import RecordedVisit


class CorrectionRefusal(StrEnum):
    """Why a visit is not corrected."""

    NOTHING = "nothing"
    """This till has closed no visit."""
    SOLD_HERE = "sold_here"
    """This till sold it: the visit is chosen by its ticket, and refunded as one of its own."""
    ALREADY = "already"
    """Nothing is left of the visit."""
    REFUNDED = "refunded"
    """A part of it was refunded: what is left can be refunded too."""
    NEEDS_MANAGER = "needs_manager"
    NEEDS_REASON = "needs_reason"
    WRONG_AMOUNT = "wrong_amount"
    """More than is left, nothing, or what it is already."""
    WRONG_LINES = "wrong_lines"
    """Lines that the visit does not have, or that came back before."""
    REWARD_USED = "reward_used"
    """A reward of this member was used on it: void the visit instead."""
    VOUCHER_USED = "voucher_used"
    """The voucher that the visit gave has been used: a second one is not given."""
    VOUCHER_LOST = "voucher_lost"
    """A voucher that was used on it was withdrawn since, or counts elsewhere: void the visit instead."""
    POINTS_SPENT = "points_spent"
    """A reward that the visit would cost more now cannot be afforded any more: void the visit instead."""
    WRONG_MEMBER = "wrong_member"
    """Not served, or already the visit's."""
    ERASED = "erased"
    """The member was erased, and with them what the visit was computed from."""
    TOO_OLD = "too_old"
    """Bought too long ago, or not yet."""
    TICKET_USED = "ticket_used"
    """This ticket has given points already."""
    NEEDS_TICKET = "needs_ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionWork:
    """At this till, on whose word, and when.

    Attributes:
        fresh: within the time, and before the next member, in which a cashier may correct alone.
        new_id: makes the ids of events and entries.
    """

    store: CounterStore
    authority: Authority
    fresh: bool
    at: datetime
    new_id: Callable[[], UUID]
    policy: CorrectionPolicy = field(default_factory=CorrectionPolicy)

    @property
    def own_members(self) -> frozenset[MemberId]:
        """Who the staff at work are as members: to them their own work gives no points."""
        people = (self.authority.asked_by, self.authority.answers)
        return frozenset(person.own_member_id for person in people if person.own_member_id is not None)

    @property
    def today(self) -> date:
        """The shop's business day."""
        return self.store.identity().calendar.business_day(self.at)


def refusal(work: CorrectionWork, visit: RecordedVisit, reason: str) -> CorrectionRefusal | None:
    """What speaks against correcting this visit, whatever the correction."""
    if visit.voided:
        return CorrectionRefusal.ALREADY
    if work.fresh and not visit.redeemed:
        return None
    return needs_manager(work, reason)


def facts_then(work: CorrectionWork, visit: RecordedVisit) -> Facts | None:
    """The facts of the instant; None once what is personal in them was forgotten."""
    told = visit.told
    private = work.store.unseal(visit.member_id, told.sealed) if told.sealed else b""
    return None if private is None else facts_together(bytes(told.facts), private)


def is_older(work: CorrectionWork, day: date, *, days_max: int) -> bool:
    """Whether the business day lies further back than that."""
    return work.today - day > timedelta(days=days_max)


def above_ceiling(work: CorrectionWork, programme: Programme, amount: Money) -> bool:
    """Whether the amount needs a manager, as it does at the checkout."""
    return amount.minor > programme.safeguards.amount_ceiling_minor and not work.authority.is_manager


def needs_manager(work: CorrectionWork, reason: str) -> CorrectionRefusal | None:
    """What speaks against an act that a manager answers for."""
    if not work.authority.is_manager:
        return CorrectionRefusal.NEEDS_MANAGER
    return None if reason.strip() else CorrectionRefusal.NEEDS_REASON
