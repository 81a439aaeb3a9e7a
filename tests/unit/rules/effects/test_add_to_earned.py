"""`add_to_earned`: something more for whoever earns."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.effects.add_to_earned import AddToEarned
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.facts import Who
from fidpos.rules.programme import Choice, GroupDef
from tests.unit.rules.build import birthday, facts, programme, rule, run, trace_of

BASE = rule("base", EarnPerAmount(counter="points", points=1, per_minor=100), priority=900)
TEN_MORE = AddToEarned(counter="points", points=10)


def test_it_is_added_to_what_the_amount_earns() -> None:
    evaluation = run(programme(BASE, rule("more", TEN_MORE)), facts(500))

    assert evaluation.earned == (Earned("points", "base", 5), Earned("points", "more", 10))


def test_where_nothing_is_earned_nothing_is_added() -> None:
    evaluation = run(programme(BASE, rule("more", TEN_MORE)), facts(99))

    assert evaluation.earned == ()
    assert trace_of(evaluation, "more") == TraceEntry("more", Outcome.CAPPED, "nothing")


def test_the_least_that_is_earned_is_enough() -> None:
    assert run(programme(BASE, rule("more", TEN_MORE)), facts(100)).earned_on("points") == 11


def test_fixed_points_and_other_counters_are_nothing_to_add_to() -> None:
    made = programme(
        rule("fixed", EarnFixed(counter="points", points=5)),
        rule("stamps", EarnPerAmount(counter="stamps", points=1, per_minor=100)),
        rule("more", TEN_MORE),
    )

    assert run(made, facts(500)).earned_on("points") == 5


def test_it_is_never_multiplied() -> None:
    double = rule("double", MultiplyEarned(counter="points", factor_ppm=2_000_000))

    assert run(programme(BASE, rule("more", TEN_MORE), double), facts(500)).earned_on("points") == 20


def test_twins_add_once() -> None:
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]
    made = programme(BASE, rule("more", TEN_MORE, when=Anniversary()))

    assert run(made, facts(500, anniversaries=twins)).earned_on("points") == 15


def test_a_contest_counts_what_it_will_add() -> None:
    made = programme(
        BASE,
        rule("more", TEN_MORE, group="deal"),
        rule("nine", EarnFixed(counter="points", points=9), group="deal"),
        groups=(GroupDef(code="deal", choice=Choice.BEST),),
    )

    assert trace_of(run(made, facts(500)), "more").outcome is Outcome.FIRED
    assert trace_of(run(made, facts(0)), "nine").outcome is Outcome.FIRED


@given(st.integers(0, 10**6))
def test_all_or_nothing_of_it_is_added(amount: int) -> None:
    evaluation = run(programme(BASE, rule("more", TEN_MORE)), facts(amount))

    assert evaluation.earned_on("points") == (amount // 100 + 10 if amount >= 100 else 0)
