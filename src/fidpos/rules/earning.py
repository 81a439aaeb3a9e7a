"""Why a visit may earn nothing, and what multipliers and additions make of what it earns."""

from collections.abc import Sequence

from fidpos.domain.money import PPM, floor_ratio, half_up_ratio
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.policy import Multiples
from fidpos.rules.working import Multiplier, Working


def withheld(compiled: CompiledProgramme, working: Working) -> str:
    """The safeguard by which this visit earns nothing; empty when it earns."""
    safeguards = compiled.programme.safeguards
    if working.facts.visit.staff_own and not safeguards.staff_earn_own:
        return "staff_own_purchase"
    if working.history.get(compiled.visits_today_key, 0) >= safeguards.earning_visits_a_day:
        return "earning_visits_a_day"
    return ""


def settle(compiled: CompiledProgramme, working: Working, trace: list[TraceEntry]) -> None:
    """Give what waits for the end of the phase; rules that give nothing of it say so in the trace."""
    _multiply(compiled, working, trace)
    for counter, additions in working.additions.items():
        for each in additions:
            if working.multipliable.get(counter, 0):
                working.earned.append(Earned(counter, each.rule, each.points))
            else:
                _withdraw(each.rule, NOTHING, working, trace)


def _multiply(compiled: CompiledProgramme, working: Working, trace: list[TraceEntry]) -> None:
    best_only = compiled.programme.policies.multiples is Multiples.BEST
    for counter, multipliers in working.multipliers.items():
        best = _best(multipliers)
        for each in multipliers:
            if best_only and each is not best:
                if each.rule != best.rule:
                    _withdraw(each.rule, best.rule, working, trace)
                continue
            bonus = _bonus(compiled, working, counter, each.factor_ppm)
            if bonus:
                working.earned.append(Earned(counter, each.rule, bonus))
            else:
                _withdraw(each.rule, NOTHING, working, trace)


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


def _withdraw(rule: str, by: str, working: Working, trace: list[TraceEntry]) -> None:
    """A rule that waited for nothing: lost to another one, capped when it gave something else."""
    place = next(index for index, entry in enumerate(trace) if entry.rule == rule)
    gave_else = rule in {*(each.rule for each in working.earned), *_handed_over(working)}
    lost = by != NOTHING and not gave_else
    trace[place] = TraceEntry(rule, Outcome.LOST if lost else Outcome.CAPPED, by)
    if not gave_else:
        working.uses = [use for use in working.uses if use.rule != rule]


def _handed_over(working: Working) -> set[str]:
    return {
        *(gift.source for gift in working.gifts),
        *(message.source for message in working.messages),
        *(move.rule for move in working.tier_moves),
    }
