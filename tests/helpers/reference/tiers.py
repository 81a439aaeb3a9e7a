"""The tier that counts on a visit, and the one that is reached by it."""

from collections.abc import Sequence
from datetime import date

from fidpos.rules.effect import NOTHING
from fidpos.rules.effects.tier_down import TierDown
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.evaluation import TierStatus
from fidpos.rules.history import Metric
from fidpos.rules.programme import TierDef
from tests.helpers.reference.past import key_of
from tests.helpers.reference.progress import Move, Progress
from tests.helpers.reference.terms import months_after


def rank(progress: Progress, tier: str) -> int:
    """How high a tier is; -1 for none."""
    codes = [each.code for each in progress.programme.tiers]
    return codes.index(tier) if tier in codes else -1


def held(progress: Progress) -> str:
    """The tier with which the member comes."""
    if _runs(progress):
        return progress.facts.member.tier
    return _earned_by(progress.programme.tiers, _basis(progress) or 0)


def _runs(progress: Progress) -> bool:
    member = progress.facts.member
    is_over = member.tier_until is not None and member.tier_until < progress.day
    return rank(progress, member.tier) >= 0 and not is_over


def _basis(progress: Progress) -> int | None:
    basis = progress.programme.tier_basis
    return progress.known(key_of(basis.metric, basis.window, "", basis.scope))


def _earned_by(tiers: Sequence[TierDef], value: int) -> str:
    reached = ""
    for tier in tiers:
        if value >= tier.threshold:
            reached = tier.code
    return reached


def status(progress: Progress) -> TierStatus | None:
    """Where the member stands once the visit is closed."""
    tiers = progress.programme.tiers
    if not tiers:
        return None
    before = progress.tier_before
    if progress.withheld:
        return _stays(progress, before)
    value = (_basis(progress) or 0) + _adds(progress)
    reached, until = _after_moves(progress, _highest(progress, before, _earned_by(tiers, value)))
    place = rank(progress, reached)
    above = tiers[place + 1] if place + 1 < len(tiers) else None
    changes = reached != before or (reached != "" and not _runs(progress))
    return TierStatus(
        held=before,
        reached=reached,
        since=progress.day if changes else None,
        until=until if changes else None,
        value=value,
        next=above.code if above else "",
        missing=max(0, above.threshold - value) if above else 0,
    )


def _stays(progress: Progress, tier: str) -> TierStatus:
    """A visit that does not count changes nothing."""
    value = _basis(progress) or 0
    above = progress.programme.tiers[rank(progress, tier) + 1 :]
    return TierStatus(
        held=tier,
        reached=tier,
        value=value,
        next=above[0].code if above else "",
        missing=max(0, above[0].threshold - value) if above else 0,
    )


def _after_moves(progress: Progress, climbed: str) -> tuple[str, date | None]:
    """Rules in their order: up from there, or down where neither the visit nor its tier has climbed."""
    before, reached, until = progress.tier_before, climbed, _until(progress, climbed)
    stays = _highest(progress, before, climbed, progress.tier) == before
    for move in progress.moves:
        ends = _after_months(progress.day, move.months)
        step = rank(progress, move.tier) - rank(progress, reached)
        if move.is_up and step > 0:
            reached, until = move.tier, ends
        elif move.is_up and step == 0:
            until = None if until is None or ends is None else max(until, ends)
        elif not move.is_up and stays:
            reached, until = move.tier, ends
    if _highest(progress, reached, progress.tier) != reached and not stays:
        return progress.tier, _until(progress, progress.tier)
    return reached, until


def _highest(progress: Progress, *tiers: str) -> str:
    return max(tiers, key=lambda tier: rank(progress, tier))


def _adds(progress: Progress) -> int:
    basis = progress.programme.tier_basis
    if basis.metric is Metric.VISITS:
        return 1
    if basis.metric is Metric.REVENUE:
        return progress.due
    counter = basis.scope.removeprefix("counter:") or progress.programme.counters[0].code
    return sum(each.amount for each in progress.earned if each.counter == counter)


def _until(progress: Progress, tier: str) -> date | None:
    place = rank(progress, tier)
    return None if place < 0 else _after_months(progress.day, progress.programme.tiers[place].term_months)


def _after_months(day: date, months: int) -> date | None:
    return months_after(day, months) if months else None


def move(effect: TierUp | TierDown, progress: Progress) -> str:
    """Give, or take, a tier; nothing where it is not above, or below, the one held."""
    tiers = progress.programme.tiers
    now = rank(progress, progress.tier_before)
    is_up = isinstance(effect, TierUp)
    wanted = rank(progress, effect.tier) if effect.tier else now + (1 if is_up else -1)
    is_there = 0 <= wanted < len(tiers)
    if not is_there or (is_up and wanted <= now) or (not is_up and wanted >= now):
        return NOTHING
    tier = tiers[wanted]
    months = tier.term_months if effect.months is None else effect.months
    progress.moves.append(Move(rule=progress.source, tier=tier.code, months=months, is_up=is_up))
    return ""
