"""From a programme to closures: checked once, names resolved, needs declared."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.binding import Binding, Needs
from fidpos.rules.check import check, contradictions
from fidpos.rules.compiled import CompiledPhase, CompiledProgramme, CompiledReward, CompiledRule, Contest
from fidpos.rules.condition import Condition, Test
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.effects.count import Count
from fidpos.rules.evaluation import Outcome, TraceEntry
from fidpos.rules.history import HistoryQuery, Metric
from fidpos.rules.ladder import ladder_of
from fidpos.rules.lasting import is_lasting
from fidpos.rules.policy import Birthdays
from fidpos.rules.programme import Choice, CounterUnit, Limits, Per, Programme, RewardDef, Rounding, Rule
from fidpos.rules.scope import ScopeIndex
from fidpos.rules.windows import TODAY
from fidpos.rules.working import Working

Bind = Callable[[str, str], Binding]
"""Makes the binding of an owner at a path."""

_VISITS_TODAY = HistoryQuery(metric=Metric.VISITS, window=TODAY)
_UNLIMITED = Limits()


def compile_programme(programme: Programme) -> CompiledProgramme:
    """Check a programme as a whole and make it ready to evaluate.

    Ranges, sizes and depth are checked by `codec`, where a programme comes from outside.

    Raises:
        ProgrammeError: its parts contradict each other; `params` holds `path` and `reason`.
    """
    check(programme)
    needs = Needs()
    bind = binder(programme, needs)
    compiled = [_compile_rule(programme, rule, f"rules[{i}]", bind) for i, rule in enumerate(programme.rules)]
    rewards = [_compile_reward(each, f"rewards[{i}]", bind) for i, each in enumerate(programme.rewards)]
    rules = list(zip(programme.rules, (_watched(each, needs) for each in compiled), strict=True))
    engine_queries = [_VISITS_TODAY, *([programme.tier_basis] if programme.tiers else [])]
    queries = needs.queries | {query.key: query for query in engine_queries}
    phases = {phase: _phase(programme, phase, rules) for phase in Phase}
    return CompiledProgramme(
        programme=programme,
        needs=tuple(queries[key] for key in sorted(queries)),
        anniversary_reach_days=needs.anniversary_reach_days,
        asks=frozenset(needs.asks),
        codes=frozenset(needs.codes),
        scopes=ScopeIndex(tuple(needs.scopes)),
        counted=tuple(sorted(needs.counted.items())),
        line=phases[Phase.LINE],
        basket=phases[Phase.BASKET],
        rewards=[replace(each, counted=each.definition.code in needs.watched) for each in rewards],
        earning=phases[Phase.EARNING],
        after=phases[Phase.AFTER],
        visits_today_key=_VISITS_TODAY.key,
        ladder=ladder_of(programme),
        limited_overall=tuple(each.code for each in programme.rules if each.limits.overall is not None),
        counting=frozenset(rule.code for rule in programme.rules if _counts(rule)),
        lasting=any(rule.lasting for _, rule in rules),
        worth_minor={counter.code: counter.worth_minor for counter in programme.counters},
        half_up_counters=_half_up(programme),
    )


def faults_of(programme: Programme) -> Sequence[ProgrammeError]:
    """Every fault for which `compile_programme` would refuse it: all of the whole, else one of each part."""
    found = list(contradictions(programme))
    if found:
        return found
    bind = binder(programme, Needs())
    for i, rule in enumerate(programme.rules):
        found += _faults_in(partial(_compile_rule, programme, rule, f"rules[{i}]", bind))
    for i, reward in enumerate(programme.rewards):
        found += _faults_in(partial(_compile_reward, reward, f"rewards[{i}]", bind))
    return found


def _faults_in(compile_part: Callable[[], object]) -> Sequence[ProgrammeError]:
    try:
        compile_part()
    except ProgrammeError as fault:
        return [fault]
    return ()


def binder(programme: Programme, needs: Needs) -> Bind:
    """What makes the bindings of this programme's parts, and collects what they need."""
    counters = frozenset(counter.code for counter in programme.counters)
    tier_terms = {tier.code: tier.term_months for tier in programme.tiers}
    money = frozenset(each.code for each in programme.counters if each.unit is CounterUnit.MONEY)
    rules = frozenset(rule.code for rule in programme.rules)
    rules |= frozenset(reward.code for reward in programme.rewards)

    def bind(owner: str, path: str) -> Binding:
        return Binding(
            owner=owner,
            path=path,
            main_counter=programme.counters[0].code,
            counters=counters,
            half_up_counters=_half_up(programme),
            money_counters=money,
            policies=programme.policies,
            tier_terms=tier_terms,
            rules=rules,
            anniversary_edit_days=programme.safeguards.anniversary_edit_days,
            control_ppm=programme.control_ppm,
            needs=needs,
        )

    return bind


