"""What a visit earns on, why it may earn nothing, and what multipliers make of it."""

from collections.abc import Sequence

from fidpos.domain.money import PPM, floor_ratio, half_up_ratio
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.programme import EarningBase, Multiples, Policies
from fidpos.rules.working import Multiplier, Working


def withheld(compiled: CompiledProgramme, working: Working) -> str:
    """The safeguard by which this visit earns nothing; empty when it earns."""
    safeguards = compiled.programme.safeguards
    if working.facts.visit.staff_own and not safeguards.staff_earn_own:
        return "staff_own_purchase"
    if working.history.get(compiled.visits_today_key, 0) >= safeguards.earning_visits_a_day:
        return "earning_visits_a_day"
    return ""


def base(policies: Policies, working: Working, before_rewards: Sequence[int]) -> list[int]:
    """What each line earns on; zero for a line that never earns.

    Args:
        policies: which discounts lower it.
        working: with all discounts of the visit.
        before_rewards: what rules had left of each line before rewards were used.
    """
    lines = working.facts.visit.lines
    net = working.net
    if policies.earning_base is EarningBase.AFTER_DISCOUNT:
        amounts = net if policies.reward_lowers_base else before_rewards
    elif policies.reward_lowers_base and before_rewards != net:
        by_rewards = [before - after for before, after in zip(before_rewards, net, strict=True)]
        amounts = [gross - off for gross, off in zip(working.gross, by_rewards, strict=True)]
    else:
        amounts = working.gross
    return [amount if line.earns else 0 for amount, line in zip(amounts, lines, strict=True)]


def multiply(compiled: CompiledProgramme, working: Working, trace: list[TraceEntry]) -> None:
    """Add what multipliers give on top, as the policy says; those that give nothing say so in the trace."""
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
    """About what the multipliers of a counter will give, rounded down; only to compare."""
    multipliers = working.multipliers[counter]
    chosen = [_best(multipliers)] if multiples is Multiples.BEST else multipliers
    extra_ppm = sum(each.factor_ppm - PPM for each in chosen)
    return floor_ratio(working.multipliable.get(counter, 0), extra_ppm, PPM)


def _best(multipliers: Sequence[Multiplier]) -> Multiplier:
    return max(multipliers, key=lambda each: each.factor_ppm)


def _bonus(compiled: CompiledProgramme, working: Working, counter: str, factor_ppm: int) -> int:
    ratio = half_up_ratio if counter in compiled.half_up_counters else floor_ratio
    return ratio(working.multipliable.get(counter, 0), factor_ppm - PPM, PPM)


def _withdraw(rule: str, by: str, working: Working, trace: list[TraceEntry]) -> None:
    """A rule whose multiplier gives nothing: lost to another one, capped when it gave something else."""
    place = next(index for index, entry in enumerate(trace) if entry.rule == rule)
    gave_else = rule in {*(each.rule for each in working.earned), *_handed_over(working)}
    lost = by != NOTHING and not gave_else
    trace[place] = TraceEntry(rule, Outcome.LOST if lost else Outcome.CAPPED, by)
    if not gave_else:
        working.uses = [use for use in working.uses if use.rule != rule]


def _handed_over(working: Working) -> set[str]:
    return {gift.source for gift in working.gifts} | {message.source for message in working.messages}
