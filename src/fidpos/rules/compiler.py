"""From a programme to closures: checked once, names resolved, needs declared."""

from collections.abc import Callable, Iterable, Sequence

from fidpos.rules.binding import Binding, Needs
from fidpos.rules.check import check
from fidpos.rules.compiled import CompiledPhase, CompiledProgramme, CompiledReward, CompiledRule
from fidpos.rules.condition import Condition, Test
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.evaluation import Outcome, TraceEntry
from fidpos.rules.programme import Choice, Limits, Programme, RewardDef, Rounding, Rule
from fidpos.rules.scope import ScopeIndex
from fidpos.rules.windows import TODAY, HistoryQuery, Metric
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
    bind = _binder(programme, needs)
    rules = [(rule, _compile_rule(rule, f"rules[{i}]", bind)) for i, rule in enumerate(programme.rules)]
    rewards = [_compile_reward(each, f"rewards[{i}]", bind) for i, each in enumerate(programme.rewards)]
    engine_queries = [_VISITS_TODAY, *([programme.tier_basis] if programme.tiers else [])]
    queries = needs.queries | {query.key: query for query in engine_queries}
    phases = {phase: _phase(programme, phase, rules) for phase in Phase}
    return CompiledProgramme(
        programme=programme,
        needs=tuple(queries[key] for key in sorted(queries)),
        anniversary_reach_days=needs.anniversary_reach_days,
        scopes=ScopeIndex(tuple(needs.scopes)),
        line=phases[Phase.LINE],
        basket=phases[Phase.BASKET],
        rewards=rewards,
        earning=phases[Phase.EARNING],
        after=phases[Phase.AFTER],
        visits_today_key=_VISITS_TODAY.key,
        tier_basis_key=programme.tier_basis.key if programme.tiers else "",
        worth_minor={counter.code: counter.worth_minor for counter in programme.counters},
        half_up_counters=_half_up(programme),
    )


def _binder(programme: Programme, needs: Needs) -> Bind:
    counters = frozenset(counter.code for counter in programme.counters)
    tiers = frozenset(tier.code for tier in programme.tiers)

    def bind(owner: str, path: str) -> Binding:
        return Binding(
            owner=owner,
            path=path,
            counters=counters,
            half_up_counters=_half_up(programme),
            tiers=tiers,
            anniversary_edit_days=programme.safeguards.anniversary_edit_days,
            needs=needs,
        )

    return bind


def _half_up(programme: Programme) -> frozenset[str]:
    return frozenset(each.code for each in programme.counters if each.rounding is Rounding.HALF_UP)


def _compile_rule(rule: Rule, path: str, bind: Bind) -> CompiledRule:
    conditions = bind(rule.code, f"{path}.when")
    test = _compile_condition(rule.when, conditions)
    acts = tuple(
        effect.compile(bind(rule.code, f"{path}.effects[{i}]")) for i, effect in enumerate(rule.effects)
    )
    limits = None if rule.limits == _UNLIMITED else rule.limits
    return CompiledRule(
        code=rule.code,
        test=test,
        acts=acts,
        group=rule.group,
        limits=limits,
        people=tuple(conditions.people),
        counted=limits is not None or bool(conditions.people),
        fired=TraceEntry(rule.code, Outcome.FIRED),
    )


def _compile_reward(reward: RewardDef, path: str, bind: Bind) -> CompiledReward:
    conditions = bind(reward.code, f"{path}.when")
    test = _compile_condition(reward.when, conditions)
    return CompiledReward(
        definition=reward,
        test=test,
        act=reward.effect.compile(bind(reward.code, f"{path}.effect")),
        people=tuple(conditions.people),
        face_minor=reward.effect.amount_minor if isinstance(reward.effect, AmountOff) else 0,
    )


def _compile_condition(condition: Condition | None, binding: Binding) -> Test:
    return _always if condition is None else condition.compile(binding)


def _always(_working: Working) -> None:
    return None


def _phase(programme: Programme, phase: Phase, rules: Sequence[tuple[Rule, CompiledRule]]) -> CompiledPhase:
    best = [group.code for group in programme.groups if group.choice is Choice.BEST]
    mine = [pair for pair in rules if pair[0].phase is phase]
    return CompiledPhase(
        rules=_ordered(pair for pair in mine if pair[0].group not in best),
        contests=tuple(
            contest for code in sorted(best) if (contest := _ordered(p for p in mine if p[0].group == code))
        ),
    )


def _ordered(rules: Iterable[tuple[Rule, CompiledRule]]) -> tuple[CompiledRule, ...]:
    """By priority, ties by code: the order in which a programme lists them means nothing."""
    return tuple(
        compiled for rule, compiled in sorted(rules, key=lambda pair: (pair[0].priority, pair[0].code))
    )
