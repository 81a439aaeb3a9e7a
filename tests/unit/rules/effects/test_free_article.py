"""`free_article`: what is in the basket and in the scope costs nothing."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.effect import Phase
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.evaluation import LineDiscount, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from tests.unit.rules.build import DRINKS, facts, pieces, programme, reward, rule, run, trace_of


def free(units_max: int = 1, cap_minor: int | None = None) -> Programme:
    effect = FreeArticle(scope=DRINKS, units_max=units_max, cap_minor=cap_minor)
    return programme(rule("free", effect, phase=Phase.LINE))


def test_the_cheapest_unit_of_the_scope_costs_nothing() -> None:
    basket = facts(lines=[pieces(90, 1), pieces(500, 2, "drinks"), pieces(180, 1, "drinks")])

    assert run(free(), basket).discounts == (LineDiscount(2, "free", 180),)


def test_nothing_of_the_scope_in_the_basket_gives_nothing() -> None:
    evaluation = run(free(), facts(lines=[pieces(90, 1)]))

    assert trace_of(evaluation, "free") == TraceEntry("free", Outcome.CAPPED, "nothing")


def test_all_units_are_free_when_that_many_are() -> None:
    assert run(free(2), facts(lines=[pieces(501, 2, "drinks")])).due_minor == 0


def test_a_dear_one_is_free_up_to_the_cap() -> None:
    evaluation = run(free(cap_minor=200), facts(lines=[pieces(501, 1, "drinks")]))

    assert (evaluation.discount_minor, trace_of(evaluation, "free").by) == (200, "cap_minor")


def test_points_buy_the_next_unit_after_one_that_a_rule_gave() -> None:
    first = rule("free", FreeArticle(scope=DRINKS), phase=Phase.LINE)
    bought = reward("drink", FreeArticle(scope=DRINKS), cost=10)
    visit = facts(lines=[pieces(400, 2, "drinks")], balances={"points": 10}, requested=["drink"])

    assert run(programme(first, rewards=[bought]), visit).due_minor == 0


@given(st.lists(st.integers(0, 500), max_size=8), st.integers(1, 9))
def test_it_never_takes_more_than_the_units_cost(prices: list[int], units_max: int) -> None:
    evaluation = run(free(units_max), facts(lines=[pieces(price, 1, "drinks") for price in prices]))

    paid = sorted(price for price in prices if price)
    assert evaluation.discount_minor == sum(paid[:units_max])
