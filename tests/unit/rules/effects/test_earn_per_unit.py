"""`earn_per_unit`: points by the piece."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from tests.unit.rules.build import DRINKS, facts, line, pieces, programme, rule, run, trace_of


def two_each(cap_points: int | None = None) -> Programme:
    effect = EarnPerUnit(counter="points", points=2, scope=DRINKS, cap_points=cap_points)
    return programme(rule("bottles", effect))


def test_each_unit_of_the_scope_earns() -> None:
    evaluation = run(two_each(), facts(lines=[pieces(300, 3, "drinks"), pieces(90, 4)]))

    assert evaluation.earned == (Earned("points", "bottles", 6),)


def test_without_a_unit_it_gives_nothing() -> None:
    evaluation = run(two_each(), facts(lines=[pieces(90, 4)]))

    assert trace_of(evaluation, "bottles") == TraceEntry("bottles", Outcome.CAPPED, "nothing")


def test_weighed_goods_are_one_unit_and_what_never_earns_is_none() -> None:
    basket = [line(400, "drinks", quantity=730), line(400, "drinks", earns=False)]

    assert run(two_each(), facts(lines=basket)).earned_on("points") == 2


def test_what_costs_nothing_any_more_earns_nothing() -> None:
    free = rule("free", PercentOff(share_ppm=1_000_000), phase=Phase.BASKET)
    made = programme(free, rule("bottles", EarnPerUnit(counter="points", points=2)))

    assert run(made, facts(lines=[pieces(300, 3)])).earned == ()


def test_the_cap_itself_is_not_yet_a_cap() -> None:
    basket = facts(lines=[pieces(300, 3, "drinks")])

    assert trace_of(run(two_each(6), basket), "bottles").outcome is Outcome.FIRED
    capped = run(two_each(5), basket)
    assert (capped.earned_on("points"), trace_of(capped, "bottles").by) == (5, "cap_points")


def test_multipliers_multiply_it() -> None:
    double = rule("double", MultiplyEarned(counter="points", factor_ppm=2_000_000))

    made = programme(rule("bottles", EarnPerUnit(counter="points", points=2)), double)

    assert run(made, facts(lines=[pieces(300, 3)])).earned_on("points") == 12


@given(st.lists(st.integers(1, 50), max_size=6))
def test_it_earns_for_exactly_the_pieces_there_are(counts: list[int]) -> None:
    lines = [pieces(100 * count, count, "drinks") for count in counts]

    assert run(two_each(), facts(lines=lines)).earned_on("points") == 2 * sum(counts)
