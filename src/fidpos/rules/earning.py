"""Why a visit may earn nothing, and what multipliers and additions make of what it earns."""

from collections.abc import Sequence

from fidpos.domain.money import PPM, floor_ratio, half_up_ratio
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.policy import Multiples
from fidpos.rules.working import RULE_CAP_POINTS, Multiplier, Working

EARNED_MAX = 10**12
"""What a visit earns at most on one counter: nine million such visits still fit into 64 bits."""
VISIT_CAP = "visit_cap_points"


def withheld(compiled: CompiledProgramme, working: Working) -> str:
    """The safeguard by which this visit earns nothing, and counts for nothing later; empty when it does."""
    safeguards = compiled.programme.safeguards
    if working.facts.visit.staff_own and not safeguards.staff_earn_own:
        return "staff_own_purchase"
    if working.history.get(compiled.visits_today_key, 0) >= safeguards.earning_visits_a_day:
        return "earning_visits_a_day"
    return ""


def settle(compiled: CompiledProgramme, working: Working, trace: list[TraceEntry]) -> None:
    """Give what waits for the end of the phase; the trace tells of which rule it became less than it says."""
    left = _left_of_caps(compiled, working)
    short = _multiply(compiled, working)
    _add(working, left, short)
    gave = _gave(compiled, working) if short else set[str]()
    for rule, by in short.items():
        _tell(rule, by, working, trace, gave=rule in gave)


def bound(working: Working, trace: list[TraceEntry]) -> None:
    """Lower what one visit earns on each counter to `EARNED_MAX`; the last rules lose first, and are told."""
    if sum([each.amount for each in working.earned]) <= EARNED_MAX:
        return
    left: dict[str, int] = {}
    bounded: list[Earned] = []
    for each in working.earned:
        given = min(each.amount, left.setdefault(each.counter, EARNED_MAX))
        left[each.counter] -= given
        if given:
            bounded.append(each._replace(amount=given))
        if given < each.amount:
            place = next(index for index, entry in enumerate(trace) if entry.rule == each.rule)
            trace[place] = TraceEntry(each.rule, Outcome.CAPPED, VISIT_CAP)
    working.earned = bounded


def _multiply(compiled: CompiledProgramme, working: Working) -> dict[str, str]:
    """Give the multipliers; answers, by rule, which other one took its place, or that there was nothing."""
    best_only = compiled.programme.policies.multiples is Multiples.BEST
    short: dict[str, str] = {}
    for counter, multipliers in working.multipliers.items():
        chosen = [_best(multipliers)] if best_only else multipliers
        bonuses = [_bonus(compiled, working, counter, each.factor_ppm) for each in chosen]
        for each, bonus in zip(chosen, bonuses, strict=True):
            if bonus:
                working.earned.append(Earned(counter, each.rule, bonus))
            else:
                short.setdefault(each.rule, NOTHING)
        if best_only:
            best = chosen[0].rule
            for each in multipliers:
                if each.rule != best:
                    _note(short, each.rule, best if bonuses[0] else NOTHING)
    return short


def _add(working: Working, left: dict[str, int], short: dict[str, str]) -> None:
    for counter, additions in working.additions.items():
        for each in additions:
            if not working.multipliable.get(counter, 0):
                short.setdefault(each.rule, NOTHING)
                continue
            given = min(each.points, left.get(each.rule, each.points))
            if given:
                working.earned.append(Earned(counter, each.rule, given))
            if given < each.points:
                _note(short, each.rule, RULE_CAP_POINTS)
            if each.rule in left:
                left[each.rule] -= given


def _note(short: dict[str, str], rule: str, by: str) -> None:
    if short.get(rule, NOTHING) == NOTHING:
        short[rule] = by


def _left_of_caps(compiled: CompiledProgramme, working: Working) -> dict[str, int]:
    """What the caps of rules leave for additions; multipliers are not counted, and have not given yet."""
    rules = compiled.programme.rules if working.additions else ()
    left = {rule.code: rule.cap_points for rule in rules if rule.cap_points is not None}
    for each in working.earned:
        if each.rule in left:
            left[each.rule] -= each.amount
    return left


def pending_bonus(working: Working, counter: str, multiples: Multiples) -> int:
    """About what multipliers and additions of a counter will give, rounded down; only to compare."""
    earned = working.multipliable.get(counter, 0)
    multipliers = working.multipliers.get(counter, [])
    best_only = multiples is Multiples.BEST and multipliers
    chosen = [_best(multipliers)] if best_only else multipliers
    extra_ppm = sum(each.factor_ppm - PPM for each in chosen)
    added = sum(each.points for each in working.additions.get(counter, ())) if earned else 0
    return floor_ratio(earned, extra_ppm, PPM) + added


def _best(multipliers: Sequence[Multiplier]) -> Multiplier:
    return max(multipliers, key=lambda each: each.factor_ppm)


def _bonus(compiled: CompiledProgramme, working: Working, counter: str, factor_ppm: int) -> int:
    ratio = half_up_ratio if counter in compiled.half_up_counters else floor_ratio
    return ratio(working.multipliable.get(counter, 0), factor_ppm - PPM, PPM)


def _tell(rule: str, by: str, working: Working, trace: list[TraceEntry], *, gave: bool) -> None:
    """A rule that gave nothing at all lost to another one, or had nothing to give; no use of it counts."""
    place = next(index for index, entry in enumerate(trace) if entry.rule == rule)
    if not gave:
        outcome = Outcome.CAPPED if by == NOTHING else Outcome.LOST
        trace[place] = TraceEntry(rule, outcome, by)
        working.uses = [use for use in working.uses if use.rule != rule]
    elif by != NOTHING and trace[place].outcome is Outcome.FIRED:
        trace[place] = TraceEntry(rule, Outcome.CAPPED, by)


def _gave(compiled: CompiledProgramme, working: Working) -> set[str]:
    """The rules that gave anything, if only that they are counted."""
    return {
        *compiled.counting,
        *(each.rule for each in working.earned),
        *(gift.source for gift in working.gifts),
        *(message.source for message in working.messages),
        *(move.rule for move in working.tier_moves),
    }
