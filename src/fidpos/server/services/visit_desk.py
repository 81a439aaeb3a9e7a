"""A visit put right from the office: undone, or undone with another one in its place.

The mirror of its entries undoes it; rules are run again for the one in its place alone, on the facts of that
instant. A visit on which something was spent is only undone: what it would have cost then is the counter's to
say.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from fidpos.domain.basket import Basket
from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import AccountId, EventId, MemberId, StaffId, VisitId
from fidpos.domain.member import TierStanding
from fidpos.domain.money import Currency, Money
from fidpos.posting.apply import movements
from fidpos.posting.book import book
from fidpos.posting.mirror import mirror
from fidpos.posting.voucher import issue
from fidpos.rules.codec import facts_apart
from fidpos.rules.counting import count_scopes
from fidpos.rules.engine import CompiledProgramme, compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.facts import Facts
from fidpos.rules.programme import Programme
from fidpos.server.services.owner_then import OwnerThen, facts_of_owner
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.codec import embed
from fidpos.wire.events import CountBody, RuleUseBody, VisitClosed, VisitVoided
from fidpos.wire.sealed import seal
from fidpos.wire.sync.pull import MemberState


class VisitFault(StrEnum):
    """Why a visit cannot be put right here; each has a sentence."""

    OVER = "over"
    """It was undone before."""
    REFUNDED = "refunded"
    SPENT = "spent"
    """Points, a reward or a voucher were used on it, or a voucher that it gave."""
    FORGOTTEN = "forgotten"
    """What it was computed from is not known any more."""
    SAME = "same"
    """Nothing would be another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDesk:
    """Who puts visits right, and when: at an instant, on a business day."""

    now: datetime
    day: date
    done_by: UUID
    new_id: Callable[[], UUID]

    def cancel(
        self, visit: KnownVisit, reason: str, replaced_by: VisitId | None = None
    ) -> VisitVoided | VisitFault:
        """The event that undoes the visit, or why it cannot be undone."""
        if visit.is_over:
            return VisitFault.OVER
        if visit.refunds:
            return VisitFault.REFUNDED
        told = visit.told
        moves = movements(told)
        entries = mirror(moves.entries, lots=moves.lots, allocations=moves.allocations, new_id=self.new_id)
        return VisitVoided(
            id=EventId(self.new_id()),
            at=self.now,
            visit_id=told.visit_id,
            member_id=visit.member_id,
            account_id=visit.account_id,
            staff_id=StaffId(self.done_by),
            flagged=bool(visit.vouchers_spent),
            replaced_by=replaced_by,
            business_day=self.day,
            visit_day=told.business_day,
            amount_minor=told.amount_minor,
            discount_minor=told.discount_minor,
            reason=reason,
            entries=entries,
            terms=visit.terms_back,
            vouchers_released=tuple(each.id for each in told.vouchers_used),
            vouchers_withdrawn=tuple(each.id for each in told.vouchers),
            vouchers_spent=visit.vouchers_spent,
            rule_uses=told.rule_uses,
            counts=told.counts,
            tier=visit.tier_back,
            counter=told.counter,
            points=-told.points,
            withheld=told.withheld,
        )

    def correct(
        self,
        visit: KnownVisit,
        programme: Programme,
        owner: MemberState,
        *,
        amount_minor: int,
        reason: str,
        then: OwnerThen | None = None,
    ) -> tuple[VisitVoided, VisitClosed] | VisitFault:
        """The events that put another visit in its place.

        Args:
            visit: as it is.
            programme: by which it was computed.
            owner: whose visit it is to be.
            amount_minor: what was really bought for.
            reason: why.
            then: the owner at the instant of the visit, where it is to be somebody else's.
        """
        told = visit.told
        is_moved = owner.id != visit.member_id
        if not is_moved and amount_minor == told.amount_minor:
            return VisitFault.SAME
        if told.redemptions or told.vouchers_used or visit.vouchers_spent or _spends(told):
            return VisitFault.SPENT
        facts = visit.facts_then()
        if facts is None:
            return VisitFault.FORGOTTEN
        visit_id = VisitId(self.new_id())
        void = self.cancel(visit, reason, visit_id)
        if isinstance(void, VisitFault):
            return void
        compiled, facts = compile_programme(programme), _facts(facts, told, amount_minor, visit_id)
        if is_moved:
            facts = facts_of_owner(facts, owner, then or OwnerThen(), compiled)
        elif void.tier is not None:
            owner = owner.but(tier=void.tier if void.tier.code else None)
        account_id = owner.account_id if is_moved else visit.account_id
        return void, self._closed(told, compiled, facts, owner, account_id)

    def _closed(
        self,
        told: VisitClosed,
        compiled: CompiledProgramme,
        facts: Facts,
        owner: MemberState,
        account_id: AccountId,
    ) -> VisitClosed:
        programme, evaluation = compiled.programme, evaluate(compiled, facts)
        entries = book(evaluation, programme, open_lots={}, day=told.business_day, new_id=self.new_id)
        is_moved = owner.id != told.member_id
        clear, private = facts_apart(facts)
        counts = () if evaluation.withheld else count_scopes(compiled, facts, evaluation)
        return VisitClosed(
            id=EventId(self.new_id()),
            at=told.at,
            visit_id=facts.visit.id,
            shop_id=told.shop_id,
            till_id=told.till_id,
            member_id=MemberId(owner.id),
            account_id=account_id,
            card_id=None if is_moved else told.card_id,
            medium=Medium.TYPED if is_moved else told.medium,
            trust=Trust.CLAIMED if is_moved else told.trust,
            opened_by=told.opened_by,
            closed_by=told.closed_by,
            opened_at=told.opened_at,
            business_day=told.business_day,
            currency=told.currency,
            amount_minor=evaluation.amount_minor,
            discount_minor=evaluation.discount_minor,
            lines=facts.visit.lines if facts.visit.is_itemised else (),
            line_discounts=evaluation.discounts if facts.visit.is_itemised else (),
            programme_version=programme.version,
            facts=embed(clear),
            sealed=seal(owner.key, owner.id, private) if private else b"",
            entries=entries,
            vouchers=issue(evaluation, self.new_id),
            gifts=tuple(gift.source for gift in evaluation.gifts),
            rule_uses=tuple(
                RuleUseBody(rule=use.rule, subject=use.subject, count=use.count)
                for use in evaluation.rule_uses
            ),
            counts=tuple(
                CountBody(
                    scope=each.scope,
                    visits=each.visits,
                    revenue_minor=each.revenue_minor,
                    quantity=each.quantity,
                    lines=each.lines,
                )
                for each in counts
            ),
            tier=_standing(evaluation, owner, compiled),
            counter=programme.counters[0].code,
            points=sum(each.amount for each in entries if each.counter == programme.counters[0].code),
            recorded_at=self.now,
            corrects=told.visit_id,
            register=told.register,
            ticket=told.ticket,
            ticket_day=told.ticket_day,
            withheld=evaluation.withheld,
        )


def _spends(told: VisitClosed) -> bool:
    return any(entry.amount < 0 for entry in told.entries)


def _facts(facts: Facts, told: VisitClosed, amount_minor: int, visit_id: VisitId) -> Facts:
    """Those of that instant, with what was really bought."""
    lines = facts.visit.lines
    if amount_minor != told.amount_minor:
        lines = Basket.of_amount(Money(amount_minor, Currency.of(told.currency))).lines
    return replace(facts, visit=replace(facts.visit, id=visit_id, lines=lines), requested=(), presented=())


def _standing(evaluation: Evaluation, owner: MemberState, compiled: CompiledProgramme) -> TierStanding | None:
    """What it reaches, unless as much is held by now: a visit of the past takes no tier that came later."""
    tier, held = evaluation.tier, owner.tier
    if tier is None or tier.since is None:
        return None
    reached = TierStanding(code=tier.reached, since=tier.since, until=tier.until)
    if held is None or compiled.ladder.is_above(reached.code, held.code):
        return reached
    lasts = held.until is not None and (reached.until is None or reached.until > held.until)
    return reached if reached.code == held.code and lasts else None
