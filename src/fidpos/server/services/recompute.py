"""A visit's reward once more: on the facts that the visit stored it must be the same to the last point.

The till computed it; the centre believes it and checks afterwards, since a visit is never refused. What the
history of all shops would have given is another question: it is reported apart, and changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from fidpos.domain.ids import VisitId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import TierStanding
from fidpos.domain.visit import Redemption
from fidpos.posting.apply import movements
from fidpos.posting.book import book
from fidpos.posting.voucher import issue
from fidpos.posting.worth import reward_worth_minor, voucher_worth_minor
from fidpos.rules.counting import count_scopes
from fidpos.rules.engine import CompiledProgramme, evaluate, needs
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.facts import Facts
from fidpos.rules.history import hourly, resolve, resolve_hours
from fidpos.rules.past import CountedVisit, DayAggregate, LastDay, LifetimeTotals, Past, PastUse
from fidpos.wire.events import EntryBody, VisitClosed, VisitRefunded, VisitUndone, VoucherBody

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part of a reward that is not the same.

    Attributes:
        part: stable name of the part.
        told: what the event says.
        computed: what the programme gives.
    """

    part: str
    told: str
    computed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuller:
    """What the reward would have been, had the till known what the centre knows."""

    discount_minor: int
    earned: int


def recompute(event: VisitClosed, facts: Facts, compiled: CompiledProgramme) -> tuple[Difference, ...]:
    """Where the event differs from what the programme gives on its facts; empty when it is the same.

    Args:
        event: as the till told it.
        facts: the event's own, put together again.
        compiled: the version that the event names.
    """
    evaluation = evaluate(compiled, facts)
    told, computed = dict(_told(event)), dict(_computed(event, facts, compiled, evaluation))
    differing = (
        Difference(part=part, told=repr(told[part]), computed=repr(computed[part]))
        for part in told
        if told[part] != computed[part]
    )
    return *differing, *_drawing(event, facts, compiled, evaluation)


def _told(event: VisitClosed) -> Iterator[tuple[str, object]]:
    yield "visit", (event.visit_id, event.shop_id, event.till_id, event.business_day, event.amount_minor)
    yield "discount", event.discount_minor
    yield "entries", [_terms(entry) for entry in event.entries]
    yield "points", sum(entry.amount for entry in event.entries if entry.counter == event.counter)
    yield "redemptions", sorted((each.reward, each.counter, each.cost) for each in event.redemptions)
    yield "vouchers", [_voucher_terms(body) for body in event.vouchers]
    yield "vouchers_used", [(use.id, use.granted_minor) for use in event.vouchers_used]
    yield "gifts", event.gifts
    yield "rule_uses", [(use.rule, use.subject, use.count) for use in event.rule_uses]
    yield "tier", event.tier
    yield "withheld", event.withheld
    yield (
        "counts",
        {count.scope: (count.visits, count.revenue_minor, count.quantity) for count in event.counts},
    )


def _computed(
    event: VisitClosed, facts: Facts, compiled: CompiledProgramme, evaluation: Evaluation
) -> Iterator[tuple[str, object]]:
    visit, programme = facts.visit, compiled.programme
    entries = [*_debits(evaluation), *_credits(event, compiled, evaluation)]
    main = programme.counters[0].code
    yield "visit", (visit.id, visit.shop, visit.till, visit.business_day, evaluation.amount_minor)
    yield "discount", evaluation.discount_minor
    yield "entries", entries
    yield "points", sum(entry[3] for entry in entries if entry[0] == main)
    yield "redemptions", sorted((spent.reward, spent.counter, spent.amount) for spent in evaluation.spent)
    yield "vouchers", [_voucher_terms(body) for body in issue(evaluation, lambda: _NOBODY)]
    yield "vouchers_used", [(used.id, used.granted_minor) for used in evaluation.vouchers_used]
    yield "gifts", tuple(gift.source for gift in evaluation.gifts)
    yield "rule_uses", [(use.rule, use.subject, use.count) for use in evaluation.rule_uses]
    yield "tier", _standing(evaluation)
    yield "withheld", evaluation.withheld
    yield "counts", _counts(event, facts, compiled, evaluation)


def _drawing(
    event: VisitClosed, facts: Facts, compiled: CompiledProgramme, evaluation: Evaluation
) -> Iterator[Difference]:
    """What was drawn on allowances is what one or more of the choices cost the shop; which, is not told."""
    drawn_minor = sum(drawn.amount_minor for drawn in event.drawn)
    if not event.drawn:
        return
    worth = list(_worth(event, facts, compiled, evaluation))
    if not min(worth, default=1) <= drawn_minor <= sum(worth):
        yield Difference(part="drawn", told=repr(drawn_minor), computed=repr(worth))


