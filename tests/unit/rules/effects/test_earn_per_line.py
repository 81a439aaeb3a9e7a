"""`earn_per_line`: points for each line, whatever its quantity."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_per_line import EarnPerLine
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from tests.unit.rules.build import DRINKS, facts, line, pieces, programme, rule, run, trace_of


def five_each(cap_points: int | None = None) -> Programme:
    effect = EarnPerLine(counter="points", points=5, scope=DRINKS, cap_points=cap_points)
    return programme(rule("range", effect))


def test_each_line_of_the_scope_earns_once() -> None:
    basket = facts(lines=[pieces(300, 3, "drinks"), pieces(90, 1, "drinks"), pieces(90, 4)])

    assert run(five_each(), basket).earned == (Earned("points", "range", 10),)


def test_without_a_line_it_gives_nothing() -> None:
    evaluation = run(five_each(), facts(500))

    assert trace_of(evaluation, "range") == TraceEntry("range", Outcome.CAPPED, "nothing")


def test_a_line_that_never_earns_or_costs_nothing_does_not_count() -> None:
    basket = [line(400, "drinks", earns=False), line(0, "drinks"), line(1, "drinks")]

    assert run(five_each(), facts(lines=basket)).earned_on("points") == 5


def test_a_line_of_which_one_coffee_is_free_and_one_is_paid_still_counts() -> None:
    free = rule("free", FreeArticle(scope=DRINKS), phase=Phase.LINE)
    made = programme(free, rule("range", EarnPerLine(counter="points", points=5, scope=DRINKS)))

    assert run(made, facts(lines=[pieces(600, 2, "drinks")])).earned_on("points") == 5
    assert run(made, facts(lines=[pieces(300, 1, "drinks")])).earned_on("points") == 0


def test_the_cap_lowers_it_and_is_told() -> None:
    evaluation = run(five_each(7), facts(lines=[line(1, "drinks"), line(1, "drinks")]))

    assert (evaluation.earned_on("points"), trace_of(evaluation, "range").by) == (7, "cap_points")


@given(st.integers(0, 9), st.integers(1, 99))
def test_the_quantity_means_nothing(lines: int, count: int) -> None:
    basket = [pieces(100, count, "drinks") for _ in range(lines)]

    assert run(five_each(), facts(lines=basket)).earned_on("points") == 5 * lines


def test_a_line_that_comes_back_whole_in_the_same_basket_does_not_count() -> None:
    def points(*units: int) -> int:
        basket = [pieces(300 * n, n, "drinks", article="4006") for n in units]
        return run(five_each(), facts(lines=basket)).earned_on("points")

    assert [points(1, -1), points(5, -2), points(2, 3, -2), points(2, 3, -5), points(-1, 1, -1)] == [
        0,
        5,
        5,
        0,
        0,
    ]
