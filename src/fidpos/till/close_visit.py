"""Closing a visit: the draft, its facts and its evaluation become ONE event, committed in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fidpos.domain.ids import EventId, StaffId, VisitId
from fidpos.domain.member import TierStanding
from fidpos.domain.shop import TillIdentity
from fidpos.domain.visit import VisitDraft
from fidpos.domain.voucher_number import VoucherNumber, make
from fidpos.posting.book import book
from fidpos.posting.prolong import prolong
from fidpos.posting.voucher import SealedNumber, issue
from fidpos.rules.codec import facts_apart
from fidpos.rules.counting import count_scopes
from fidpos.rules.engine import CompiledProgramme
from fidpos.rules.evaluation import Evaluation, TierStatus
from fidpos.rules.facts import Facts
from fidpos.rules.policy import VoucherBound
from fidpos.till.member_file import MemberFile
from fidpos.till.ports import TillStore
from fidpos.wire.codec import embed
from fidpos.wire.events import (
    CountBody,
    DrawnBody,
    Event,
    RedemptionBody,
    RuleUseBody,
    VisitClosed,
    VoucherBody,
    VoucherUseBody,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyVisit:
    """A visit that can be closed: draft with member and amount, and what the programme gives for it."""

    compiled: CompiledProgramme
    draft: VisitDraft
    file: MemberFile
    facts: Facts
    evaluation: Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """By whom and when a visit is closed; `new_id` makes the ids of what follows.

    Attributes:
        recorded_at: for a visit that is recorded later than it was; see `VisitClosed`, as for the next two.
        counted_too: a programme whose scopes are counted besides those of the visit's own.
        numbers: of vouchers that were handed over already, by source, to be given again.
        drawn: what the visit spends on the till's own word.
    """

    closed_by: StaffId
    at: datetime
    new_id: Callable[[], UUID]
    recorded_at: datetime | None = None
    corrects: VisitId | None = None
    ticket: str = ""
    counted_too: CompiledProgramme | None = None
    numbers: Mapping[str, tuple[VoucherNumber, ...]] = field(default_factory=dict)
    drawn: tuple[DrawnBody, ...] = ()


def close_visit(
    store: TillStore, ready: ReadyVisit, closing: Closing, *, paid: Sequence[Event] = ()
) -> VisitClosed:
    """Record the visit and everything that follows from it; returns the event once it is durable.

    Args:
        store: of the till.
        ready: what is closed.
        closing: by whom, and when.
        paid: by gift cards: true together with the visit, or not at all.

    Raises:
        StoreError: nothing was recorded; the draft is still there.
    """
    event = closing_event(store, ready, closing)
    if paid:
        store.commit_together((*paid, event))
    else:
        store.commit(event)
    return event


def closing_event(store: TillStore, ready: ReadyVisit, closing: Closing) -> VisitClosed:
    """What is to be recorded; nothing is yet.

    Raises:
        StoreError: the store cannot seal what is personal.
    """
    facts, private = facts_apart(ready.facts)
    sealed = store.seal(ready.file.member.id, private) if private else b""
    vouchers = _vouchers(store, ready, closing)
    return _event(ready, closing, store.identity(), facts=facts, sealed=sealed, vouchers=vouchers)


def _event(
    ready: ReadyVisit,
    closing: Closing,
    identity: TillIdentity,
    *,
    facts: bytes,
    sealed: bytes,
    vouchers: tuple[VoucherBody, ...],
) -> VisitClosed:
    draft, evaluation, file = ready.draft, ready.evaluation, ready.file
    presented, basket, ticket = draft.presented, draft.basket, draft.register_ticket
    assert presented is not None
    assert basket is not None
    programme, is_itemised = ready.compiled.programme, ready.facts.visit.is_itemised
    counter = programme.counters[0].code
    entries = book(evaluation, programme, open_lots=file.lots, day=file.business_day, new_id=closing.new_id)
    return VisitClosed(
        id=EventId(closing.new_id()),
        at=closing.at,
        visit_id=draft.id,
        shop_id=identity.shop_id,
        till_id=identity.till_id,
        member_id=file.member.id,
        account_id=file.member.account_id,
        card_id=presented.card_id,
        medium=presented.medium,
        trust=presented.trust,
        opened_by=draft.opened_by,
        closed_by=closing.closed_by,
        opened_at=draft.opened_at,
        business_day=file.business_day,
        currency=basket.amount.currency.code,
        amount_minor=basket.amount.minor,
        discount_minor=evaluation.discount_minor,
        lines=basket.lines if is_itemised else (),
        line_discounts=evaluation.discounts if is_itemised else (),
        programme_version=programme.version,
        facts=embed(facts),
        sealed=sealed,
        entries=entries,
        terms=prolong(programme, file.lots, file.business_day),
        redemptions=_redemptions(ready),
        vouchers=vouchers,
        vouchers_used=tuple(
            VoucherUseBody(id=used.id, granted_minor=used.granted_minor) for used in evaluation.vouchers_used
        ),
        gifts=tuple(gift.source for gift in evaluation.gifts),
        rule_uses=tuple(
            RuleUseBody(rule=use.rule, subject=use.subject, count=use.count) for use in evaluation.rule_uses
        ),
        counts=_counts(ready, closing),
        tier=_new_standing(evaluation.tier),
        counter=counter,
        points=sum(entry.amount for entry in entries if entry.counter == counter),
        recorded_at=closing.recorded_at,
        corrects=closing.corrects,
        register=ticket.register if ticket is not None else "",
        ticket=ticket.number if ticket is not None else closing.ticket,
        ticket_day=ticket.day if ticket is not None and ticket.day != file.business_day else None,
        withheld=evaluation.withheld,
        drawn=closing.drawn,
    )


def _vouchers(store: TillStore, ready: ReadyVisit, closing: Closing) -> tuple[VoucherBody, ...]:
    """Those that the visit gives; one that the bearer is to hold out has a number."""
    if ready.compiled.programme.policies.voucher_bound is VoucherBound.MEMBER:
        return issue(ready.evaluation, closing.new_id)
    is_training = not store.identity().production
    known = {source: list(numbers) for source, numbers in closing.numbers.items()}

    def number_for(source: str) -> SealedNumber:
        again = known.get(source)
        number = again.pop(0) if again else make(is_training=is_training)
        sealed = store.seal(ready.file.member.id, number.canonical.encode())
        return SealedNumber(digest=number.digest, sealed=sealed)

    return issue(ready.evaluation, closing.new_id, number_for)


def _counts(ready: ReadyVisit, closing: Closing) -> tuple[CountBody, ...]:
    """One for each scope, whichever of the programmes names it; none of a visit that does not count."""
    if ready.evaluation.withheld:
        return ()
    programmes = (ready.compiled,) if closing.counted_too is None else (ready.compiled, closing.counted_too)
    counts = (count for each in programmes for count in count_scopes(each, ready.facts, ready.evaluation))
    return tuple(
        {
            count.scope: CountBody(
                scope=count.scope,
                visits=count.visits,
                revenue_minor=count.revenue_minor,
                quantity=count.quantity,
                lines=count.lines,
            )
            for count in counts
        }.values()
    )


def _redemptions(ready: ReadyVisit) -> tuple[RedemptionBody, ...]:
    """Each reward that was really given, under the id by which it was held."""
    held = list(ready.draft.redemptions)
    posted = []
    for spent in ready.evaluation.spent:
        hold = next(redemption for redemption in held if redemption.reward == spent.reward)
        held.remove(hold)
        posted.append(
            RedemptionBody(id=hold.id, reward=spent.reward, counter=spent.counter, cost=spent.amount)
        )
    return tuple(posted)


def _new_standing(tier: TierStatus | None) -> TierStanding | None:
    if tier is None or tier.since is None:
        return None
    return TierStanding(code=tier.reached, since=tier.since, until=tier.until)