def _worth(
    event: VisitClosed, facts: Facts, compiled: CompiledProgramme, evaluation: Evaluation
) -> Iterator[int]:
    """Of each reward and voucher on the visit."""
    for spent in event.redemptions:
        used = Redemption(id=spent.id, reward=spent.reward, counter=spent.counter, cost=spent.cost)
        yield reward_worth_minor(compiled.programme, evaluation, used)
    sources = {voucher.id: voucher.source for voucher in facts.vouchers}
    for use in event.vouchers_used:
        yield voucher_worth_minor(evaluation, use.id, sources.get(use.id, ""))


_Terms = tuple[str, EntryKind, str, int, date | None, date | None]
"""Counter, kind, cause, amount, and the last and first day of the lot that it opens."""


def _terms(entry: EntryBody) -> _Terms:
    lot = entry.lot
    days = (lot.expires_on, lot.spendable_from) if lot is not None else (None, None)
    return entry.counter, entry.kind, entry.cause, entry.amount, *days


def _debits(evaluation: Evaluation) -> Iterator[_Terms]:
    """From which lots they were taken, the till's own lots said."""
    for spent in evaluation.spent:
        if spent.amount:
            yield spent.counter, EntryKind.SPEND, spent.reward, -spent.amount, None, None


def _credits(event: VisitClosed, compiled: CompiledProgramme, evaluation: Evaluation) -> Iterator[_Terms]:
    earning = replace(evaluation, spent=())
    entries = book(earning, compiled.programme, open_lots={}, day=event.business_day, new_id=lambda: _NOBODY)
    return map(_terms, entries)


def _voucher_terms(body: VoucherBody) -> tuple[object, ...]:
    """All but its id and its number."""
    return (
        *(body.source, body.title, bytes(body.effect), body.valid_from, body.valid_until, body.least_minor),
    )


def _standing(evaluation: Evaluation) -> TierStanding | None:
    tier = evaluation.tier
    if tier is None or tier.since is None:
        return None
    return TierStanding(code=tier.reached, since=tier.since, until=tier.until)


def _counts(
    event: VisitClosed, facts: Facts, compiled: CompiledProgramme, evaluation: Evaluation
) -> dict[str, tuple[int, int, int]]:
    """A visit that stands for another one is counted for the scopes of a later programme besides."""
    if evaluation.withheld:
        return {}
    told = {count.scope: (count.visits, count.revenue_minor, count.quantity) for count in event.counts}
    mine = {
        count.scope: (count.visits, count.revenue_minor, count.quantity)
        for count in count_scopes(compiled, facts, evaluation)
    }
    return told | mine if event.corrects is not None else mine


def fuller(facts: Facts, compiled: CompiledProgramme, earlier: Iterable[VisitClosed | VisitUndone]) -> Fuller:
    """The reward by the history of all shops.

    Args:
        facts: of the visit.
        compiled: its programme.
        earlier: of the same member, all that happened before the visit.
    """
    queries = needs(compiled)
    past = past_of(earlier)
    history = (
        *resolve(queries, past, facts.visit.business_day),
        *resolve_hours(hourly(queries), past, facts.visit.at),
    )
    evaluation = evaluate(compiled, replace(facts, history=history))
    main = compiled.programme.counters[0].code
    return Fuller(discount_minor=evaluation.discount_minor, earned=evaluation.earned_on(main))


def past_of(events: Iterable[VisitClosed | VisitUndone]) -> Past:
    """What events make of a member's past, as the rules read it."""
    rows: list[DayAggregate] = []
    visits: dict[VisitId, CountedVisit] = {}
    uses: dict[tuple[VisitId, str, str], PastUse] = {}
    for event in events:
        days = movements(event).days
        rows += days
        if isinstance(event, VisitClosed):
            visits[event.visit_id] = CountedVisit(at=event.at, sums=days)
            for use in event.rule_uses:
                key = (event.visit_id, use.rule, use.subject)
                uses[key] = PastUse(rule=use.rule, day=event.business_day, at=event.at, count=use.count)
            continue
        for use in event.rule_uses:
            uses.pop((event.visit_id, use.rule, use.subject), None)
        if not isinstance(event, VisitRefunded) or (event.ends and not event.still_counts):
            visits.pop(event.visit_id, None)
    return Past(
        days=rows,
        lifetime=[_lifetime(row) for row in rows],
        visits=tuple(visits.values()),
        uses=tuple(uses.values()),
        last_days=tuple(_last_days(visits.values())),
    )


def _lifetime(row: DayAggregate) -> LifetimeTotals:
    """A part of them: whoever reads them takes the sum."""
    return LifetimeTotals(
        visits=row.visits,
        revenue_minor=row.revenue_minor,
        points_earned=row.points_earned,
        quantity=row.quantity,
        scope=row.scope,
    )


def _last_days(visits: Iterable[CountedVisit]) -> Iterator[LastDay]:
    last: dict[str, date] = {}
    for visit in visits:
        for part in visit.sums:
            if part.visits:
                last[part.scope] = max(part.day, last.get(part.scope, part.day))
    return (LastDay(day=day, scope=scope) for scope, day in last.items())