def _half_up(programme: Programme) -> frozenset[str]:
    return frozenset(each.code for each in programme.counters if each.rounding is Rounding.HALF_UP)


def _compile_rule(programme: Programme, rule: Rule, path: str, bind: Bind) -> CompiledRule:
    conditions = bind(rule.code, f"{path}.when")
    test = _compile_condition(rule.when, conditions)
    acts = tuple(
        effect.compile(bind(rule.code, f"{path}.effects[{i}]")) for i, effect in enumerate(rule.effects)
    )
    limits = None if rule.limits == _UNLIMITED else rule.limits
    counted = limits is not None or bool(conditions.people)
    is_capped = rule.cap_minor is not None or rule.cap_points is not None
    return CompiledRule(
        code=rule.code,
        test=test,
        acts=acts,
        group=rule.group,
        per_line=rule.group in {group.code for group in programme.groups if group.per is Per.LINE},
        limits=limits,
        cap_minor=rule.cap_minor,
        cap_points=rule.cap_points,
        forbids=rule.forbids,
        people=tuple(conditions.people),
        persons_max=1 if programme.policies.birthdays is Birthdays.ONCE_A_VISIT else None,
        counted=counted,
        lasting=is_lasting(rule),
        is_free=len(acts) == 1 and not (is_capped or counted or rule.group or rule.forbids),
        fired=TraceEntry(rule.code, Outcome.FIRED),
    )


def _counts(rule: Rule) -> bool:
    return any(isinstance(effect, Count) for effect in rule.effects)


def _watched(rule: CompiledRule, needs: Needs) -> CompiledRule:
    """The same rule, its uses recorded when a condition anywhere reads them."""
    return replace(rule, counted=True, is_free=False) if rule.code in needs.watched else rule


def _compile_reward(reward: RewardDef, path: str, bind: Bind) -> CompiledReward:
    conditions = bind(reward.code, f"{path}.when")
    test = _compile_condition(reward.when, conditions)
    return CompiledReward(
        definition=reward,
        test=test,
        act=reward.effect.compile(bind(reward.code, f"{path}.effect")),
        people=tuple(conditions.people),
        in_blocks=isinstance(reward.effect, AmountOffPerBlock),
    )


def _compile_condition(condition: Condition | None, binding: Binding) -> Test:
    return _always if condition is None else condition.compile(binding)


def _always(_working: Working) -> None:
    return None


def _phase(programme: Programme, phase: Phase, rules: Sequence[tuple[Rule, CompiledRule]]) -> CompiledPhase:
    best = {group.code: group for group in programme.groups if group.choice is Choice.BEST}
    mine = [pair for pair in rules if pair[0].phase is phase]
    return CompiledPhase(
        rules=_ordered(pair for pair in mine if pair[0].group not in best),
        contests=tuple(
            Contest(rules=contest, per_line=best[code].per is Per.LINE)
            for code in sorted(best)
            if (contest := _ordered(pair for pair in mine if pair[0].group == code))
        ),
    )


def _ordered(rules: Iterable[tuple[Rule, CompiledRule]]) -> tuple[CompiledRule, ...]:
    """By priority, ties by code: the order in which a programme lists them means nothing."""
    return tuple(
        compiled for rule, compiled in sorted(rules, key=lambda pair: (pair[0].priority, pair[0].code))
    )
