"""`count`: the rule remembers, and nothing else happens."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.effect import Phase
from fidpos.rules.effects.count import Count
from fidpos.rules.evaluation import Outcome, RuleUsed, TraceEntry
from fidpos.rules.facts import RuleUse
from fidpos.rules.programme import Limits, Programme
from tests.unit.rules.build import facts, programme, rule, run, trace_of


def large_purchases(limits: Limits | None = None) -> Programme:
    large = Amount(bounds=Bounds(at_least=5000))
    return programme(rule("large", Count(), phase=Phase.AFTER, when=large, limits=limits))


def test_a_use_is_recorded_though_nothing_limits_the_rule() -> None:
    evaluation = run(large_purchases(), facts(5000))

    assert evaluation.rule_uses == (RuleUsed(rule="large"),)
    assert trace_of(evaluation, "large") == TraceEntry("large", Outcome.FIRED)


def test_a_rule_that_does_not_hold_counts_nothing() -> None:
    assert run(large_purchases(), facts(4999)).rule_uses == ()


def test_a_limit_ends_the_count() -> None:
    used = facts(5000, uses=[RuleUse(rule="large", total=3)])

    assert run(large_purchases(Limits(in_total=3)), used).rule_uses == ()


@given(st.integers(0, 10**6))
def test_nothing_else_changes(amount: int) -> None:
    evaluation = run(large_purchases(), facts(amount))

    without = run(programme(), facts(amount))
    assert replace(evaluation, rule_uses=(), trace=()) == without
