"""`multiply_earned`: double points on Tuesdays, or by tier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.conditions.tier import Tier
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.facts import Who
from fidpos.rules.policy import Multiples, Policies
from fidpos.rules.programme import CounterDef, Limits, Rounding, Rule
from tests.unit.rules.build import TITLE, birthday, facts, programme, rule, run, trace_of

BASE = rule("base", EarnPerAmount(counter="points", points=1, per_minor=100))
ADD = Policies(multiples=Multiples.ADD)


def times(code: str, factor_ppm: int, *, priority: int = 0) -> Rule:
    return rule(code, MultiplyEarned(counter="points", factor_ppm=factor_ppm), priority=priority)


def test_what_the_amount_earns_is_doubled_under_the_rule_s_own_name() -> None:
    evaluation = run(programme(BASE, times("double", 2_000_000)), facts(1200))

    assert evaluation.earned == (Earned("points", "base", 12), Earned("points", "double", 12))


def test_everything_that_amounts_earn_is_multiplied_whichever_rule_gave_it() -> None:
    more = rule("more", EarnPerAmount(counter="points", points=2, per_minor=100))

    assert run(programme(BASE, more, times("double", 2_000_000)), facts(1000)).earned_on("points") == 60


def test_a_member_of_another_tier_is_not_multiplied() -> None:
    for_gold = rule(
        "gold", MultiplyEarned(counter="points", factor_ppm=2_000_000), when=Tier(tiers=("gold",))
    )

    assert run(programme(BASE, for_gold), facts(1200, tier="silver")).earned_on("points") == 12


def test_it_multiplies_what_is_earned_later_too() -> None:
    assert run(programme(BASE, times("early", 2_000_000, priority=-5)), facts(1200)).earned_on("points") == 24


def test_a_fraction_is_rounded_as_the_counter_rounds() -> None:
    half_up = CounterDef(code="points", title=TITLE, rounding=Rounding.HALF_UP)
    times_1_5 = times("more", 1_500_000)

    assert run(programme(BASE, times_1_5), facts(300)).earned_on("points") == 4
    assert run(programme(BASE, times_1_5, counters=(half_up,)), facts(300)).earned_on("points") == 5


def test_the_best_of_several_counts_alone_and_the_trace_names_it() -> None:
    evaluation = run(programme(BASE, times("more", 1_500_000), times("double", 2_000_000)), facts(1000))

    assert evaluation.earned_on("points") == 20
    assert trace_of(evaluation, "more") == TraceEntry("more", Outcome.LOST, "double")
    assert trace_of(evaluation, "double").outcome is Outcome.FIRED


def test_of_two_equal_ones_the_earlier_counts() -> None:
    evaluation = run(programme(BASE, times("b", 2_000_000), times("a", 2_000_000)), facts(1000))

    assert trace_of(evaluation, "b") == TraceEntry("b", Outcome.LOST, "a")


def test_a_policy_adds_them_up_instead() -> None:
    made = programme(BASE, times("more", 1_500_000), times("double", 2_000_000), policies=ADD)

    assert run(made, facts(1000)).earned_on("points") == 25


def test_nothing_to_multiply_consumes_no_use() -> None:
    limited = rule(
        "double", MultiplyEarned(counter="points", factor_ppm=2_000_000), limits=Limits(in_total=1)
    )

    evaluation = run(programme(BASE, limited), facts(50))

    assert trace_of(evaluation, "double") == TraceEntry("double", Outcome.CAPPED, "nothing")
    assert evaluation.rule_uses == ()


def test_a_multiplier_that_lost_consumes_no_use() -> None:
    limited = rule("more", MultiplyEarned(counter="points", factor_ppm=1_500_000), limits=Limits(in_total=1))

    assert run(programme(BASE, limited, times("double", 2_000_000)), facts(1000)).rule_uses == ()


@pytest.mark.parametrize("multiples", list(Multiples))
def test_the_birthday_of_twins_multiplies_once(multiples: Multiples) -> None:
    double = rule("double", MultiplyEarned(counter="points", factor_ppm=2_000_000), when=Anniversary())
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]
    made = programme(BASE, double, policies=Policies(multiples=multiples))

    evaluation = run(made, facts(1000, anniversaries=twins))

    assert evaluation.earned_on("points") == 20
    assert [use.subject for use in evaluation.rule_uses] == ["ada", "bea"]


def test_of_two_factors_in_one_rule_the_best_counts_and_the_rule_has_fired() -> None:
    effects = [MultiplyEarned(counter="points", factor_ppm=factor) for factor in (3_000_000, 2_000_000)]

    evaluation = run(programme(BASE, rule("both", *effects)), facts(1000))

    assert evaluation.earned_on("points") == 30
    assert trace_of(evaluation, "both").outcome is Outcome.FIRED


def test_counters_are_multiplied_apart() -> None:
    stamps = rule("stamps", EarnPerAmount(counter="stamps", points=1, per_minor=1000))

    evaluation = run(programme(BASE, stamps, times("double", 2_000_000)), facts(1000))

    assert (evaluation.earned_on("points"), evaluation.earned_on("stamps")) == (20, 1)


@given(st.integers(0, 10**6), st.lists(st.integers(1_000_000, 10_000_000), min_size=1, max_size=5))
def test_adding_never_gives_less_than_the_best(amount: int, factors: list[int]) -> None:
    rules = [times(f"times{n}", factor) for n, factor in enumerate(factors)]

    best = run(programme(BASE, *rules), facts(amount)).earned_on("points")
    added = run(programme(BASE, *rules, policies=ADD), facts(amount)).earned_on("points")

    assert amount // 100 <= best <= added
