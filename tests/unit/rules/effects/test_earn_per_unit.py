"""`earn_per_unit`: points by the piece."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.basket import BasketLine
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.evaluation import Earned, Outcome, TraceEntry
from fidpos.rules.policy import EarningBase, Policies
from fidpos.rules.programme import Programme
from fidpos.rules.units import Pick
from tests.unit.rules.build import DRINKS, facts, line, pieces, programme, reward, rule, run, trace_of


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


def one_free(**changes: Any) -> FreeArticle:
    return FreeArticle(scope=DRINKS, **changes)


@pytest.mark.parametrize(
    "lines",
    [[pieces(600, 2, "drinks")], [pieces(300, 1, "drinks"), pieces(300, 1, "drinks")]],
    ids=["one_line", "two_lines"],
)
def test_a_coffee_that_another_rule_makes_free_earns_nothing_on_a_line_of_its_own_or_not(
    lines: list[BasketLine],
) -> None:
    free = rule("free", one_free(), phase=Phase.LINE)
    made = programme(free, rule("stamp", EarnPerUnit(counter="stamps", points=1)))

    assert run(made, facts(lines=lines)).earned_on("stamps") == 1


def test_a_coffee_at_half_the_price_earns_like_any_other() -> None:
    half = rule(
        "half", PercentOffUnits(share_ppm=500_000, pick=Pick.CHEAPEST, scope=DRINKS), phase=Phase.LINE
    )
    made = programme(half, rule("stamp", EarnPerUnit(counter="stamps", points=1)))

    assert run(made, facts(lines=[pieces(600, 2, "drinks")])).earned_on("stamps") == 2


def test_a_cap_that_leaves_something_to_pay_leaves_the_unit_its_points() -> None:
    free = rule("free", one_free(cap_minor=299), phase=Phase.LINE)
    made = programme(free, rule("stamp", EarnPerUnit(counter="stamps", points=1)))

    assert run(made, facts(lines=[pieces(600, 2, "drinks")])).earned_on("stamps") == 2


@pytest.mark.parametrize(
    ("policies", "stamps"),
    [
        (Policies(), 1),
        (Policies(earning_base=EarningBase.BEFORE_DISCOUNT), 2),
        (Policies(reward_lowers_base=False), 2),
        (Policies(earning_base=EarningBase.BEFORE_DISCOUNT, reward_lowers_base=False), 3),
    ],
    ids=["all", "only_rewards", "only_rules", "none"],
)
def test_only_discounts_that_lower_the_base_take_units_away(policies: Policies, stamps: int) -> None:
    free = rule("free", one_free(), phase=Phase.LINE)
    made = programme(
        free,
        rule("stamp", EarnPerUnit(counter="stamps", points=1)),
        rewards=[reward("coffee", one_free(), cost=10)],
        policies=policies,
    )
    basket = facts(lines=[pieces(900, 3, "drinks")], balances={"points": 10}, requested=["coffee"])

    assert run(made, basket).earned_on("stamps") == stamps


def test_of_a_line_on_which_something_is_left_to_pay_one_unit_earns() -> None:
    again = [
        rule(f"free_{n}", one_free(consumes=False, on_consumed=True), phase=Phase.LINE) for n in range(3)
    ]
    made = programme(*again, rule("stamp", EarnPerUnit(counter="stamps", points=1)))

    assert run(made, facts(lines=[pieces(600, 2, "drinks")])).earned_on("stamps") == 1


@given(prices=st.lists(st.integers(1, 500), min_size=1, max_size=5), free=st.integers(1, 6))
def test_a_line_of_pieces_earns_like_as_many_lines(prices: list[int], free: int) -> None:
    made = programme(
        rule("free", one_free(units_max=free), phase=Phase.LINE),
        rule("stamp", EarnPerUnit(counter="stamps", points=1)),
    )
    price, count = prices[0], len(prices)
    together = facts(lines=[pieces(price * count, count, "drinks")])
    apart = facts(lines=[pieces(price, 1, "drinks")] * count)

    assert run(made, together).earned_on("stamps") == run(made, apart).earned_on("stamps")


@given(st.lists(st.integers(1, 50), max_size=6))
def test_it_earns_for_exactly_the_pieces_there_are(counts: list[int]) -> None:
    lines = [pieces(100 * count, count, "drinks") for count in counts]

    assert run(two_each(), facts(lines=lines)).earned_on("points") == 2 * sum(counts)


@pytest.mark.parametrize(("bought", "returned", "points"), [(5, 2, 6), (1, 1, 0), (2, 3, 0), (3, 0, 6)])
def test_what_is_returned_in_the_same_basket_is_deducted(bought: int, returned: int, points: int) -> None:
    basket = [pieces(300 * bought, bought, "drinks", article="4006")]
    if returned:
        basket.append(pieces(-300 * returned, -returned, "drinks", article="4006"))

    assert run(two_each(), facts(lines=basket)).earned_on("points") == points


def test_an_exchange_within_the_scope_earns_nothing_and_other_returns_take_nothing() -> None:
    bought = pieces(300, 1, "drinks", article="4006")

    exchanged = run(two_each(), facts(lines=[bought, pieces(-250, -1, "drinks", article="4007")]))
    other = run(two_each(), facts(lines=[bought, pieces(-90, -1)]))
    voucher = run(two_each(), facts(lines=[bought, pieces(-100, 1, "drinks")]))

    assert [each.earned_on("points") for each in (exchanged, other, voucher)] == [0, 2, 2]


def test_a_weighed_return_is_one_unit() -> None:
    basket = [pieces(600, 2, "drinks"), line(-90, "drinks", quantity=-730)]

    assert run(two_each(), facts(lines=basket)).earned_on("points") == 2
