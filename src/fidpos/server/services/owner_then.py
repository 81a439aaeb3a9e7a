"""Somebody as rules see them at an instant of the past: for a visit that turns out to be theirs.

History, tier and balances are those of the instant, less what was undone since. Limits count later uses too,
so that nothing is given twice; and what a later use has counted since the last one is not counted again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from fidpos.domain.ids import MemberId, VisitId
from fidpos.domain.member import Channel, TierStanding
from fidpos.posting.standing import TierChange
from fidpos.rules.engine import CompiledProgramme, needs
from fidpos.rules.facts import Asked, CounterBalance, Facts, MemberFacts, RuleUse, VoucherHeld
from fidpos.rules.history import WindowValue, hourly, resolve, resolve_hours
from fidpos.rules.household import age, anniversaries
from fidpos.rules.windows import WindowKind
from fidpos.server.services.recompute import past_of
from fidpos.wire.events import RuleUseBody, VisitClosed, VisitUndone
from fidpos.wire.sync.pull import MemberState


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerThen:
    """What the books say of a member around an instant.

    Attributes:
        events: their visits and what undid them, of all time, in the order in which they happened.
        tiers: changes of their tier up to the instant, oldest first.
        balances: of their account at the instant, by counter.
        consents: channels for which a consent stood.
        vouchers: given by then, and neither used before nor taken back since; those of the bearer are not
            among them.
        staff_own: they are who opened or closed the visit at the till.
    """

    events: Sequence[VisitClosed | VisitUndone] = ()
    tiers: Sequence[TierChange] = ()
    balances: Mapping[str, int] = field(default_factory=dict)
    consents: frozenset[Channel] = frozenset()
    vouchers: tuple[VoucherHeld, ...] = ()
    staff_own: bool = False


def facts_of_owner(facts: Facts, owner: MemberState, then: OwnerThen, compiled: CompiledProgramme) -> Facts:
    """The facts of a visit as they would have been, had it been the owner's from the beginning.

    Args:
        facts: of the visit, as another member's.
        owner: whose it is.
        then: the owner at the instant of the visit.
        compiled: by which it is evaluated.
    """
    day = facts.visit.business_day
    standing = _standing(then)
    return replace(
        facts,
        visit=replace(facts.visit, staff_own=then.staff_own),
        member=MemberFacts(
            id=MemberId(owner.id),
            enrolled_on=owner.enrolled_on,
            tier=standing.code if standing is not None else "",
            tier_until=standing.until if standing is not None else None,
            labels=frozenset(owner.labels),
            anniversaries=tuple(
                each
                for each in anniversaries(owner.profile, owner.enrolled_on)
                if abs(each.day.days_from(day)) <= compiled.anniversary_reach_days
            ),
            age=age(owner.profile, day) if Asked.AGE in compiled.asks else None,
            consents=then.consents if Asked.CONSENTS in compiled.asks else frozenset(),
        ),
        history=_history(facts, then, compiled),
        balances=tuple(
            CounterBalance(counter=counter.code, amount=then.balances.get(counter.code, 0))
            for counter in compiled.programme.counters
        ),
        uses=tuple(_uses(_standing_uses(then.events), day)),
        requested=(),
        vouchers=then.vouchers,
        presented=(),
    )


def _history(facts: Facts, then: OwnerThen, compiled: CompiledProgramme) -> tuple[WindowValue, ...]:
    at, day = facts.visit.at, facts.visit.business_day
    before = {each.visit_id for each in then.events if isinstance(each, VisitClosed) and each.at < at}
    past = past_of(each for each in then.events if each.visit_id in before)
    later = {use.body.rule for use in _standing_uses(then.events) if use.visit.at >= at}
    asked = tuple(
        query
        for query in needs(compiled)
        if query.window.kind is not WindowKind.SINCE_LAST_USE or query.window.rule not in later
    )
    return *resolve(asked, past, day), *resolve_hours(hourly(asked), past, at)


class _Use(NamedTuple):
    visit: VisitClosed
    body: RuleUseBody


def _standing_uses(events: Iterable[VisitClosed | VisitUndone]) -> list[_Use]:
    """Those that nothing released."""
    found: dict[tuple[VisitId, str, str], _Use] = {}
    for event in events:
        for use in event.rule_uses:
            key = event.visit_id, use.rule, use.subject
            if isinstance(event, VisitClosed):
                found[key] = _Use(event, use)
            else:
                found.pop(key, None)
    return list(found.values())


def _standing(then: OwnerThen) -> TierStanding | None:
    """The last one that was not taken back, whatever took it back."""
    left: list[TierChange] = []
    for change in then.tiers:
        if change.visit_id is not None and any(each.visit_id == change.visit_id for each in left):
            left = [each for each in left if each.visit_id != change.visit_id]
        else:
            left.append(change)
    return left[-1].standing if left else None


def _uses(standing: Iterable[_Use], day: date) -> list[RuleUse]:
    """As limits count them on a day."""
    counted: dict[tuple[str, str], RuleUse] = {}
    for visit, use in standing:
        on = visit.business_day
        before = counted.get((use.rule, use.subject), RuleUse(rule=use.rule, subject=use.subject))
        counted[use.rule, use.subject] = replace(
            before,
            total=before.total + use.count,
            this_year=before.this_year + use.count * (on.year == day.year),
            this_month=before.this_month + use.count * ((on.year, on.month) == (day.year, day.month)),
            this_week=before.this_week + use.count * (on.isocalendar()[:2] == day.isocalendar()[:2]),
            today=before.today + use.count * (on == day),
            last_on=max(before.last_on or on, on),
        )
    return [counted[key] for key in sorted(counted)]
