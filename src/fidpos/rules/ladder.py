"""Tiers: the one that counts on a visit, the one reached by it, and how far the next one is."""

from collections.abc import Sequence
from datetime import date

from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.evaluation import TierStatus
from fidpos.rules.facts import MemberFacts
from fidpos.rules.history import Metric
from fidpos.rules.programme import Programme, TierDef
from fidpos.rules.windows import add_months
from fidpos.rules.working import Working


def tier_held(compiled: CompiledProgramme, working: Working) -> str:
    """The tier with which the member comes, empty for none.

    It is the one the member holds while its term runs, otherwise the one that their history earns.
    """
    tiers = compiled.programme.tiers
    if not tiers:
        return ""
    if _holds(working.facts.member, tiers, working):
        return working.facts.member.tier
    return _code(_earned_by(tiers, working.history.get(compiled.tier_basis_key, 0)))


def tier_status(compiled: CompiledProgramme, working: Working) -> TierStatus | None:
    """Where the member stands once the visit is closed; None when the programme has no tiers.

    A tier is never lost within its term, unless a rule takes it; a new one begins on the day it is reached.
    """
    tiers = compiled.programme.tiers
    if not tiers:
        return None
    value = working.history.get(compiled.tier_basis_key, 0) + _contribution(compiled.programme, working)
    held = _rank(tiers, working.tier_before)
    climbed = max(held, _rank(tiers, _code(_earned_by(tiers, value))))
    reached, until = _moved(tiers, working, held=held, climbed=climbed)
    above = tiers[reached + 1] if reached + 1 < len(tiers) else None
    renewed = reached != held or not _holds(working.facts.member, tiers, working)
    changes = renewed and reached >= 0
    return TierStatus(
        held=working.tier_before,
        reached=tiers[reached].code if reached >= 0 else "",
        since=working.day if changes else None,
        until=until if changes else None,
        value=value,
        next=_code(above),
        missing=max(0, above.threshold - value) if above else 0,
    )


def is_above(compiled: CompiledProgramme, tier: str, other: str) -> bool:
    """Whether one tier is above the other; no tier is below all of them."""
    tiers = compiled.programme.tiers
    return _rank(tiers, tier) > _rank(tiers, other)


def _moved(tiers: Sequence[TierDef], working: Working, *, held: int, climbed: int) -> tuple[int, date | None]:
    """The tier after what rules give and take, and the last day of its term; None for no end.

    Rules give from what the visit reaches by itself upwards, and of two terms of one tier the longer. They
    take only where nothing else climbed, and then the last one has the last word.
    """
    at_once = _rank(tiers, working.tier)
    reached, until = climbed, _until(tiers, climbed, working.day)
    for move in working.tier_moves:
        target = _rank(tiers, move.tier)
        if target > reached or target < held == max(climbed, at_once):
            reached, until = target, move.until
        elif target == reached:
            until = max(until, move.until) if until and move.until else None
    if reached < at_once > held:
        return at_once, _until(tiers, at_once, working.day)
    return reached, until


def _until(tiers: Sequence[TierDef], rank: int, day: date) -> date | None:
    term = tiers[rank].term_months if rank >= 0 else 0
    return add_months(day, term) if term else None


def _holds(member: MemberFacts, tiers: Sequence[TierDef], working: Working) -> bool:
    running = member.tier_until is None or working.day <= member.tier_until
    return running and _rank(tiers, member.tier) >= 0


def _earned_by(tiers: Sequence[TierDef], value: int) -> TierDef | None:
    found = None
    for tier in tiers:  # No generator here and below: they are most of what a ladder costs.
        if value < tier.threshold:
            break
        found = tier
    return found


def _contribution(programme: Programme, working: Working) -> int:
    """What this visit adds to the tier basis."""
    match programme.tier_basis.metric:
        case Metric.VISITS:
            return 1
        case Metric.REVENUE:
            return working.amount_minor - working.discount_minor
        case Metric.POINTS_EARNED:
            counter = programme.tier_basis.scope.removeprefix("counter:") or programme.counters[0].code
            return sum(earned.amount for earned in working.earned if earned.counter == counter)
        case Metric.QUANTITY | Metric.USES | Metric.DAYS_SINCE:
            raise AssertionError("refused by `check`")


def _rank(tiers: Sequence[TierDef], code: str) -> int:
    for rank, tier in enumerate(tiers):
        if tier.code == code:
            return rank
    return -1


def _code(tier: TierDef | None) -> str:
    return tier.code if tier else ""
